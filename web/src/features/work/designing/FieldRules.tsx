import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Select } from 'antd';
import { useKind } from '@/api/catalogue';
import type { WordKey } from '@/foundation/words';
import { useLabel, useWords } from '@/ui/words';
import { useVariables } from './variables';

const WORDS = ['edit', 'read', 'hide'];

/** Which fields of the record a step may change, only read, or not see; and what was filled in that it does not see. */
export function FieldRules({
  kind,
  rules,
  onChange,
}: {
  kind: string;
  rules: Record<string, string>;
  onChange: (next: Record<string, string>) => void;
}) {
  const say = useWords();
  const label = useLabel();
  const spec = useKind(kind);
  const variables = useVariables();
  const fields = [
    ...(spec?.fields ?? []).map((one) => ({ value: one.name, label: label(one.label) })),
    ...variables.fields.map((one) => ({ value: `data.${one.name}`, label: label(one.label) })),
  ];
  const free = fields.filter((one) => !(one.value in rules));
  if (fields.length === 0) return null;
  return (
    <fieldset className="bare">
      <legend>{say('node.fields')}</legend>
      {Object.entries(rules).map(([name, word]) => (
        <div key={name} className="field-rule">
          <span>{fields.find((one) => one.value === name)?.label ?? name}</span>
          <Select
            aria-label={say('node.fieldWord')}
            value={word}
            onChange={(next) => onChange({ ...rules, [name]: next })}
            options={WORDS.filter((one) => one !== 'edit' || !name.startsWith('data.')).map((value) => ({
              value,
              label: say(`field.${value}` as WordKey),
            }))}
          />
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={say('node.removeField')}
            onClick={() =>
              onChange(Object.fromEntries(Object.entries(rules).filter(([one]) => one !== name)))
            }
          />
        </div>
      ))}
      <Select
        aria-label={say('node.addField')}
        placeholder={
          <>
            <PlusOutlined /> {say('node.addField')}
          </>
        }
        value={null}
        showSearch={{ optionFilterProp: 'label' }}
        options={free}
        onChange={(name: string | null) => name && onChange({ ...rules, [name]: 'read' })}
      />
    </fieldset>
  );
}
