import { useQueries, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { detailQuery, perform, type RecordDetail, refreshAfterWrite } from '@/api/records';
import type { WordKey } from '@/foundation/words';
import { PageLoading, useProblemText } from '@/ui/states';
import { useWords } from '@/ui/words';
import { alone } from './alone';
import type { TaskExtra } from './shapes';

/** So many at once: each is looked at and decided on its own content. */
export const MOST_AT_ONCE = 50;

interface Refused {
  id: string;
  title: string;
  why: string;
}

/** Several tasks agreed to with one comment. Those that ask for more than a yes are named and left. */
export function BulkApprove({
  ids,
  onClose,
  onDone,
}: {
  ids: string[];
  onClose: () => void;
  onDone: () => void;
}) {
  const say = useWords();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<{ done: number; refused: Refused[] } | null>(null);
  const pages = useQueries({ queries: ids.map((id) => ({ ...detailQuery('task', id), staleTime: 0 })) });
  const details = pages.flatMap((one) => (one.data ? [one.data] : []));
  const reading = pages.some((one) => one.isPending);
  const left = details.flatMap((one): Refused[] => {
    const why = alone(one.extra as unknown as TaskExtra);
    return why ? [{ id: one.id, title: titleOf(one), why: say(why as WordKey) }] : [];
  });
  const going = details.filter((one) => !left.some((other) => other.id === one.id));

  async function approve(one: RecordDetail): Promise<Refused | null> {
    const extra = one.extra as unknown as TaskExtra;
    const slot = extra.buttons.find((button) => button.code === 'approve')?.slot ?? '';
    try {
      await perform({
        kind: 'task',
        action: 'approve',
        id: one.id,
        version: one.version,
        payload: { slot, text, seen: extra.content_hash, step_version: extra.step_version },
      });
      return null;
    } catch (error) {
      return { id: one.id, title: titleOf(one), why: problemText(error) };
    }
  }

  async function send(): Promise<void> {
    setBusy(true);
    const refused: Refused[] = [];
    // one after the other: two tasks may be of one case
    for (const one of going) {
      const no = await approve(one);
      if (no) refused.push(no);
    }
    setBusy(false);
    setResult({ done: going.length - refused.length, refused: [...refused, ...left] });
    await refreshAfterWrite(client, 'task');
  }

  const finished = result !== null;
  return (
    <Modal
      open
      title={say('bulk.title', { count: ids.length })}
      onCancel={finished ? onDone : onClose}
      mask={{ closable: false }}
      footer={
        finished ? (
          <Button type="primary" onClick={onDone}>
            {say('app.close')}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{say('app.cancel')}</Button>
            <Button type="primary" disabled={going.length === 0} loading={busy} onClick={() => void send()}>
              {say('bulk.approve', { count: going.length })}
            </Button>
          </>
        )
      }
    >
      {reading ? (
        <PageLoading />
      ) : finished ? (
        <>
          <Alert type="success" showIcon title={say('bulk.done', { count: result.done })} />
          <Named title={say('bulk.left')} list={result.refused} />
        </>
      ) : (
        <>
          <ul className="plain-list bulk-list">
            {going.map((one) => (
              <li key={one.id}>{titleOf(one)}</li>
            ))}
          </ul>
          <Named title={say('bulk.left')} list={left} />
          <label className="bulk-text" htmlFor="bulk-text">
            {say('work.opinion')}
            <Input.TextArea
              id="bulk-text"
              autoSize={{ minRows: 2, maxRows: 8 }}
              maxLength={5000}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </label>
        </>
      )}
    </Modal>
  );
}

function titleOf(one: RecordDetail): string {
  return String(one.values.title ?? '');
}

function Named({ title, list }: { title: string; list: Refused[] }) {
  if (list.length === 0) return null;
  return (
    <section className="bulk-left">
      <strong>{title}</strong>
      <ul className="plain-list bulk-list">
        {list.map((one) => (
          <li key={one.id}>
            {one.title} <span className="quiet">{one.why}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
