import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { type ActionOutcome, perform, refreshAfterWrite } from '@/api/records';
import { useMay } from '@/api/session';
import { type ActionSpec, actionOf, type KindSpec } from '@/foundation/catalogue';
import { useProblemText } from '@/ui/states';
import { useLabel, useWords } from '@/ui/words';
import { counterOf } from './extras';

const SECONDS = 12;

/** Says that an action is done and, where one takes it back, offers that right there. */
export function useDoneWithUndo(): (
  kind: KindSpec,
  action: ActionSpec,
  outcome: ActionOutcome,
  values: Record<string, unknown> | undefined,
  sent: Record<string, unknown>,
) => void {
  const say = useWords();
  const label = useLabel();
  const may = useMay();
  const client = useQueryClient();
  const problemText = useProblemText();
  const { message, notification } = App.useApp();
  return (kind, action, outcome, values, sent) => {
    const done = say('form.done', { action: label(action.label) });
    const counter = values ? counterOf(kind.name, action.name) : undefined;
    const back = counter && actionOf(kind, counter.action);
    if (!values || !counter || !back || !may(kind.name, back.name)) {
      message.success(done);
      return;
    }
    const key = `undo-${outcome.id}-${outcome.version}`;
    const undo = async () => {
      notification.destroy(key);
      try {
        await perform({
          kind: kind.name,
          action: back.name,
          id: outcome.id,
          version: outcome.version,
          payload: counter.payload(values, sent, say('undo.reason')),
        });
        await refreshAfterWrite(client, kind.name);
        message.success(say('undo.done', { action: label(action.label) }));
      } catch (error) {
        message.error(problemText(error));
      }
    };
    notification.success({
      key,
      title: done,
      duration: SECONDS,
      placement: 'bottomRight',
      actions: (
        <Button size="small" onClick={() => void undo()}>
          {say('undo.do')}
        </Button>
      ),
    });
  };
}
