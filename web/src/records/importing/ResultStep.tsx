import { CheckCircleFilled, DownloadOutlined, UndoOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useKind } from '@/api/catalogue';
import { type ImportRun, reportAddress, useImportActions } from '@/api/imports';
import { formatNumber } from '@/foundation/numbers';
import { Panel } from '@/ui/Panel';
import { ErrorNote } from '@/ui/states';
import { useLabel, useLang, useWords } from '@/ui/words';
import { CountCards } from './CountCards';
import { RowsPanel } from './RowsPanel';

/** What an import has done, its rows, and the way back. */
export function ResultStep({ run }: { run: ImportRun }) {
  const say = useWords();
  const label = useLabel();
  const kind = useKind(run.kind);
  const { modal } = App.useApp();
  const { step } = useImportActions(run.id);
  const [shown, setShown] = useState('');
  const written = run.committed_at !== null && run.state !== 'undone';

  function undo(): void {
    modal.confirm({
      title: say('import.undoAsk'),
      content: say('import.undoHelp'),
      okText: say('import.undo'),
      okButtonProps: { danger: true },
      cancelText: say('app.cancel'),
      onOk: () => step.mutateAsync('undo'),
    });
  }

  return (
    <>
      <Panel>
        <div className="import-done">
          <Outcome run={run} />
          <div className="import-done-actions">
            {run.state === 'cancelled' && (
              <Button type="primary" onClick={() => step.mutate('commit')} loading={step.isPending}>
                {say('import.goOn')}
              </Button>
            )}
            {run.state === 'committed' && (
              <Link to="/r/$kind" params={{ kind: run.kind }} className="button-link">
                <Button type="primary" tabIndex={-1}>
                  {say('import.seeAll', { name: label(kind?.plural) })}
                </Button>
              </Link>
            )}
            {run.mapping && (
              <Button icon={<DownloadOutlined />} href={reportAddress(run.id)}>
                {say('import.report')}
              </Button>
            )}
            {written && (
              <Button danger icon={<UndoOutlined />} onClick={undo} loading={step.isPending}>
                {say('import.undo')}
              </Button>
            )}
            <Link to="/import" search={{ kind: run.kind }} className="button-link">
              <Button tabIndex={-1}>{say('import.another')}</Button>
            </Link>
          </div>
        </div>
      </Panel>
      {step.error && <ErrorNote error={step.error} />}
      <CountCards run={run} shown={shown} onShow={setShown} />
      {run.mapping && <RowsPanel run={run} state={shown} onState={setShown} />}
    </>
  );
}

function Outcome({ run }: { run: ImportRun }) {
  const say = useWords();
  const lang = useLang();
  if (run.state === 'undone') return <h2>{say('import.undoneTitle')}</h2>;
  if (run.state === 'cancelled')
    return (
      <>
        <h2>{say('import.cancelledTitle')}</h2>
        {run.committed_at && <p>{say('import.cancelledPart')}</p>}
      </>
    );
  const number = (value: number) => formatNumber(value, lang);
  return (
    <>
      <h2>
        <CheckCircleFilled className="done-mark" /> {say('import.done')}
      </h2>
      <p className="num">
        {say('import.doneCounts', {
          created: number(run.counts.created),
          updated: number(run.counts.updated),
          unchanged: number(run.counts.unchanged),
          rejected: number(run.counts.rejected),
        })}
      </p>
    </>
  );
}
