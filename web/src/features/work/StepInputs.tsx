import { Form } from 'antd';
import type { FormInput } from '@/foundation/schema';
import { InputControl } from '@/records/form/InputControl';
import { useLabel } from '@/ui/words';
import type { StepInput } from './shapes';

const TYPES: Record<StepInput['type'], FormInput['type']> = {
  text: 'text',
  longtext: 'longtext',
  number: 'number',
  date: 'date',
  bool: 'bool',
  choice: 'choice',
  ref: 'ref',
  files: 'files',
};

function inputOf(one: StepInput): FormInput {
  return {
    name: one.name,
    label: { zh: one.zh, en: one.en || one.zh },
    type: TYPES[one.type],
    required: one.required,
    nullable: !one.required,
    ref: one.ref || undefined,
    options: one.options?.map((value) => ({ value, label: { zh: value, en: value } })),
  } as FormInput;
}

/** What a step or a start asks for, as inputs named `data.…`. */
export function StepInputs({ inputs }: { inputs: StepInput[] }) {
  const label = useLabel();
  return (
    <>
      {inputs.map(inputOf).map((input) => (
        <Form.Item
          key={input.name}
          name={['data', input.name]}
          label={input.type === 'bool' ? undefined : label(input.label)}
          rules={[{ required: input.required }]}
        >
          <InputControl input={input} />
        </Form.Item>
      ))}
    </>
  );
}
