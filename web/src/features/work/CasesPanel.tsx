import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useKind } from '@/api/catalogue';
import { listQuery } from '@/api/records';
import { useMay } from '@/api/session';
import type { SectionProps } from '@/records/detail/sections';
import { Value } from '@/records/values/Value';
import { Panel } from '@/ui/Panel';
import { useWords } from '@/ui/words';
import { casesAbout } from './conditions';
import { StartDialog } from './StartDialog';

/** What was started about a record, and the way to start another. */
export function CasesPanel({ kind, detail }: SectionProps) {
  const say = useWords();
  const may = useMay();
  const cases = useKind('case');
  const [starting, setStarting] = useState(false);
  const list = useInfiniteQuery({
    ...listQuery('case', {
      condition: casesAbout(kind.name, detail.id),
      sort: '-started_at',
      fields: ['title', 'state', 'where'],
      limit: 8,
    }),
    enabled: cases !== undefined,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const state = cases?.fields.find((field) => field.name === 'state');
  const start = may('case', 'start') && !detail.archived;
  if (!cases || (rows.length === 0 && !start)) return null;
  return (
    <Panel
      title={say('work.cases')}
      extra={
        start && (
          <Button size="small" onClick={() => setStarting(true)}>
            {say('work.start')}
          </Button>
        )
      }
    >
      <ul className="plain-list work-cases">
        {rows.map((row) => (
          <li key={row.id}>
            <Link to="/r/$kind/$id" params={{ kind: 'case', id: row.id }} className="record-link">
              {String(row.title)}
            </Link>
            {state && <Value field={state} value={row.state} cell />}
          </li>
        ))}
      </ul>
      {starting && (
        <StartDialog about={{ kind: kind.name, id: detail.id }} onClose={() => setStarting(false)} />
      )}
    </Panel>
  );
}
