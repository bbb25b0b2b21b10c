import { Alert } from 'antd';
import type { RelatedGroup } from '@/api/records';
import { distance, formatDay } from '@/foundation/dates';
import { useDay } from '@/records/asof/context';
import { RelatedRecords } from '@/records/detail/RelatedPanel';
import type { SectionProps } from '@/records/detail/sections';
import { Panel } from '@/ui/Panel';
import { useLang, useWords } from '@/ui/words';

interface Handover {
  due_on: string;
  overdue: boolean;
  groups: RelatedGroup[];
}

/** What somebody who goes, or is gone, still answers for, and by when other people have to. */
export function HandoverPanel({ detail }: SectionProps) {
  const say = useWords();
  const lang = useLang();
  const today = useDay();
  const owed = detail.extra?.handover as Handover | null | undefined;
  if (!owed) return null;
  const day = `${formatDay(owed.due_on, lang)}（${distance(owed.due_on, today, lang)}）`;
  return (
    <Panel title={say('handover.title')}>
      <Alert
        type={owed.overdue ? 'error' : 'warning'}
        showIcon
        title={say('handover.due', { day: lang === 'en' ? day.replace('（', ' (').replace('）', ')') : day })}
        description={say('handover.help')}
        className="form-trouble"
      />
      {owed.groups.map((group) => (
        <RelatedRecords key={`${group.kind}.${group.field}`} group={group} compact />
      ))}
    </Panel>
  );
}
