import { InboxOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Progress, Upload } from 'antd';
import { useRef, useState } from 'react';
import { handIn } from '@/api/papers';
import { refreshAfterWrite } from '@/api/records';
import { useSession } from '@/api/session';
import { RefSelect } from '@/records/inputs/RefSelect';
import { useProblemText } from '@/ui/states';
import { useWords } from '@/ui/words';
import { type Fate, isThrough, progressOf, sendAll } from './queue';

/** Where files are dropped: each becomes a paper of its own; what was refused is named with the reason. */
export function HandInPanel() {
  const say = useWords();
  const session = useSession();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [unit, setUnit] = useState<string | null>(null);
  const [fates, setFates] = useState<Fate[]>([]);
  const gathered = useRef<File[]>([]);
  const busy = fates.some((one) => !isThrough(one));
  const mayChooseUnit = (session?.permissions.unit ?? []).length > 0;

  /** The browser names the files of one drop one by one: they are sent together. */
  function gather(file: File): void {
    gathered.current.push(file);
    if (gathered.current.length === 1) queueMicrotask(() => setTimeout(start, 0));
  }

  async function start(): Promise<void> {
    const files = gathered.current;
    gathered.current = [];
    await sendAll(files, (file, progress) => handIn(file, unit, progress), problemText, setFates);
    await refreshAfterWrite(client, 'intake_item');
  }

  return (
    <section className="papers-in" aria-label={say('papers.drop')}>
      <Upload.Dragger
        multiple
        disabled={busy}
        showUploadList={false}
        beforeUpload={(file) => {
          gather(file);
          return false;
        }}
      >
        <p className="papers-drop">
          <InboxOutlined /> {say('papers.drop')}
        </p>
        <p className="quiet">{say('papers.dropHelp')}</p>
      </Upload.Dragger>
      {mayChooseUnit && (
        <div className="papers-unit">
          <span className="quiet">{say('papers.unit')}</span>
          <RefSelect
            kind="unit"
            allowCreate={false}
            value={unit}
            onChange={(next) => setUnit(typeof next === 'string' ? next : null)}
            ariaLabel={say('papers.unit')}
            placeholder={say('papers.ownUnit')}
          />
        </div>
      )}
      {fates.length > 0 && <Progressing fates={fates} busy={busy} onClose={() => setFates([])} />}
    </section>
  );
}

function Progressing({ fates, busy, onClose }: { fates: Fate[]; busy: boolean; onClose: () => void }) {
  const say = useWords();
  const through = fates.filter(isThrough);
  const refused = fates.filter((one) => one.state === 'refused');
  const duplicates = fates.filter((one) => one.state === 'duplicate').length;
  if (busy)
    return (
      <div role="status">
        <p>{say('papers.sending', { done: through.length, total: fates.length })}</p>
        <Progress
          percent={Math.round(progressOf(fates) * 100)}
          aria-label={say('papers.sending', { done: through.length, total: fates.length })}
        />
      </div>
    );
  const taken = say('papers.sent', {
    count: fates.length - refused.length,
    done: fates.length - refused.length,
  });
  return (
    <Alert
      role="status"
      showIcon
      type={refused.length > 0 ? 'warning' : 'success'}
      closable={{ onClose, 'aria-label': say('app.ok') }}
      title={[
        taken,
        duplicates > 0 ? say('papers.sentDuplicates', { count: duplicates }) : '',
        refused.length > 0 ? say('papers.refused', { count: refused.length }) : '',
      ]
        .filter(Boolean)
        .join('，')}
      description={
        refused.length > 0 && (
          <ul className="plain-list">
            {refused.slice(0, 20).map((one) => (
              <li key={one.name}>
                {one.name}：{one.message}
              </li>
            ))}
          </ul>
        )
      }
    />
  );
}
