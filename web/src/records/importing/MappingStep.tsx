import { App, Button } from 'antd';
import { useState } from 'react';
import {
  type ImportMapping,
  type ImportRun,
  type ImportTable,
  type MappingChange,
  useImportActions,
} from '@/api/imports';
import { formatNumber } from '@/foundation/numbers';
import { Panel } from '@/ui/Panel';
import { ErrorNote } from '@/ui/states';
import { useLang, useWords } from '@/ui/words';
import { ColumnRows } from './ColumnRows';
import { DefaultValues } from './DefaultValues';
import { type Draft, draftOf, missingTargets, payloadOf, withField } from './draft';
import { ImportOptions } from './ImportOptions';
import { TableChoice } from './TableChoice';

/** Which column fills which field: proposed with reasons, corrected by the user, then tried. */
export function MappingStep({ run, onChecked }: { run: ImportRun; onChecked: () => void }) {
  const table = run.tables.find((one) => one.id === run.mapping?.table) ?? run.tables[0];
  if (!run.mapping || !table) return null;
  return <MappingForm run={run} mapping={run.mapping} table={table} onChecked={onChecked} />;
}

function MappingForm({
  run,
  mapping,
  table,
  onChecked,
}: {
  run: ImportRun;
  mapping: ImportMapping;
  table: ImportTable;
  onChecked: () => void;
}) {
  const say = useWords();
  const lang = useLang();
  const { message } = App.useApp();
  const [draft, setDraft] = useState<Draft>(() => draftOf(mapping));
  const { change, step } = useImportActions(run.id);
  const missing = missingTargets(run.targets, draft);
  const mapped = [...draft.fields.values()].filter(Boolean).length;

  function choose(column: number, field: string | null): void {
    const former = field
      ? [...draft.fields].find(([at, name]) => name === field && at !== column)
      : undefined;
    setDraft(withField(draft, column, field));
    if (!former) return;
    const heading = table.columns.find((one) => one.index === former[0])?.heading ?? '';
    message.info(say('import.moved', { heading }));
  }

  function again(body: MappingChange): void {
    change.mutate(body, { onSuccess: (answer) => answer.mapping && setDraft(draftOf(answer.mapping)) });
  }

  async function check(): Promise<void> {
    await change.mutateAsync(payloadOf(draft));
    await step.mutateAsync('dry-run');
    onChecked();
  }

  return (
    <>
      <TableChoice run={run} table={table} busy={change.isPending} onChange={again} />
      <Panel title={say('import.stepMap')} flush>
        <ColumnRows
          run={run}
          mapping={mapping}
          table={table}
          draft={draft}
          onField={choose}
          onDraft={setDraft}
        />
      </Panel>
      <DefaultValues run={run} draft={draft} missing={missing} onDraft={setDraft} />
      <ImportOptions run={run} draft={draft} onDraft={setDraft} />
      {(change.error || step.error) && <ErrorNote error={change.error ?? step.error} />}
      <footer className="import-foot">
        <span className="quiet num" aria-live="polite">
          {say('import.summary', {
            columns: table.columns.length,
            mapped,
            rows: formatNumber(table.rows, lang),
          })}
        </span>
        <Button onClick={() => step.mutate('cancel')}>{say('import.cancelRun')}</Button>
        <Button
          type="primary"
          disabled={mapped === 0}
          loading={change.isPending || step.isPending}
          onClick={() => void check().catch(() => undefined)}
        >
          {say('import.check')}
        </Button>
      </footer>
    </>
  );
}
