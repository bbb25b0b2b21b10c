import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { policyForm, sentenceQuery, tryOut } from '@/api/alerting';
import { formatDay } from '@/foundation/dates';
import type { SectionProps } from '@/records/detail/sections';
import { Panel } from '@/ui/Panel';
import { ErrorNote, PageLoading } from '@/ui/states';
import { useLabel, useLang, useWords } from '@/ui/words';

/** A policy in words, and what it would have done last year. */
export function PolicyPanel({ detail }: SectionProps) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const form = policyForm(detail.values);
  const words = useQuery(sentenceQuery(detail.id, detail.version, form));
  const trying = useMutation({ mutationFn: () => tryOut(form) });
  const found = trying.data;
  return (
    <Panel
      title={say('policy.words')}
      extra={
        <Button size="small" type="primary" onClick={() => trying.mutate()} loading={trying.isPending}>
          {say('policy.try')}
        </Button>
      }
    >
      {words.error ? (
        <ErrorNote error={words.error} />
      ) : words.isPending ? (
        <PageLoading />
      ) : (
        <p className="policy-sentence">{label(words.data.sentence)}</p>
      )}
      {trying.error && <ErrorNote error={trying.error} />}
      {!found && <p className="quiet">{say('policy.tryHelp')}</p>}
      {found && (
        <div role="status">
          <p>
            <strong className="num">
              {say('policy.tried', {
                since: formatDay(found.since, lang),
                until: formatDay(found.until, lang),
                notices: found.notices,
                records: found.records,
                nobody: found.nobody,
              })}
            </strong>{' '}
            {found.busiest && (
              <span className="quiet">
                {say('policy.busiest', { day: formatDay(found.busiest[0], lang), count: found.busiest[1] })}
              </span>
            )}
          </p>
          <div className="policy-tables">
            <Counts title={say('policy.month')} rows={Object.entries(found.by_month)} />
            <Counts title={say('policy.person')} rows={found.by_person} />
          </div>
        </div>
      )}
    </Panel>
  );
}

function Counts({ title, rows }: { title: string; rows: [string, number][] }) {
  const say = useWords();
  const most = Math.max(1, ...rows.map(([, count]) => count));
  if (rows.length === 0) return null;
  return (
    <table className="count-bars">
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col">{say('policy.count')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, count]) => (
          <tr key={name}>
            <td>{name}</td>
            <td className="num">
              <span>{count}</span>
              <meter min={0} max={most} value={count} aria-hidden="true" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
