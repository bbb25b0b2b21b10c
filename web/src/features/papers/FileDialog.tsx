import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Modal, Select } from 'antd';
import { useState } from 'react';
import { type BulkOutcome, bulk, perform, type RecordRow, refreshAfterWrite } from '@/api/records';
import { Problem } from '@/foundation/problem';
import { RefSelect } from '@/records/inputs/RefSelect';
import { useProblemText } from '@/ui/states';
import { useLabel, useWords } from '@/ui/words';
import { purposeOf, useTakers } from './takers';

interface Values {
  kind: string;
  record: string;
  purpose: string;
}

/** Which record one paper, or several, belong to. */
export function FileDialog({
  papers,
  onDone,
  onClose,
}: {
  papers: Pick<RecordRow, 'id' | 'version'>[];
  onDone: () => void;
  onClose: () => void;
}) {
  const say = useWords();
  const label = useLabel();
  const client = useQueryClient();
  const problemText = useProblemText();
  const { message, notification } = App.useApp();
  const takers = useTakers();
  const [form] = Form.useForm<Values>();
  const chosen = Form.useWatch('kind', form) ?? takers[0]?.name;
  const kind = takers.find((one) => one.name === chosen);
  const purpose = purposeOf(kind);
  const [trouble, setTrouble] = useState('');
  const [busy, setBusy] = useState(false);
  const [only] = papers;

  async function send(values: Values): Promise<void> {
    setTrouble('');
    setBusy(true);
    try {
      if (papers.length === 1 && only)
        await perform({
          kind: 'intake_item',
          action: 'file_on',
          id: only.id,
          version: only.version,
          payload: values,
        });
      else
        tell(
          await bulk({
            kind: 'intake_item',
            action: 'file_on',
            ids: papers.map((one) => one.id),
            payload: values,
          }),
        );
      await refreshAfterWrite(client, 'intake_item');
      message.success(say('papers.done', { action: say('papers.fileDo') }));
      onDone();
    } catch (error) {
      const errors = error instanceof Problem ? error.errors : [];
      setTrouble(errors.map((one) => one.message).join('；') || problemText(error));
    } finally {
      setBusy(false);
    }
  }

  function tell(outcome: BulkOutcome): void {
    if (outcome.failed.length === 0) return;
    notification.warning({
      title: say('list.bulkFailed', { count: outcome.failed.length }),
      description: [...new Set(outcome.failed.map((one) => one.message))].slice(0, 4).join('；'),
      duration: 0,
    });
  }

  return (
    <Modal
      open
      title={papers.length > 1 ? say('papers.fileMany', { count: papers.length }) : say('papers.fileTitle')}
      footer={null}
      onCancel={onClose}
      destroyOnHidden
      width={560}
    >
      <Form
        form={form}
        layout="vertical"
        className="action-form"
        initialValues={{ kind: takers[0]?.name, purpose: purpose?.default }}
        onFinish={send}
        onValuesChange={(changed: Partial<Values>) => {
          if (!changed.kind) return;
          const next = purposeOf(takers.find((one) => one.name === changed.kind));
          form.setFieldsValue({ record: undefined, purpose: next?.default as string });
        }}
      >
        {trouble && <Alert type="error" showIcon title={trouble} />}
        <Form.Item name="kind" label={say('papers.kind')}>
          <Select options={takers.map((one) => ({ value: one.name, label: label(one.label) }))} />
        </Form.Item>
        <Form.Item
          name="record"
          label={say('papers.record')}
          rules={[{ required: true, message: say('papers.recordNeeded') }]}
        >
          <RefSelect key={chosen} kind={chosen ?? ''} allowCreate={false} />
        </Form.Item>
        <Form.Item name="purpose" label={say('papers.purpose')}>
          <Select options={purpose?.options?.map((one) => ({ value: one.value, label: label(one.label) }))} />
        </Form.Item>
        <div className="form-foot">
          <Button onClick={onClose}>{say('app.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={busy}>
            {say('papers.fileDo')}
          </Button>
        </div>
      </Form>
    </Modal>
  );
}
