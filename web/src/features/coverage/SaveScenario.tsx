import { SaveOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { Alert, App, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { usePerform } from '@/api/records';
import { useMay } from '@/api/session';
import { useProblemText } from '@/ui/states';
import { useWords } from '@/ui/words';

/** Keeps a question (fields of the form of scenarios) as a scenario; then it stands on the page that compares. */
export function SaveScenario({ question }: { question: Record<string, unknown> }) {
  const say = useWords();
  const may = useMay();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const problemText = useProblemText();
  const performing = usePerform();
  const [form] = Form.useForm<{ title: string; notes?: string }>();
  const [open, setOpen] = useState(false);
  const [trouble, setTrouble] = useState('');
  if (!may('scenario', 'save')) return null;

  async function send(said: { title: string; notes?: string }): Promise<void> {
    setTrouble('');
    try {
      const payload = { ...question, title: said.title, notes: said.notes ?? '' };
      const done = await performing.mutateAsync({ kind: 'scenario', action: 'save', payload });
      message.success(say('scenario.saved'));
      void navigate({ to: '/coverage/scenarios', search: { ids: done.id } });
    } catch (error) {
      setTrouble(problemText(error));
    }
  }

  return (
    <>
      <Button icon={<SaveOutlined />} onClick={() => setOpen(true)}>
        {say('scenario.save')}
      </Button>
      <Modal
        open={open}
        title={say('scenario.save')}
        okText={say('scenario.save')}
        onOk={() => form.submit()}
        okButtonProps={{ loading: performing.isPending }}
        onCancel={() => setOpen(false)}
        mask={{ closable: false }}
      >
        <Form form={form} layout="vertical" onFinish={(said) => void send(said)}>
          {trouble && <Alert type="error" showIcon title={trouble} className="form-trouble" />}
          <p className="quiet">{say('scenario.saveHelp')}</p>
          <Form.Item name="title" label={say('scenario.name')} rules={[{ required: true }]}>
            <Input maxLength={300} />
          </Form.Item>
          <Form.Item name="notes" label={say('scenario.note')}>
            <Input.TextArea maxLength={5000} autoSize={{ minRows: 2 }} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}
