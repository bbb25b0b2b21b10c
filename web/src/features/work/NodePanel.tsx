import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Alert, App, Button, Checkbox, Form, Input, InputNumber, Select } from 'antd';
import { useEffect, useState } from 'react';
import { type RecordDetail, usePerform } from '@/api/records';
import type { WordKey } from '@/foundation/words';
import { useProblemText } from '@/ui/states';
import { useWords } from '@/ui/words';
import type { Approver, NodeSettings, ProcessExtra } from './shapes';

const BY = [
  'person',
  'post',
  'role',
  'manager',
  'responsible',
  'deputy',
  'unit_head',
  'initiator',
  'chosen',
  'previous',
];
const NAMED = ['person', 'post', 'role'];
const MODES = ['any', 'parallel', 'sequential', 'vote'];
const LATE = ['remind', 'escalate', 'transfer', 'approve', 'reject'];
const SILENT = ['approve', 'reject'];

/** Who acts in a step, how, and by when. What the form does not ask stays as it was. */
export function NodePanel({ detail, node, name }: { detail: RecordDetail; node: string; name: string }) {
  const say = useWords();
  const { message } = App.useApp();
  const problemText = useProblemText();
  const performing = usePerform();
  const [trouble, setTrouble] = useState('');
  const [form] = Form.useForm<Partial<NodeSettings>>();
  const stored = (detail.extra as unknown as ProcessExtra).settings[node];
  const mode = Form.useWatch('mode', form);
  const regulated = Form.useWatch('regulated', form);
  useEffect(() => {
    setTrouble('');
    form.resetFields();
    form.setFieldsValue(stored ?? {});
  }, [form, stored]);
  const words = (group: string, codes: string[]) =>
    codes.map((value) => ({ value, label: say(`${group}.${value}` as WordKey) }));

  async function send(said: Partial<NodeSettings>): Promise<void> {
    setTrouble('');
    const approvers = (said.approvers ?? []).map(clean);
    try {
      await performing.mutateAsync({
        kind: 'process',
        action: 'set_node',
        id: detail.id,
        version: detail.version,
        payload: { node, settings: { ...stored, ...said, approvers } },
      });
      message.success(say('process.saved'));
    } catch (error) {
      setTrouble(problemText(error));
    }
  }

  return (
    <Form form={form} layout="vertical" onFinish={(said) => void send(said)} className="process-node">
      <h3>{name || node}</h3>
      {trouble && <Alert type="error" showIcon title={trouble} />}
      <Form.List name="approvers">
        {(rows, { add, remove }) => (
          <fieldset className="bare">
            <legend>{say('node.approvers')}</legend>
            {rows.map((row) => (
              <div key={row.key} className="process-approver">
                <Form.Item name={[row.name, 'by']} noStyle>
                  <Select options={words('by', BY)} aria-label={say('node.approvers')} />
                </Form.Item>
                <Form.Item noStyle shouldUpdate>
                  {() => {
                    const by = form.getFieldValue(['approvers', row.name, 'by']) as string;
                    if (NAMED.includes(by))
                      return (
                        <Form.Item name={[row.name, 'code']} noStyle rules={[{ required: true }]}>
                          <Input placeholder={say('node.code')} aria-label={say('node.code')} />
                        </Form.Item>
                      );
                    if (by === 'manager')
                      return (
                        <Form.Item name={[row.name, 'level']} noStyle>
                          <InputNumber min={1} max={12} aria-label={say('node.level')} />
                        </Form.Item>
                      );
                    return <span />;
                  }}
                </Form.Item>
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={say('node.remove')}
                  onClick={() => remove(row.name)}
                />
              </div>
            ))}
            <Button icon={<PlusOutlined />} onClick={() => add({ by: 'manager', level: 1 })}>
              {say('node.addApprover')}
            </Button>
          </fieldset>
        )}
      </Form.List>
      <Form.Item name="mode" label={say('node.mode')} initialValue="any">
        <Select options={words('mode', MODES)} />
      </Form.Item>
      {mode === 'vote' && (
        <Form.Item name="ratio" label={say('node.ratio')} initialValue={50}>
          <InputNumber min={1} max={100} precision={0} />
        </Form.Item>
      )}
      <Form.Item name="limit" label={say('node.limit')} help={say('node.limitHelp')}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="late" label={say('node.late')} initialValue="remind">
        <Select options={words('late', regulated ? LATE.filter((one) => !SILENT.includes(one)) : LATE)} />
      </Form.Item>
      <Form.Item name="on_reject" label={say('node.onReject')} initialValue="end">
        <Select options={words('reject', ['end', 'continue'])} />
      </Form.Item>
      <Form.Item name="attachments" label={say('node.attachments')}>
        <Select mode="tags" open={false} suffixIcon={null} />
      </Form.Item>
      {(['signature', 'regulated', 'author_may'] as const).map((one) => (
        <Form.Item key={one} name={one} valuePropName="checked" noStyle>
          <Checkbox>{say(one === 'author_may' ? 'node.authorMay' : `node.${one}`)}</Checkbox>
        </Form.Item>
      ))}
      <div className="form-foot">
        <Button type="primary" htmlType="submit" loading={performing.isPending}>
          {say('process.nodeSave')}
        </Button>
      </div>
    </Form>
  );
}

/** A rule carries a code or a level only where its sort has one. */
function clean(rule: Approver): Approver {
  const { code, level, ...rest } = rule;
  if (NAMED.includes(rule.by)) return { ...rest, code };
  return rule.by === 'manager' ? { ...rest, level: level ?? 1 } : rest;
}
