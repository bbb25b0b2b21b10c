import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { bulk, type RecordRow, refreshAfterWrite } from '@/api/records';
import { useMay } from '@/api/session';
import { type ActionSpec, actionOf, type KindSpec } from '@/foundation/catalogue';
import { ActionDialog } from '@/records/form/ActionDialog';
import { useLabel, useWords } from '@/ui/words';
import { FileDialog } from './FileDialog';

/** What can be done with the selected papers together. */
export function PapersBar({
  kind,
  rows,
  onClear,
}: {
  kind: KindSpec;
  rows: RecordRow[];
  onClear: () => void;
}) {
  const say = useWords();
  const label = useLabel();
  const may = useMay();
  const client = useQueryClient();
  const { message, notification } = App.useApp();
  const [chosen, setChosen] = useState<ActionSpec | null>(null);
  if (rows.length === 0) return null;
  const closed = rows.every((row) => row.state === 'filed' || row.state === 'dismissed');
  const actions = (closed ? ['reopen'] : ['file_on', 'assign', 'dismiss'])
    .map((name) => actionOf(kind, name))
    .filter((action): action is ActionSpec => action !== undefined && may('intake_item', action.name));

  async function run(action: ActionSpec, payload: Record<string, unknown>): Promise<void> {
    const ids = rows.map((row) => row.id);
    const outcome = await bulk({ kind: 'intake_item', action: action.name, ids, payload });
    await refreshAfterWrite(client, 'intake_item');
    setChosen(null);
    onClear();
    if (outcome.failed.length === 0) {
      message.success(say('list.bulkDone', { done: outcome.done }));
      return;
    }
    notification.warning({
      title: say('list.bulkFailed', { count: outcome.failed.length }),
      description: [...new Set(outcome.failed.map((one) => one.message))].slice(0, 4).join('；'),
      duration: 0,
    });
  }

  return (
    <section className="selection-bar" aria-label={say('list.bulk')}>
      <span className="num" aria-live="polite">
        {say('list.selected', { count: rows.length })}
      </span>
      <span className="grow" />
      {actions.map((action) => (
        <Button key={action.name} size="small" danger={action.danger} onClick={() => setChosen(action)}>
          {label(action.label)}
        </Button>
      ))}
      <Button size="small" type="text" onClick={onClear}>
        {say('list.clearSelection')}
      </Button>
      {chosen?.name === 'file_on' && (
        <FileDialog
          papers={rows}
          onClose={() => setChosen(null)}
          onDone={() => {
            setChosen(null);
            onClear();
          }}
        />
      )}
      {chosen && chosen.name !== 'file_on' && (
        <ActionDialog
          kind={kind}
          action={chosen}
          title={say('list.bulkTitle', { action: label(chosen.label), text: String(rows.length) })}
          submit={(payload) => run(chosen, payload)}
          onDone={() => setChosen(null)}
          onCancel={() => setChosen(null)}
        />
      )}
    </section>
  );
}
