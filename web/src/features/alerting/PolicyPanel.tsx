import { keepPreviousData, type UseQueryResult, useMutation, useQuery } from '@tanstack/react-query';
import { Button, Form } from 'antd';
import { useEffect, useState } from 'react';
import { draftQuery, policyForm, sentenceQuery, tryOut } from '@/api/alerting';
import { formatDay } from '@/foundation/dates';
import type { Label } from '@/foundation/labels';
import type { SectionProps } from '@/records/detail/sections';
import type { FootProps } from '@/records/form/extras';
import { Panel } from '@/ui/Panel';
import { ErrorNote, PageLoading } from '@/ui/states';
import { useLabel, useLang, useWords } from '@/ui/words';

/** A policy in words, and what it would have done last year. */
export function PolicyPanel({ detail }: SectionProps) {
  const form = policyForm(detail.values);
  return <PolicyTrial form={form} words={useQuery(sentenceQuery(detail.id, detail.version, form))} />;
}

/** The same of a policy that is not saved yet: the words follow the fields, a trial holds until they change. */
export function PolicyFoot({ form, read }: FootProps) {
  const say = useWords();
  const values = (Form.useWatch([], form) ?? {}) as Record<string, unknown>;
  const now = JSON.stringify(draftOf(read(values)));
  const [settled, setSettled] = useState(now);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(now), 400);
    return () => clearTimeout(timer);
  }, [now]);
  const draft = JSON.parse(settled) as Record<string, unknown>;
  const words = useQuery({ ...draftQuery(draft), placeholderData: keepPreviousData });
  return (
    <PolicyTrial
      key={settled}
      form={draft}
      words={words}
      incomplete={words.error ? say('policy.incomplete') : ''}
    />
  );
}

/** What the sentence needs of a form that is half filled in. */
function draftOf(payload: Record<string, unknown>): Record<string, unknown> {
  return { ...payload, code: payload.code || 'draft', name: payload.name || 'draft' };
}

function PolicyTrial({
  form,
  words,
  incomplete = '',
}: {
  form: Record<string, unknown>;
  words: UseQueryResult<{ sentence: Label }>;
  incomplete?: string;
}) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const trying = useMutation({ mutationFn: () => tryOut(form) });
  const found = trying.data;
  return (
    <Panel
      title={say('policy.words')}
      extra={
        <Button
          size="small"
          type="primary"
          onClick={() => trying.mutate()}
          loading={trying.isPending}
          disabled={words.isError}
        >
          {say('policy.try')}
        </Button>
      }
    >
      {incomplete ? (
        <p className="quiet">{incomplete}</p>
      ) : words.error ? (
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
          {found.notices === 0 && <p className="quiet">{say('policy.nothing')}</p>}
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
