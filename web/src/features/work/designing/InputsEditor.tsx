import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Input, Select } from 'antd';
import { useCatalogue } from '@/api/catalogue';
import type { WordKey } from '@/foundation/words';
import { useLabel, useWords } from '@/ui/words';
import type { StepInput } from '../shapes';

const TYPES: StepInput['type'][] = ['text', 'longtext', 'number', 'date', 'bool', 'choice', 'ref', 'files'];

function freshName(inputs: StepInput[]): string {
  let n = inputs.length + 1;
  while (inputs.some((one) => one.name === `field${n}`)) n += 1;
  return `field${n}`;
}

/** What people fill in: name in both languages, sort, whether it must be there. */
export function InputsEditor({
  inputs,
  onChange,
}: {
  inputs: StepInput[];
  onChange: (next: StepInput[]) => void;
}) {
  const say = useWords();
  const put = (at: number, told: Partial<StepInput>) =>
    onChange(inputs.map((one, n) => (n === at ? { ...one, ...told } : one)));
  return (
    <fieldset className="bare">
      <legend>{say('node.inputs')}</legend>
      {inputs.map((one, at) => (
        <InputRow
          // biome-ignore lint/suspicious/noArrayIndexKey: the name itself is edited here
          key={at}
          one={one}
          onChange={(told) => put(at, told)}
          onRemove={() => onChange(inputs.filter((_, n) => n !== at))}
        />
      ))}
      <Button
        icon={<PlusOutlined />}
        onClick={() =>
          onChange([
            ...inputs,
            { name: freshName(inputs), zh: '', en: '', type: 'text', ref: '', options: [], required: false },
          ])
        }
      >
        {say('node.addInput')}
      </Button>
    </fieldset>
  );
}

function InputRow({
  one,
  onChange,
  onRemove,
}: {
  one: StepInput;
  onChange: (told: Partial<StepInput>) => void;
  onRemove: () => void;
}) {
  const say = useWords();
  const label = useLabel();
  const { kinds } = useCatalogue();
  return (
    <div className="input-row">
      <Input
        aria-label={say('node.inputZh')}
        placeholder={say('node.inputZh')}
        value={one.zh}
        maxLength={200}
        onChange={(event) => onChange({ zh: event.target.value })}
      />
      <Button type="text" icon={<DeleteOutlined />} aria-label={say('node.removeInput')} onClick={onRemove} />
      <Input
        aria-label={say('node.inputEn')}
        placeholder={say('node.inputEn')}
        value={one.en}
        maxLength={200}
        onChange={(event) => onChange({ en: event.target.value })}
      />
      <Input
        aria-label={say('node.inputName')}
        placeholder={say('node.inputName')}
        value={one.name}
        maxLength={60}
        status={/^[A-Za-z_]\w*$/.test(one.name) ? '' : 'error'}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      <Select
        aria-label={say('node.inputType')}
        value={one.type}
        onChange={(type) => onChange({ type })}
        options={TYPES.map((value) => ({ value, label: say(`input.${value}` as WordKey) }))}
      />
      {one.type === 'choice' && (
        <Select
          aria-label={say('node.inputOptions')}
          placeholder={say('node.inputOptions')}
          mode="tags"
          open={false}
          suffixIcon={null}
          value={one.options}
          onChange={(options: string[]) => onChange({ options })}
        />
      )}
      {one.type === 'ref' && (
        <Select
          aria-label={say('node.inputRef')}
          value={one.ref || undefined}
          placeholder={say('node.inputRef')}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={(ref: string) => onChange({ ref })}
          options={kinds.map((kind) => ({ value: kind.name, label: label(kind.label) }))}
        />
      )}
      <Checkbox checked={one.required} onChange={(event) => onChange({ required: event.target.checked })}>
        {say('node.inputRequired')}
      </Checkbox>
    </div>
  );
}
