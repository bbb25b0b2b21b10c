import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Form, Input, InputNumber, Select, Switch } from 'antd';
import { useState } from 'react';
import type { Asked, Channel } from '@/api/channels';
import { usePerform } from '@/api/records';
import { Problem } from '@/foundation/problem';
import { useProblemText } from '@/ui/states';
import { usePhone } from '@/ui/viewport';
import { useLabel, useWords } from '@/ui/words';

interface Filled {
  per_minute: number;
  hold?: boolean;
  quiet_from: string;
  quiet_to: string;
  receipt_hours: number;
  [name: string]: unknown;
}

const HOUR = /^(([01]\d|2[0-3]):[0-5]\d)?$/;

/** One channel's settings, drawn from what it asks for. A secret that is kept is never shown, only replaced. */
export function ChannelForm({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const say = useWords();
  const label = useLabel();
  const phone = usePhone();
  const problemText = useProblemText();
  const client = useQueryClient();
  const { message } = App.useApp();
  const performing = usePerform();
  const [form] = Form.useForm<Filled>();
  const [made, setMade] = useState('');
  const values = Form.useWatch([], form) ?? {};

  async function save(filled: Filled): Promise<void> {
    const shown = channel.asked.filter((one) => applies(one, filled));
    const payload = {
      ...(channel.id ? {} : { code: channel.code }),
      options: Object.fromEntries(
        shown.filter((one) => !one.secret).map((one) => [one.name, answerOf(filled[`o_${one.name}`])]),
      ),
      secrets: Object.fromEntries(
        shown
          .filter((one) => one.secret && filled[`o_${one.name}`])
          .map((one) => [one.name, String(filled[`o_${one.name}`]).trim()]),
      ),
      per_minute: filled.per_minute ?? 0,
      quiet_from: filled.quiet_from ?? '',
      quiet_to: filled.quiet_to ?? '',
      hold: filled.hold ?? false,
      ...(channel.receipts ? { receipt_hours: filled.receipt_hours ?? 0 } : {}),
    };
    await act(channel.id ? 'amend' : 'set_up', payload);
  }

  async function act(action: string, payload: unknown): Promise<void> {
    try {
      const outcome = await performing.mutateAsync({
        kind: 'alert_channel',
        action,
        ...(channel.id ? { id: channel.id, version: channel.version ?? undefined } : {}),
        payload,
      });
      await client.invalidateQueries({ queryKey: ['channels'] });
      const secret = outcome.secret;
      if (secret) setMade(secret);
      else onClose();
    } catch (error) {
      if (error instanceof Problem && error.errors.length > 0)
        form.setFields(error.errors.map((one) => ({ name: fieldOf(one.field), errors: [one.message] })));
      else void message.error(problemText(error));
    }
  }

  return (
    <Drawer
      open
      title={label(channel.label)}
      size={phone ? '100%' : 520}
      onClose={onClose}
      extra={
        !made && (
          <Button type="primary" loading={performing.isPending} onClick={() => form.submit()}>
            {say('channels.save')}
          </Button>
        )
      }
    >
      {made ? (
        <div className="channel-note" role="status">
          <p>{say('channels.newSecret')}</p>
          <code className="mono">{made}</code>
        </div>
      ) : (
        <Form
          form={form}
          layout="vertical"
          className="channel-form"
          initialValues={initial(channel)}
          onFinish={(filled) => void save(filled)}
        >
          {channel.callback && (
            <div className="channel-note">
              <div className="quiet">{say('channels.callback')}</div>
              <code className="mono">{channel.callback}</code>
            </div>
          )}
          {channel.asked
            .filter((one) => applies(one, values))
            .map((one) => (
              <AskedItem key={one.name} asked={one} />
            ))}
          <div className="two">
            <Form.Item
              name="quiet_from"
              label={`${say('channels.quiet')} · ${say('channels.from')}`}
              extra={say('channels.quietHelp')}
              rules={[{ pattern: HOUR }]}
            >
              <Input placeholder="--:--" maxLength={5} allowClear />
            </Form.Item>
            <Form.Item name="quiet_to" label={say('channels.to')} rules={[{ pattern: HOUR }]}>
              <Input placeholder="--:--" maxLength={5} allowClear />
            </Form.Item>
            <Form.Item
              name="hold"
              label={say('channels.hold')}
              extra={say('channels.holdHelp')}
              valuePropName="checked"
            >
              <Switch />
            </Form.Item>
            <Form.Item
              name="per_minute"
              label={say('channels.perMinute')}
              extra={say('channels.perMinuteHelp', {
                usual: channel.usual_per_minute || say('channels.noLimit'),
              })}
            >
              <InputNumber min={0} max={100000} />
            </Form.Item>
            {channel.receipts && (
              <Form.Item
                name="receipt_hours"
                label={say('channels.receiptHours')}
                extra={say('channels.receiptHoursHelp')}
              >
                <InputNumber min={0} max={72} />
              </Form.Item>
            )}
          </div>
          {channel.id && (
            <Button
              danger={channel.active}
              onClick={() => void act(channel.active ? 'switch_off' : 'switch_on', {})}
            >
              {say(channel.active ? 'channels.switchOff' : 'channels.switchOn')}
            </Button>
          )}
        </Form>
      )}
    </Drawer>
  );
}

function AskedItem({ asked }: { asked: Asked }) {
  const label = useLabel();
  const say = useWords();
  const kept = asked.secret && asked.filled === true;
  return (
    <Form.Item
      name={`o_${asked.name}`}
      label={label(asked.label)}
      extra={asked.help ? label(asked.help) : undefined}
      valuePropName={asked.widget === 'bool' ? 'checked' : 'value'}
      rules={
        asked.needed && !kept && !asked.default && asked.name !== 'secret'
          ? [{ required: true, message: '' }]
          : []
      }
    >
      {asked.widget === 'bool' ? (
        <Switch />
      ) : asked.widget === 'choice' ? (
        <Select options={asked.choices.map((one) => ({ value: one.value, label: label(one.label) }))} />
      ) : asked.secret ? (
        <Input.Password autoComplete="new-password" placeholder={kept ? say('channels.kept') : ''} />
      ) : asked.widget === 'longtext' ? (
        <Input.TextArea autoSize placeholder={asked.default} />
      ) : (
        <Input placeholder={asked.default} autoComplete="off" />
      )}
    </Form.Item>
  );
}

/** Tencent asks for what Aliyun asks for, and more. */
function applies(asked: Asked, filled: Record<string, unknown>): boolean {
  if (!asked.when) return true;
  const [name, wanted] = asked.when;
  const chosen = filled[`o_${name}`];
  return chosen === wanted || (wanted === 'aliyun' && chosen === 'tencent');
}

function initial(channel: Channel): Partial<Filled> {
  return {
    ...Object.fromEntries(channel.asked.map((one) => [`o_${one.name}`, one.value ?? undefined])),
    per_minute: channel.per_minute,
    quiet_from: channel.quiet_from,
    quiet_to: channel.quiet_to,
    hold: channel.hold,
    receipt_hours: channel.receipt_hours,
  };
}

function answerOf(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : (value ?? '');
}

function fieldOf(name: string): string {
  const [first, second] = name.split('.');
  return second && (first === 'options' || first === 'secrets') ? `o_${second}` : name;
}
