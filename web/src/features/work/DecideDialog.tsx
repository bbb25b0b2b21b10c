import { Alert, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import type { RecordDetail } from '@/api/records';
import { usePerform } from '@/api/records';
import { useSession } from '@/api/session';
import { useProblemText } from '@/ui/states';
import { useWords } from '@/ui/words';
import { PaperInputs, type Papers, sentPapers } from './PaperInputs';
import { StepInputs } from './StepInputs';
import { changedFields, FieldInputs } from './SubjectFields';
import type { TaskExtra } from './shapes';

interface Said {
  text?: string;
  signature?: string;
  papers?: Record<string, string[]>;
  branch?: string;
  fields?: Record<string, unknown>;
  data?: Record<string, unknown>;
}

/** Agreeing: with what the step asks for, on exactly what was seen. */
export function DecideDialog({
  detail,
  title,
  slot,
  onClose,
}: {
  detail: RecordDetail;
  title: string;
  slot: string;
  onClose: () => void;
}) {
  const say = useWords();
  const problemText = useProblemText();
  const session = useSession();
  const [form] = Form.useForm<Said>();
  const [trouble, setTrouble] = useState('');
  const performing = usePerform();
  const extra = detail.extra as unknown as TaskExtra;
  const { settings } = extra;
  const editable = (extra.subject_fields ?? []).filter((one) => one.mode === 'edit');

  async function send(said: Said): Promise<void> {
    setTrouble('');
    try {
      await performing.mutateAsync({
        kind: 'task',
        action: 'approve',
        id: detail.id,
        version: detail.version,
        payload: {
          slot,
          text: said.text ?? '',
          seen: extra.content_hash,
          step_version: extra.step_version,
          signature: said.signature ?? '',
          data: said.data ?? {},
          branch: said.branch ?? '',
          fields: changedFields(editable, said.fields),
          papers: sentPapers(said.papers),
        },
      });
      onClose();
    } catch (error) {
      setTrouble(problemText(error));
    }
  }

  return (
    <Modal
      open
      title={title}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={title}
      okButtonProps={{ loading: performing.isPending }}
      mask={{ closable: false }}
    >
      <Form form={form} layout="vertical" onFinish={(said) => void send(said)}>
        {trouble && <Alert type="error" showIcon title={trouble} className="form-trouble" />}
        {extra.subject && <FieldInputs kind={extra.subject.kind} fields={editable} />}
        <StepInputs inputs={settings.inputs ?? []} />
        {extra.choices.length > 0 && (
          <Form.Item name="branch" label={say('work.branch')} rules={[{ required: true }]}>
            <Select options={extra.choices.map((one) => ({ value: one.id, label: one.name }))} />
          </Form.Item>
        )}
        <Form.Item name="text" label={say('work.opinion')}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={5000} />
        </Form.Item>
        <PaperInputs
          names={settings.attachments ?? []}
          there={extra.case.data.papers as Papers | undefined}
        />
        {settings.signature && (
          <Form.Item name="signature" label={say('work.signature')} rules={[{ required: true }]}>
            <Input placeholder={session?.user?.name} maxLength={200} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
