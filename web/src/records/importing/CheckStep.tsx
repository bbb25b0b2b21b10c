import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { type ImportRun, reportAddress, useImportActions } from '@/api/imports';
import { formatNumber } from '@/foundation/numbers';
import { ErrorNote } from '@/ui/states';
import { useLang, useWords } from '@/ui/words';
import { CountCards } from './CountCards';
import { Proposals } from './Proposals';
import { RowsPanel } from './RowsPanel';

/** What the import would do, row by row; nothing has been written yet. */
export function CheckStep({ run, onBack }: { run: ImportRun; onBack: () => void }) {
  const say = useWords();
  const lang = useLang();
  const { step } = useImportActions(run.id);
  const { created, updated, rejected } = run.counts;
  const [shown, setShown] = useState(rejected > 0 ? 'rejected' : '');
  const ready = created + updated;
  return (
    <>
      <CountCards run={run} shown={shown} onShow={setShown} />
      <Proposals run={run} />
      <RowsPanel run={run} state={shown} onState={setShown} />
      {step.error && <ErrorNote error={step.error} />}
      <footer className="import-foot">
        {rejected > 0 && (
          <span className="quiet">
            {say('import.commitLeaves', { text: formatNumber(rejected, lang) })}{' '}
            <a href={reportAddress(run.id)} className="icon-link">
              <DownloadOutlined /> {say('import.report')}
            </a>
          </span>
        )}
        <Button onClick={onBack}>{say('import.backToMap')}</Button>
        <Button
          type="primary"
          disabled={ready === 0}
          loading={step.isPending}
          onClick={() => step.mutate('commit')}
        >
          {ready === 0
            ? say('import.commitNothing')
            : say('import.commit', { count: ready, text: formatNumber(ready, lang) })}
        </Button>
      </footer>
    </>
  );
}
