import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Dropdown } from 'antd';
import { useState } from 'react';
import { bulk, refreshAfterWrite } from '@/api/records';
import { useMay } from '@/api/session';
import type { ActionSpec, KindSpec } from '@/foundation/catalogue';
import type { Condition } from '@/foundation/condition';
import { formatCount } from '@/foundation/numbers';
import { useLabel, useLang, useWords } from '@/ui/words';
import { ActionDialog } from '../form/ActionDialog';
import { selectionActs } from './selectionActs';

/** What can be done with the selected rows, or with everything that matches. */
export function SelectionBar({
  kind,
  selected,
  onClear,
  condition,
  q,
  total,
  capped,
}: {
  kind: KindSpec;
  selected: string[];
  onClear: () => void;
  condition: Condition | null;
  q: string;
  total: number | null;
  capped: boolean;
}) {
  const say = useWords();
  const lang = useLang();
  const label = useLabel();
  const may = useMay();
  const client = useQueryClient();
  const { message, notification } = App.useApp();
  const [everything, setEverything] = useState(false);
  const [chosen, setChosen] = useState<ActionSpec | null>(null);
  const actions = kind.actions.filter(
    (action) => action.bulk && !action.creates && may(kind.name, action.name),
  );
  if (selected.length === 0) return null;
  const totalText = total === null ? '' : formatCount(total, capped, lang);
  const sizeText = everything ? totalText : formatCount(selected.length, false, lang);

  async function run(action: ActionSpec, payload: Record<string, unknown>): Promise<void> {
    const outcome = await bulk({
      kind: kind.name,
      action: action.name,
      payload,
      ...(everything ? { condition: condition ?? { combinator: 'and', rules: [] }, q } : { ids: selected }),
    });
    await refreshAfterWrite(client, kind.name);
    setChosen(null);
    if (outcome.failed.length === 0) {
      message.success(say('list.bulkDone', { done: outcome.done }));
      onClear();
      return;
    }
    const reasons = [...new Set(outcome.failed.map((one) => one.message))].slice(0, 4);
    notification.warning({
      title: `${say('list.bulkDone', { done: outcome.done })}，${say('list.bulkFailed', { count: outcome.failed.length })}`,
      description: reasons.join('；'),
      duration: 0,
    });
  }

  return (
    <section className="selection-bar" aria-label={say('list.bulk')}>
      <span className="num" aria-live="polite">
        {everything
          ? say('list.allMatchingSelected', { text: totalText })
          : say('list.selected', { count: selected.length })}
      </span>
      {!everything && total !== null && total > selected.length && (condition || q) && (
        <Button type="link" size="small" onClick={() => setEverything(true)}>
          {say('list.selectAllMatching', { text: totalText })}
        </Button>
      )}
      <span className="grow" />
      {actions.slice(0, 2).map((action) => (
        <Button key={action.name} size="small" danger={action.danger} onClick={() => setChosen(action)}>
          {label(action.label)}
        </Button>
      ))}
      {actions.length > 2 && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: actions
              .slice(2)
              .map((action) => ({ key: action.name, label: label(action.label), danger: action.danger })),
            onClick: ({ key }) => setChosen(actions.find((action) => action.name === key) ?? null),
          }}
        >
          <Button size="small">{say('app.more')}</Button>
        </Dropdown>
      )}
      {!everything &&
        selectionActs().map(({ name, component: Act }) => (
          <Act key={name} kind={kind} ids={selected} onDone={onClear} />
        ))}
      <Button
        size="small"
        type="text"
        onClick={() => {
          setEverything(false);
          onClear();
        }}
      >
        {say('list.clearSelection')}
      </Button>
      {chosen && (
        <ActionDialog
          kind={kind}
          action={chosen}
          title={say('list.bulkTitle', { action: label(chosen.label), text: sizeText })}
          submit={(payload) => run(chosen, payload)}
          onDone={() => setChosen(null)}
          onCancel={() => setChosen(null)}
        />
      )}
    </section>
  );
}
