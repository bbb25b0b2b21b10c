import { Checkbox, Form, InputNumber, Select } from 'antd';
import { useId } from 'react';
import type { WordKey } from '@/foundation/words';
import { useWords } from '@/ui/words';
import type { NodeSettings } from '../shapes';
import { ApproverRules } from './ApproverRules';
import { FieldRules } from './FieldRules';
import { InputsEditor } from './InputsEditor';
import { LimitInput } from './LimitInput';
import { StartsEditor } from './StartsEditor';
import type { StartRule } from './starts';

const MODES = ['any', 'parallel', 'sequential', 'vote'];
const LATE = ['remind', 'escalate', 'transfer', 'approve', 'reject'];
const SILENT = ['approve', 'reject'];

export type Settings = Partial<NodeSettings>;

interface Props {
  /** the kind of record the process is about; empty: any */
  kind: string;
  value: Settings;
  onChange: (next: Settings) => void;
}

/** What holds for a step people do. Settings no input asks for stay as they were. */
export function StepSettings({ kind, value, onChange }: Props) {
  const say = useWords();
  const id = useId();
  const put = (told: Settings) => onChange({ ...value, ...told });
  const words = (group: string, codes: string[]) =>
    codes.map((code) => ({ value: code, label: say(`${group}.${code}` as WordKey) }));
  const mode = value.mode ?? 'any';
  return (
    <>
      <ApproverRules
        title={say('node.approvers')}
        rules={value.approvers ?? []}
        votes={mode === 'vote'}
        onChange={(approvers) => put({ approvers })}
      />
      <Form.Item label={say('node.mode')} htmlFor={`${id}mode`}>
        <Select
          id={`${id}mode`}
          value={mode}
          onChange={(next) => put({ mode: next })}
          options={words('mode', MODES)}
        />
      </Form.Item>
      {mode === 'vote' && (
        <Form.Item label={say('node.ratio')} htmlFor={`${id}ratio`} help={say('node.ratioHelp')}>
          <InputNumber
            id={`${id}ratio`}
            min={1}
            max={100}
            precision={0}
            value={value.ratio ?? 50}
            onChange={(ratio) => put({ ratio: ratio ?? 50 })}
          />
        </Form.Item>
      )}
      <Form.Item label={say('node.limit')} htmlFor={`${id}limit`}>
        <LimitInput id={`${id}limit`} value={value.limit ?? ''} onChange={(limit) => put({ limit })} />
      </Form.Item>
      {value.limit && (
        <Form.Item label={say('node.late')} htmlFor={`${id}late`}>
          <Select
            id={`${id}late`}
            value={value.late ?? 'remind'}
            onChange={(late) => put({ late })}
            options={words('late', value.regulated ? LATE.filter((one) => !SILENT.includes(one)) : LATE)}
          />
        </Form.Item>
      )}
      <Form.Item label={say('node.onReject')} htmlFor={`${id}reject`}>
        <Select
          id={`${id}reject`}
          value={value.on_reject ?? 'end'}
          onChange={(on_reject) => put({ on_reject })}
          options={words('reject', ['end', 'continue'])}
        />
      </Form.Item>
      <ApproverRules
        title={say('node.copies')}
        rules={value.copies ?? []}
        onChange={(copies) => put({ copies })}
      />
      <Papers value={value} onChange={onChange} />
      <InputsEditor inputs={value.inputs ?? []} onChange={(inputs) => put({ inputs })} />
      <FieldRules
        kind={kind}
        rules={(value.fields as Record<string, string> | undefined) ?? {}}
        onChange={(fields) => put({ fields })}
      />
      {(['signature', 'regulated', 'author_may'] as const).map((one) => (
        <Checkbox
          key={one}
          checked={value[one] ?? false}
          onChange={(event) => put({ [one]: event.target.checked })}
        >
          {say(one === 'author_may' ? 'node.authorMay' : `node.${one}`)}
        </Checkbox>
      ))}
    </>
  );
}

function Papers({ value, onChange }: Omit<Props, 'kind'>) {
  const say = useWords();
  const id = useId();
  return (
    <Form.Item label={say('node.attachments')} htmlFor={id} help={say('node.attachmentsHelp')}>
      <Select
        id={id}
        mode="tags"
        open={false}
        suffixIcon={null}
        tokenSeparators={[',', '，', '、', ';', '；']}
        value={value.attachments ?? []}
        onChange={(attachments: string[]) => onChange({ ...value, attachments })}
      />
    </Form.Item>
  );
}

/** What holds for the start: who may, what is filled in, which papers must be there. */
export function StartSettings({ kind, value, onChange }: Props) {
  const say = useWords();
  return (
    <>
      <p className="quiet">{say('node.startersHelp')}</p>
      <ApproverRules
        title={say('node.starters')}
        rules={value.approvers ?? []}
        onChange={(approvers) => onChange({ ...value, approvers })}
      />
      <InputsEditor inputs={value.inputs ?? []} onChange={(inputs) => onChange({ ...value, inputs })} />
      <Papers value={value} onChange={onChange} />
      {kind && (
        <StartsEditor
          kind={kind}
          rules={(value.starts as StartRule[] | undefined) ?? []}
          inputs={value.inputs ?? []}
          onChange={(starts) => onChange({ ...value, starts })}
        />
      )}
    </>
  );
}
