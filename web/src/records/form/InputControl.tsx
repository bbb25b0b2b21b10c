import { Checkbox, Input, InputNumber, Select } from 'antd';
import type { ReactElement } from 'react';
import type { Condition } from '@/foundation/condition';
import type { FormInput } from '@/foundation/schema';
import { useLabel, useWords } from '@/ui/words';
import { ConditionInput } from '../filter/ConditionInput';
import { CodeListsInput, CodeMapInput } from '../inputs/CodeInputs';
import { CodesSelect, type Named } from '../inputs/CodeSelect';
import { DayInput } from '../inputs/DayInput';
import { FilesInput } from '../inputs/FilesInput';
import { RefSelect } from '../inputs/RefSelect';

const SAYS = { code_numbers: 'number', code_texts: 'text', code_codes: 'codes' } as const;

/** so few that they are better seen than searched */
const MOST_BOXES = 10;

/** what is no whole number is left out as it is typed; each once */
function wholeNumbers(words: string[]): number[] {
  return [
    ...new Set(
      words
        .filter((one) => one.trim())
        .map(Number)
        .filter(Number.isInteger),
    ),
  ];
}

interface Control {
  id?: string;
  value?: unknown;
  onChange?: (value: unknown) => void;
}

/** The input for one scalar field of a form; antd's Form.Item passes id, value and onChange. */
export function InputControl({
  input,
  kindOfConditions,
  ...control
}: Control & { input: FormInput; kindOfConditions?: string }): ReactElement {
  const say = useWords();
  const label = useLabel();
  const options = input.options?.map((one) => ({ value: one.value, label: label(one.label) }));
  const change = control.onChange as (value: unknown) => void;
  switch (input.type) {
    case 'longtext':
      return <Input.TextArea {...(control as object)} autoSize={{ minRows: 2, maxRows: 10 }} />;
    case 'json':
      return <JsonInput {...control} />;
    case 'number':
    case 'money':
      return (
        <InputNumber<string>
          id={control.id}
          stringMode
          className="wide"
          value={control.value as string}
          onChange={(value) => change?.(value)}
          min={input.minimum === undefined ? undefined : String(input.minimum)}
          max={input.maximum === undefined ? undefined : String(input.maximum)}
        />
      );
    case 'integer':
      return (
        <InputNumber
          id={control.id}
          precision={0}
          className="wide"
          value={control.value as number}
          onChange={(value) => change?.(value)}
          min={input.minimum}
          max={input.maximum}
        />
      );
    case 'bool':
      return (
        <Checkbox
          id={control.id}
          checked={control.value === true}
          onChange={(event) => change?.(event.target.checked)}
        >
          {label(input.label)}
        </Checkbox>
      );
    case 'date':
    case 'datetime':
      return (
        <DayInput
          id={control.id}
          value={control.value as string}
          onChange={change}
          withTime={input.type === 'datetime'}
        />
      );
    case 'choice':
    case 'choices':
      if (input.type === 'choices' && options && options.length <= MOST_BOXES)
        return (
          <fieldset id={control.id} className="bare" aria-label={label(input.label)}>
            <Checkbox.Group
              className="act-boxes"
              value={(control.value as string[]) ?? []}
              onChange={(value) => change?.(value)}
              options={options}
            />
          </fieldset>
        );
      return (
        <Select
          id={control.id}
          value={control.value as string}
          onChange={(value) => change?.(value ?? null)}
          options={options ?? []}
          mode={input.type === 'choices' ? (options ? 'multiple' : 'tags') : undefined}
          allowClear={!input.required}
          showSearch={(options?.length ?? 0) > 8 ? { optionFilterProp: 'label' } : false}
        />
      );
    case 'numbers':
      return (
        <Select
          id={control.id}
          mode="tags"
          value={((control.value as number[]) ?? []).map(String)}
          onChange={(value: string[]) => change?.(wholeNumbers(value))}
          tokenSeparators={[',', '，', '、', ' ', ';', '；']}
          open={false}
          suffixIcon={null}
        />
      );
    case 'texts':
      return (
        <Select
          id={control.id}
          mode="tags"
          value={(control.value as string[]) ?? []}
          onChange={(value) => change?.(value)}
          open={false}
          suffixIcon={null}
        />
      );
    case 'ref':
    case 'many':
      return (
        <RefSelect
          id={control.id}
          kind={input.ref ?? ''}
          multiple={input.type === 'many'}
          value={control.value as string}
          onChange={change}
        />
      );
    case 'codes':
      return (
        <CodesSelect
          id={control.id}
          kind={input.codes as Named}
          value={(control.value as string[]) ?? []}
          onChange={change}
        />
      );
    case 'code_lists':
      return (
        <CodeListsInput
          kind={input.codes as Named}
          label={label(input.label)}
          value={control.value as string[][]}
          onChange={change}
        />
      );
    case 'code_numbers':
    case 'code_texts':
    case 'code_codes':
      return (
        <CodeMapInput
          kind={input.codes as Named}
          label={label(input.label)}
          value={control.value as Record<string, string>}
          onChange={change}
          says={SAYS[input.type]}
          of={input.over as Named}
        />
      );
    case 'files':
      return <FilesInput value={control.value as string} onChange={change} multiple={input.nullable} />;
    case 'condition':
      return (
        <ConditionInput
          kind={kindOfConditions ?? 'credential'}
          value={control.value as Condition | null}
          onChange={change}
        />
      );
    case 'password':
      return <Input.Password {...(control as object)} autoComplete="new-password" />;
    default:
      return (
        <Input
          {...(control as object)}
          maxLength={input.maxLength}
          placeholder={input.required ? undefined : say('app.none')}
        />
      );
  }
}

function JsonInput({ id, value, onChange }: Control) {
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value, null, 2);
  return (
    <Input.TextArea
      id={id}
      className="mono"
      value={text}
      autoSize={{ minRows: 3, maxRows: 14 }}
      onChange={(event) => onChange?.(event.target.value)}
    />
  );
}
