import { formatDay } from '@/foundation/dates';
import type { SectionProps } from '@/records/detail/sections';
import { Panel } from '@/ui/Panel';
import { EmptyState } from '@/ui/states';
import { useLang, useWords } from '@/ui/words';

interface Period {
  period: string;
  done_on: string;
  note: string;
  by: string;
}

/** Which periods of work that comes round were done, when, by whom, and what came of it. */
export function PeriodsPanel({ detail }: SectionProps) {
  const say = useWords();
  const lang = useLang();
  const rows = (detail.extra.periods ?? []) as Period[];
  return (
    <Panel title={say('periods.title')}>
      {rows.length === 0 ? (
        <EmptyState title={say('periods.none')} compact />
      ) : (
        <ul className="plain-list">
          {rows.map((row) => (
            <li key={row.period}>
              <strong>{say('periods.of', { period: formatDay(row.period, lang) })}</strong>{' '}
              <span className="num">{formatDay(row.done_on, lang)}</span>{' '}
              <span className="quiet">{[row.by, row.note].filter(Boolean).join(' · ')}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
