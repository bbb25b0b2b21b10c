import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Button, Progress, Steps } from 'antd';
import { useState } from 'react';
import { useKind } from '@/api/catalogue';
import { type ImportRun, type ImportState, importQuery, useImportActions } from '@/api/imports';
import { learnWords } from '@/foundation/i18n';
import { formatNumber } from '@/foundation/numbers';
import type { WordKey } from '@/foundation/words';
import { IMPORTING } from '@/foundation/words/importing';
import { Panel } from '@/ui/Panel';
import { EmptyState, ErrorNote, PageLoading } from '@/ui/states';
import { usePhone, useTitle } from '@/ui/viewport';
import { useLabel, useLang, useWords } from '@/ui/words';
import { CheckStep } from './CheckStep';
import { MappingStep } from './MappingStep';
import { ResultStep } from './ResultStep';

learnWords(IMPORTING);

const STEP_OF: Record<ImportState, number> = {
  analysing: 0,
  failed: 0,
  mapping: 1,
  checking: 2,
  checked: 2,
  committing: 3,
  committed: 3,
  undoing: 3,
  undone: 3,
  cancelled: 3,
};

/** One import from its columns to its result. */
export function ImportRunPage() {
  const { id } = useParams({ from: '/app/import/$id' });
  const say = useWords();
  const answer = useQuery(importQuery(id));
  useTitle(answer.data?.file_name ?? say('import.title'));
  if (answer.isPending) return <PageLoading />;
  if (!answer.data) return <ErrorNote error={answer.error} retry={() => void answer.refetch()} />;
  return <RunView run={answer.data} />;
}

function RunView({ run }: { run: ImportRun }) {
  const say = useWords();
  const label = useLabel();
  const phone = usePhone();
  const kind = useKind(run.kind);
  const [back, setBack] = useState(false);
  const mapping = run.state === 'mapping' || (back && run.state === 'checked');
  return (
    <div className="import-page">
      <nav className="crumbs" aria-label={say('import.title')}>
        <Link to="/import" search={{ kind: run.kind }}>
          {say('import.title')}
        </Link>
      </nav>
      <header className="page-head">
        <h1>{run.file_name}</h1>
        <span className="page-count">→ {label(kind?.plural) || run.kind}</span>
      </header>
      <Steps
        className="import-steps"
        aria-label={say('import.steps')}
        size="small"
        orientation="horizontal"
        responsive={false}
        titlePlacement={phone ? 'vertical' : 'horizontal'}
        current={mapping ? 1 : STEP_OF[run.state]}
        status={run.state === 'failed' ? 'error' : undefined}
        items={[
          { title: say('import.stepFile') },
          { title: say('import.stepMap') },
          { title: say('import.stepCheck') },
          { title: say('import.stepDone') },
        ]}
      />
      {run.error && run.state !== 'failed' && (
        <div className="error-note" role="alert">
          <p>{run.error.message}</p>
        </div>
      )}
      {run.busy ? (
        <BusyPanel run={run} />
      ) : run.state === 'failed' ? (
        <Failed run={run} />
      ) : mapping ? (
        <MappingStep key={run.mapping?.table ?? ''} run={run} onChecked={() => setBack(false)} />
      ) : run.state === 'checked' ? (
        <CheckStep run={run} onBack={() => setBack(true)} />
      ) : (
        <ResultStep run={run} />
      )}
    </div>
  );
}

function BusyPanel({ run }: { run: ImportRun }) {
  const say = useWords();
  const lang = useLang();
  const { step } = useImportActions(run.id);
  const { done, total, percent } = run.progress;
  return (
    <Panel>
      <div className="import-busy">
        <p role="status">{say(`import.busy.${run.state}` as WordKey)}</p>
        <Progress
          percent={total ? percent : 0}
          status="active"
          aria-label={say(`import.busy.${run.state}` as WordKey)}
        />
        <p className="quiet num">
          {total > 0 &&
            say('import.progress', { done: formatNumber(done, lang), total: formatNumber(total, lang) })}{' '}
          {say('import.leave')}
        </p>
        {run.state !== 'undoing' && (
          <Button onClick={() => step.mutate('cancel')} loading={step.isPending}>
            {say('import.cancel')}
          </Button>
        )}
      </div>
    </Panel>
  );
}

function Failed({ run }: { run: ImportRun }) {
  const say = useWords();
  return (
    <Panel>
      <EmptyState title={say('import.failed')} help={run.error?.message ?? ''}>
        <Link to="/import" search={{ kind: run.kind }} className="button-link">
          <Button type="primary" tabIndex={-1}>
            {say('import.another')}
          </Button>
        </Link>
      </EmptyState>
    </Panel>
  );
}
