import { Alert, App, Button, Form } from 'antd';
import { useEffect, useState } from 'react';
import { type RecordDetail, usePerform } from '@/api/records';
import { useProblemText } from '@/ui/states';
import { useWords } from '@/ui/words';
import { type Settings, StartSettings, StepSettings } from './designing/StepSettings';
import type { ProcessExtra } from './shapes';

/** What holds for one node of a drawing. What the form does not ask stays as it was. */
export function NodePanel({
  detail,
  node,
  name,
  start,
}: {
  detail: RecordDetail;
  node: string;
  name: string;
  /** it is where the process starts */
  start: boolean;
}) {
  const say = useWords();
  const { message } = App.useApp();
  const problemText = useProblemText();
  const performing = usePerform();
  const [trouble, setTrouble] = useState('');
  const stored = (detail.extra as unknown as ProcessExtra).settings[node];
  const [value, setValue] = useState<Settings>(stored ?? {});
  useEffect(() => {
    setTrouble('');
    setValue(stored ?? {});
  }, [stored]);

  async function save(): Promise<void> {
    setTrouble('');
    try {
      await performing.mutateAsync({
        kind: 'process',
        action: 'set_node',
        id: detail.id,
        version: detail.version,
        payload: { node, settings: value },
      });
      message.success(say('process.saved'));
    } catch (error) {
      setTrouble(problemText(error));
    }
  }

  const Part = start ? StartSettings : StepSettings;
  return (
    <Form layout="vertical" className="process-node" onFinish={() => void save()}>
      <h3>{name || node}</h3>
      {trouble && <Alert type="error" showIcon title={trouble} />}
      <Part kind={String(detail.values.subject_kind ?? '')} value={value} onChange={setValue} />
      <div className="form-foot">
        <Button type="primary" htmlType="submit" loading={performing.isPending}>
          {say('process.nodeSave')}
        </Button>
      </div>
    </Form>
  );
}
