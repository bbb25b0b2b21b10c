import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Alert, Button, Input } from 'antd';
import { useState } from 'react';
import { call } from '@/api/client';
import { bulk, detailQuery, perform, type RecordDetail, refreshAfterWrite } from '@/api/records';
import { useMay } from '@/api/session';
import { learnWords } from '@/foundation/i18n';
import { WORK_DESIGN } from '@/foundation/words/designing';
import { Panel } from '@/ui/Panel';
import { ErrorNote, PageLoading, useProblemText } from '@/ui/states';
import { useTitle } from '@/ui/viewport';
import { useWords } from '@/ui/words';
import { Findings } from '../Findings';
import type { Finding, ProcessExtra, ProcessImpact } from '../shapes';
import { type Place, Standing } from './Standing';
import { type Tried, TriedCases } from './TriedCases';

learnWords(WORK_DESIGN);

interface Rehearsal {
  to: number;
  /** false: the draft is the version in force */
  draft: boolean;
  errors: Finding[];
  from: Place[];
  can: number;
  cannot: number;
  tried: number;
  running: number;
  cases: Tried[];
}

interface Outcome {
  published: number;
  moved: number;
  refused: { number: string; message: string }[];
}

/** A new version tried over the cases that run, published, and the chosen cases moved to it. */
export function PublishPage() {
  const { id } = useParams({ from: '/app/processes/$id/publish' });
  const answer = useQuery(detailQuery('process', id));
  const tried = useQuery({
    queryKey: ['records', 'process', 'rehearsal', id],
    queryFn: ({ signal }) => call<Rehearsal>(`/processes/${id}/rehearsal`, { signal }),
  });
  const failed = answer.error ?? tried.error;
  if (failed) return <ErrorNote error={failed} retry={() => void tried.refetch()} />;
  if (!answer.data || !tried.data) return <PageLoading />;
  return <Publishing key={id} detail={answer.data} told={tried.data} />;
}

function Publishing({ detail, told }: { detail: RecordDetail; told: Rehearsal }) {
  const say = useWords();
  const name = String(detail.values.name ?? '');
  const { impact, findings } = detail.extra as unknown as ProcessExtra;
  useTitle(say('publish.page', { name }));
  return (
    <div className="publish-page">
      <header className="page-head">
        <h1>{say('publish.page', { name })}</h1>
        <Link to="/r/$kind/$id" params={{ kind: 'process', id: detail.id }}>
          {say('process.back')}
        </Link>
      </header>
      <p>{say(told.draft ? 'publish.draft' : 'publish.inForce', { n: told.to })}</p>
      {findings.length > 0 && (
        <Panel title={say('process.findings')}>
          <Findings found={findings} />
        </Panel>
      )}
      {told.draft && told.to > 1 && <Changes impact={impact} />}
      {told.from.length > 0 && (
        <Panel title={say('publish.standing')}>
          <Standing places={told.from} />
        </Panel>
      )}
      {told.errors.length === 0 && <Going detail={detail} told={told} />}
    </div>
  );
}

function Changes({ impact }: { impact: ProcessImpact }) {
  const say = useWords();
  const parts = (['added', 'removed', 'changed'] as const).filter((one) => impact[one].length > 0);
  const words = { added: 'publish.added', removed: 'publish.removed', changed: 'publish.changed' } as const;
  return (
    <Panel title={say('publish.what')}>
      {parts.length === 0 && <p className="quiet">{say('publish.nothing')}</p>}
      <dl className="publish-changes">
        {parts.map((one) => (
          <div key={one}>
            <dt>{say(words[one])}</dt>
            <dd>{impact[one].join('、')}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

/** The cases to choose from, and the button. */
function Going({ detail, told }: { detail: RecordDetail; told: Rehearsal }) {
  const say = useWords();
  const may = useMay();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [chosen, setChosen] = useState<string[]>([]);
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const [done, setDone] = useState<Outcome | null>(null);
  const moves = may('case', 'migrate');
  const publishes = told.draft && detail.actions.includes('publish');
  const count = chosen.length;

  async function go(): Promise<void> {
    setBusy(true);
    setTrouble('');
    try {
      const result: Outcome = { published: 0, moved: 0, refused: [] };
      if (publishes) {
        const version = detail.version;
        await perform({ kind: 'process', action: 'publish', id: detail.id, version, payload: { note } });
        result.published = told.to;
      }
      if (count > 0) {
        const outcome = await bulk({ kind: 'case', action: 'migrate', ids: chosen, payload: {} });
        const number = (id: string) => told.cases.find((one) => one.id === id)?.number ?? '';
        result.moved = outcome.done;
        result.refused = outcome.failed.map((one) => ({ number: number(one.id), message: one.message }));
      }
      setDone(result);
      setChosen([]);
    } catch (error) {
      setTrouble(problemText(error));
    }
    await refreshAfterWrite(client, 'process');
    setBusy(false);
  }

  return (
    <Panel title={say('publish.title')}>
      {done && <Done outcome={done} />}
      {trouble && <Alert type="error" showIcon title={trouble} className="form-trouble" />}
      {told.running === 0 ? (
        <p className="quiet">{say('publish.noCases')}</p>
      ) : (
        <>
          <p>
            {say('publish.tried', { count: told.tried, can: told.can, cannot: told.cannot, n: told.to })}{' '}
            {told.tried > told.cases.length && say('publish.named', { count: told.cases.length })}
          </p>
          <p className="quiet">{say('publish.stay')}</p>
          <TriedCases
            cases={told.cases}
            chosen={chosen}
            onChange={moves && (publishes || !told.draft) ? setChosen : undefined}
          />
        </>
      )}
      {publishes && (
        <label className="bulk-text" htmlFor="publish-note">
          {say('publish.note')}
          <Input.TextArea
            id="publish-note"
            autoSize={{ minRows: 2, maxRows: 8 }}
            maxLength={2000}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
      )}
      {(publishes || (moves && told.can > 0)) && (
        <div className="form-foot">
          <Button
            type="primary"
            loading={busy}
            disabled={!publishes && count === 0}
            onClick={() => void go()}
          >
            {publishes
              ? count > 0
                ? say('publish.doMove', { count })
                : say('publish.do', { n: told.to })
              : say('publish.move', { count })}
          </Button>
        </div>
      )}
    </Panel>
  );
}

function Done({ outcome }: { outcome: Outcome }) {
  const say = useWords();
  const lines = [
    ...(outcome.published > 0 ? [say('publish.published', { n: outcome.published })] : []),
    ...(outcome.moved > 0 ? [say('publish.moved', { count: outcome.moved })] : []),
  ];
  return (
    <>
      {lines.length > 0 && (
        <Alert type="success" showIcon title={lines.join(' · ')} className="form-trouble" />
      )}
      {outcome.refused.length > 0 && (
        <Alert
          type="warning"
          showIcon
          className="form-trouble"
          title={say('bulk.left')}
          description={
            <ul className="plain-list bulk-list">
              {outcome.refused.map((one) => (
                <li key={one.number}>
                  {one.number} <span className="quiet">{one.message}</span>
                </li>
              ))}
            </ul>
          }
        />
      )}
    </>
  );
}
