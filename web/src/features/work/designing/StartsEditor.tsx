import { DeleteOutlined } from '@ant-design/icons';
import { Button, Form, InputNumber, Select, Switch } from 'antd';
import { useId } from 'react';
import { useKind } from '@/api/catalogue';
import type { Label } from '@/foundation/labels';
import type { WordKey } from '@/foundation/words';
import { useLabel, useWords } from '@/ui/words';
import type { StepInput } from '../shapes';
import { RecordCondition } from './RecordCondition';
import { DEADLINES, fresh, SORTS, type StartRule } from './starts';

interface Props {
  /** the kind of record the process is about */
  kind: string;
  rules: StartRule[];
  /** what the start asks for: a deadline can fill it in */
  inputs: StepInput[];
  onChange: (next: StartRule[]) => void;
}

/** What starts cases by itself: a deadline, an action, an answer to a reminder, a selection. */
export function StartsEditor({ kind, rules, inputs, onChange }: Props) {
  const say = useWords();
  const put = (at: number, told: Partial<StartRule>) =>
    onChange(rules.map((one, n) => (n === at ? { ...one, ...told } : one)));
  return (
    <fieldset className="bare starts">
      <legend>{say('starts.title')}</legend>
      <p className="quiet">{say('starts.help')}</p>
      {rules.map((rule, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rules have no name of their own
        <div key={at} className="start-rule">
          <div className="start-rule-head">
            <Select
              aria-label={say('starts.sort')}
              value={rule.on}
              onChange={(on) => put(at, { ...fresh(on), off: rule.off })}
              options={SORTS.map((value) => ({ value, label: say(`starts.on.${value}` as WordKey) }))}
            />
            <Switch
              aria-label={say('starts.active')}
              checked={!rule.off}
              checkedChildren={say('starts.active')}
              unCheckedChildren={say('starts.off')}
              onChange={(active) => put(at, { off: !active })}
            />
            <Button
              type="text"
              icon={<DeleteOutlined />}
              aria-label={say('starts.remove')}
              onClick={() => onChange(rules.filter((_, n) => n !== at))}
            />
          </div>
          <Occasion kind={kind} rule={rule} put={(told) => put(at, told)} />
          {(rule.on === 'deadline' || rule.on === 'alert') && inputs.length > 0 && (
            <Filled rule={rule} inputs={inputs} put={(told) => put(at, told)} />
          )}
          {rule.on !== 'list' && (
            <RecordCondition
              key={rule.on}
              kind={kind}
              text={rule.condition ?? ''}
              onChange={(condition) => put(at, { condition })}
            />
          )}
        </div>
      ))}
      <Button onClick={() => onChange([...rules, fresh('deadline')])}>{say('starts.add')}</Button>
    </fieldset>
  );
}

interface Part {
  rule: StartRule;
  put: (told: Partial<StartRule>) => void;
}

function Occasion({ kind, rule, put }: Part & { kind: string }) {
  const say = useWords();
  const label = useLabel();
  const id = useId();
  const spec = useKind(kind);
  const answers = useKind('alert')?.actions.find((one) => one.name === 'acknowledge')?.form?.properties
    ?.decision;
  if (rule.on === 'event')
    return (
      <Form.Item label={say('starts.action')} htmlFor={id}>
        <Select
          id={id}
          showSearch={{ optionFilterProp: 'label' }}
          value={rule.event || undefined}
          onChange={(event: string) => put({ event })}
          options={(spec?.actions ?? []).map((one) => ({ value: one.name, label: label(one.label) }))}
        />
      </Form.Item>
    );
  if (rule.on === 'list') return null;
  return (
    <>
      {rule.on === 'deadline' && (
        <Form.Item label={say('starts.days')} htmlFor={`${id}days`}>
          <InputNumber
            id={`${id}days`}
            min={0}
            max={1100}
            precision={0}
            value={rule.days ?? 0}
            onChange={(days) => put({ days: days ?? 0 })}
          />
        </Form.Item>
      )}
      {rule.on === 'alert' && (
        <Form.Item label={say('starts.answer')} htmlFor={`${id}answer`}>
          <Select
            id={`${id}answer`}
            value={rule.decision || undefined}
            onChange={(decision: string) => put({ decision })}
            options={((answers?.['x-options'] ?? []) as { value: string; label: Label }[]).map((one) => ({
              value: one.value,
              label: label(one.label),
            }))}
          />
        </Form.Item>
      )}
      <Form.Item label={say('starts.deadlines')} htmlFor={`${id}codes`} help={say('starts.deadlinesHelp')}>
        <Select
          id={`${id}codes`}
          mode="tags"
          value={rule.deadlines ?? []}
          onChange={(deadlines: string[]) => put({ deadlines })}
          options={DEADLINES.map((value) => ({ value, label: say(`duties.deadline.${value}` as WordKey) }))}
        />
      </Form.Item>
    </>
  );
}

/** Which values of the start the deadline fills in. */
function Filled({ rule, inputs, put }: Part & { inputs: StepInput[] }) {
  const say = useWords();
  const label = useLabel();
  const data = rule.data ?? {};
  return (
    <>
      {inputs.map((input) => (
        <Form.Item
          key={input.name}
          label={say('starts.fills', { what: label({ zh: input.zh, en: input.en || input.zh }) })}
        >
          <Select
            aria-label={say('starts.fills', { what: label({ zh: input.zh, en: input.en || input.zh }) })}
            allowClear
            value={data[input.name]}
            onChange={(word?: string) => {
              const { [input.name]: _, ...rest } = data;
              put({ data: word ? { ...rest, [input.name]: word } : rest });
            }}
            options={['code', 'cycle', 'due_on'].map((value) => ({
              value,
              label: say(`starts.word.${value}` as WordKey),
            }))}
          />
        </Form.Item>
      ))}
    </>
  );
}
