import { useMutation } from '@tanstack/react-query';
import { Alert, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { type Channel, sendTest } from '@/api/channels';
import { useProblemText } from '@/ui/states';
import { useLabel, useWords } from '@/ui/words';

/** One message now, past every queue, and what the other side answered. */
export function TestDialog({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const say = useWords();
  const label = useLabel();
  const problem = useProblemText();
  const field = useId();
  const [to, setTo] = useState('');
  const test = useMutation({ mutationFn: () => sendTest(channel.code, to.trim()) });
  return (
    <Modal
      open
      title={`${say('channels.test')} · ${label(channel.label)}`}
      okText={say('channels.test')}
      confirmLoading={test.isPending}
      onOk={() => test.mutate()}
      onCancel={onClose}
    >
      {channel.address && (
        <label htmlFor={field}>
          {say('channels.testTo')}
          <Input
            id={field}
            value={to}
            onChange={(event) => setTo(event.target.value)}
            placeholder={say('channels.testToHelp')}
          />
        </label>
      )}
      <div aria-live="polite" style={{ marginTop: 12 }}>
        {test.data && (
          <Alert
            type={test.data.ok ? 'success' : 'error'}
            showIcon
            title={
              test.data.ok
                ? say('channels.testSent', { id: test.data.id || '—' })
                : say('channels.testFailed', { error: test.data.error ?? '' })
            }
          />
        )}
        {test.error && <Alert type="error" showIcon title={problem(test.error)} />}
      </div>
    </Modal>
  );
}
