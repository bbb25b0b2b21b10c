import { Form } from 'antd';
import { useKind } from '@/api/catalogue';
import type { FieldSpec } from '@/foundation/catalogue';
import type { Label } from '@/foundation/labels';
import type { FormInput } from '@/foundation/schema';
import { InputControl } from '@/records/form/InputControl';
import { Value } from '@/records/values/Value';
import { useLabel, useWords } from '@/ui/words';

/** A field of the record as a step shows it. */
export interface SubjectField {
  name: string;
  label: Label;
  type: string;
  mode: 'edit' | 'read';
  value: unknown;
}

/** What the step lets people see of the record. */
export function FieldsShown({ kind, fields }: { kind: string; fields: SubjectField[] }) {
  const label = useLabel();
  const say = useWords();
  const spec = useKind(kind);
  const shown = fields.flatMap((one) => {
    const field = spec?.fields.find((other) => other.name === one.name);
    return field ? [{ ...one, field }] : [];
  });
  if (shown.length === 0) return null;
  return (
    <>
      <h3>{say('work.fields')}</h3>
      <dl className="work-fields">
        {shown.map((one) => (
          <div key={one.name}>
            <dt className="quiet">{label(one.label)}</dt>
            <dd>
              <Value field={one.field} value={one.value} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** The same of those the step lets people change, as inputs named `fields.…`. */
export function FieldInputs({ kind, fields }: { kind: string; fields: SubjectField[] }) {
  const label = useLabel();
  const spec = useKind(kind);
  return (
    <>
      {fields.map((one) => {
        const field = spec?.fields.find((other) => other.name === one.name);
        if (!field) return null;
        return (
          <Form.Item
            key={one.name}
            name={['fields', one.name]}
            label={field.type === 'bool' ? undefined : label(one.label)}
            initialValue={given(one.value)}
          >
            <InputControl input={inputOf(field)} />
          </Form.Item>
        );
      })}
    </>
  );
}

function inputOf(field: FieldSpec): FormInput {
  return {
    name: field.name,
    label: field.label,
    type: field.type,
    required: false,
    nullable: true,
    ref: field.ref ?? undefined,
    options: field.options ?? undefined,
  } as FormInput;
}

/** Records a field refers to are sent with their names; the input holds ids. */
function given(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(given);
  return typeof value === 'object' && value !== null && 'id' in value ? (value as { id: string }).id : value;
}

/** Only what was changed is sent. */
export function changedFields(
  fields: SubjectField[],
  said: Record<string, unknown> | undefined,
): Record<string, unknown> {
  const before = new Map(fields.map((one) => [one.name, given(one.value) ?? null]));
  return Object.fromEntries(
    Object.entries(said ?? {}).filter(
      ([name, value]) => JSON.stringify(value ?? null) !== JSON.stringify(before.get(name)),
    ),
  );
}
