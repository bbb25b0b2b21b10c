import { Input, InputNumber, Radio, Select } from 'antd';
import type { FactAsked } from '@/api/coverage';
import { DayInput } from '@/records/inputs/DayInput';
import { RefSelect } from '@/records/inputs/RefSelect';
import { useLabel, useWords } from '@/ui/words';

export type Answer = boolean | number | string;

/** The value of a fact by its type: yes or no, one of its words, a number, a day, a record, else text. */
export function AnswerInput({
  type,
  options = [],
  name,
  value,
  onChange,
}: {
  type: string;
  options?: FactAsked['options'];
  name: string;
  value: Answer | undefined;
  onChange: (next: Answer | undefined) => void;
}) {
  const say = useWords();
  const label = useLabel();
  if (type === 'bool')
    return (
      <Radio.Group
        aria-label={name}
        value={value}
        onChange={(event) => onChange(event.target.value as boolean)}
        options={[
          { value: true, label: say('coverage.yes') },
          { value: false, label: say('coverage.no') },
        ]}
      />
    );
  if (type === 'date')
    return (
      <DayInput
        ariaLabel={name}
        value={typeof value === 'string' ? value : null}
        onChange={(next) => onChange(next ?? undefined)}
      />
    );
  if (type === 'organisation')
    return (
      <RefSelect
        kind={type}
        ariaLabel={name}
        value={typeof value === 'string' ? value : null}
        onChange={(next) => onChange(typeof next === 'string' ? next : undefined)}
      />
    );
  if (options.length > 0)
    return (
      <Select
        aria-label={name}
        allowClear
        value={value}
        onChange={(next: Answer | undefined) => onChange(next)}
        options={options.map((option) => ({ value: option.value, label: label(option) }))}
      />
    );
  if (['number', 'integer', 'money'].includes(type))
    return (
      <InputNumber
        aria-label={name}
        value={typeof value === 'number' ? value : null}
        onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
      />
    );
  return (
    <Input
      aria-label={name}
      maxLength={200}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.target.value || undefined)}
    />
  );
}
