import { Input, InputNumber, Select } from 'antd';
import type { FieldSpec } from '@/foundation/catalogue';
import { isGroup, needsValue } from '@/foundation/condition';
import { isIsoDay, parseRelative, type RelativeDay, writeRelative } from '@/foundation/dates';
import { useLabel, useWords } from '@/ui/words';
import { DayInput } from '../inputs/DayInput';
import { RefSelect } from '../inputs/RefSelect';

interface RuleValueProps {
  field: FieldSpec;
  operator: string;
  value: unknown;
  onChange: (value: unknown) => void;
}

const LISTS = new Set(['in', 'notIn', 'any', 'all', 'none']);
const RANGES = new Set(['between', 'notBetween']);

/** The value of one rule, entered by the type of its field. */
export function RuleValue(props: RuleValueProps) {
  const { operator, value, onChange } = props;
  const say = useWords();
  if (!needsValue(operator)) return null;
  if (RANGES.has(operator)) {
    const [from, to] = Array.isArray(value) ? value : ['', ''];
    return (
      <span className="rule-range">
        <SingleValue {...props} value={from} onChange={(next) => onChange([next, to])} />
        <span aria-hidden="true">–</span>
        <SingleValue {...props} value={to} onChange={(next) => onChange([from, next])} />
      </span>
    );
  }
  if (operator.startsWith('count'))
    return (
      <InputNumber
        aria-label={say('filter.value')}
        min={0}
        precision={0}
        value={typeof value === 'number' ? value : null}
        onChange={(next) => onChange(next ?? '')}
      />
    );
  return <SingleValue {...props} />;
}

function SingleValue({ field, operator, value, onChange }: RuleValueProps) {
  const say = useWords();
  const label = useLabel();
  const several = LISTS.has(operator);
  switch (field.type) {
    case 'date':
    case 'datetime':
      return <DayValue value={value} onChange={onChange} />;
    case 'number':
    case 'money':
    case 'integer':
      return (
        <InputNumber
          aria-label={say('filter.value')}
          value={value === '' ? null : (value as number)}
          onChange={(next) => onChange(next ?? '')}
        />
      );
    case 'bool':
      return (
        <Select
          aria-label={say('filter.value')}
          value={value === false || value === 'false' ? 'false' : 'true'}
          onChange={(next) => onChange(next === 'true')}
          options={[
            { value: 'true', label: say('app.yes') },
            { value: 'false', label: say('app.no') },
          ]}
        />
      );
    case 'choice':
      return (
        <Select
          aria-label={say('filter.value')}
          className="rule-wide"
          mode={several ? 'multiple' : undefined}
          value={several ? asList(value) : (value as string) || undefined}
          onChange={(next) => onChange(next)}
          options={(field.options ?? []).map((one) => ({ value: one.value, label: label(one.label) }))}
        />
      );
    case 'ref':
    case 'many':
      if (isGroup(value))
        return <Input disabled value={JSON.stringify(value)} aria-label={say('filter.value')} />;
      return (
        <RefSelect
          kind={field.ref ?? ''}
          multiple={several}
          allowCreate={false}
          ariaLabel={say('filter.value')}
          extraOptions={field.ref === 'user' ? [{ value: 'me', label: say('filter.me') }] : []}
          value={several ? asList(value) : (value as string)}
          onChange={(next) => onChange(next ?? '')}
        />
      );
    default:
      if (several)
        return (
          <Select
            aria-label={say('filter.value')}
            className="rule-wide"
            mode="tags"
            open={false}
            suffixIcon={null}
            value={asList(value)}
            onChange={(next) => onChange(next)}
          />
        );
      return (
        <Input
          aria-label={say('filter.value')}
          className="rule-wide"
          value={value === null || value === undefined ? '' : String(value)}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}

function asList(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  return value === '' || value === null || value === undefined ? [] : [String(value)];
}

/** A fixed day, or a distance from the day the list is opened. */
function DayValue({ value, onChange }: { value: unknown; onChange: (value: unknown) => void }) {
  const say = useWords();
  const relative = parseRelative(value);
  const mode = relative ? 'relative' : 'fixed';
  const day: RelativeDay = relative ?? { sign: 1, amount: 3, unit: 'm' };
  return (
    <span className="rule-day">
      <Select
        aria-label={say('filter.dayKind')}
        value={mode}
        onChange={(next) => onChange(next === 'relative' ? '+3m' : '')}
        options={[
          { value: 'relative', label: say('filter.relativeDay') },
          { value: 'fixed', label: say('filter.fixedDay') },
        ]}
      />
      {mode === 'fixed' ? (
        <DayInput
          ariaLabel={say('filter.value')}
          value={isIsoDay(value) ? value : null}
          onChange={(next) => onChange(next ?? '')}
        />
      ) : (
        <>
          <InputNumber
            aria-label={say('filter.amount')}
            min={0}
            max={9999}
            precision={0}
            value={day.amount}
            onChange={(amount) => onChange(writeRelative({ ...day, amount: amount ?? 0 }))}
          />
          <Select
            aria-label={say('filter.dayKind')}
            value={day.unit}
            onChange={(unit) => onChange(writeRelative({ ...day, amount: day.amount || 1, unit }))}
            options={[
              { value: 'd', label: say('filter.unitDays') },
              { value: 'w', label: say('filter.unitWeeks') },
              { value: 'm', label: say('filter.unitMonths') },
              { value: 'q', label: say('filter.unitQuarters') },
              { value: 'y', label: say('filter.unitYears') },
            ]}
          />
          <Select
            aria-label={say('filter.dayKind')}
            value={day.sign}
            onChange={(sign: 1 | -1) => onChange(writeRelative({ ...day, amount: day.amount || 1, sign }))}
            options={[
              { value: 1, label: say('filter.after') },
              { value: -1, label: say('filter.before') },
            ]}
          />
        </>
      )}
    </span>
  );
}
