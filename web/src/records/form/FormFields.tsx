import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form } from 'antd';
import type { Rule } from 'antd/es/form';
import { createContext, useContext } from 'react';
import { carriedBy, type FieldSpec, type KindSpec } from '@/foundation/catalogue';
import type { FormInput, InputType } from '@/foundation/schema';
import { useLabel, useLang, useWords } from '@/ui/words';
import { InputControl } from './InputControl';

type Path = (string | number)[];

/** Id of the type of the record being changed, where its form does not ask for one. */
export const RecordType = createContext<string | null>(null);

/** Conditions that are about another kind than the register. */
const CONDITION_KINDS: Record<string, string> = { product_rule: 'product' };

const WIDE = new Set<InputType>([
  'longtext',
  'json',
  'files',
  'list',
  'object',
  'custom',
  'many',
  'condition',
  'texts',
  'numbers',
  'choices',
  'codes',
  'code_lists',
  'code_numbers',
  'code_texts',
  'code_codes',
]);

/** All inputs of a form in two columns, with nested objects, lists and the type's custom fields. */
export function FormFields({
  inputs,
  kind,
  path = [],
}: {
  inputs: FormInput[];
  kind: KindSpec;
  path?: Path;
}) {
  return (
    <div className="form-grid">
      {inputs.map((input) => (
        <div key={input.name} className={WIDE.has(input.type) ? 'form-cell wide' : 'form-cell'}>
          <FormField input={input} kind={kind} path={path} />
        </div>
      ))}
    </div>
  );
}

function FormField({ input, kind, path }: { input: FormInput; kind: KindSpec; path: Path }) {
  const label = useLabel();
  const say = useWords();
  const lang = useLang();
  const name = [...path, input.name];
  if (input.type === 'object')
    return (
      <fieldset className="form-set">
        <legend>{label(input.label)}</legend>
        <FormFields inputs={input.inputs ?? []} kind={kind} path={name} />
      </fieldset>
    );
  if (input.type === 'list') return <ListField input={input} kind={kind} path={path} />;
  if (input.type === 'custom') return <CustomFields kind={kind} name={name} />;
  const rules: Rule[] = [];
  if (input.required)
    rules.push({
      required: true,
      message: `${label(input.label)}${lang === 'zh' ? '：' : ': '}${say('form.required')}`,
    });
  if (input.type === 'json') rules.push({ validator: (_, value) => checkJson(value, say('form.badJson')) });
  return (
    <Form.Item
      name={name}
      label={input.type === 'bool' ? undefined : label(input.label)}
      extra={input.help ? label(input.help) : undefined}
      required={input.required}
      rules={rules}
    >
      <InputControl input={input} kindOfConditions={input.over ?? CONDITION_KINDS[input.name]} />
    </Form.Item>
  );
}

function checkJson(value: unknown, message: string): Promise<void> {
  if (typeof value !== 'string' || value.trim() === '') return Promise.resolve();
  try {
    JSON.parse(value);
    return Promise.resolve();
  } catch {
    return Promise.reject(new Error(message));
  }
}

function ListField({ input, kind, path }: { input: FormInput; kind: KindSpec; path: Path }) {
  const label = useLabel();
  const say = useWords();
  return (
    <fieldset className="form-set">
      <legend>{label(input.label)}</legend>
      {input.help && <p className="form-help">{label(input.help)}</p>}
      <Form.List name={[...path, input.name]}>
        {(rows, { add, remove }) => (
          <>
            {rows.map((row) => (
              <div key={row.key} className="form-list-item">
                <ListItemFields inputs={input.inputs ?? []} kind={kind} at={row.name} />
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={`${say('form.removeItem')} ${row.name + 1}`}
                  onClick={() => remove(row.name)}
                />
              </div>
            ))}
            <Button type="dashed" icon={<PlusOutlined />} onClick={() => add({})}>
              {say('form.addItem')}
            </Button>
          </>
        )}
      </Form.List>
    </fieldset>
  );
}

/** Inside a Form.List the names are relative to the list. */
function ListItemFields({ inputs, kind, at }: { inputs: FormInput[]; kind: KindSpec; at: number }) {
  return <FormFields inputs={inputs} kind={kind} path={[at]} />;
}

/** Fields users have defined: those of the whole kind and those of the type chosen in this form. */
function CustomFields({ kind, name }: { kind: KindSpec; name: Path }) {
  const say = useWords();
  const form = Form.useFormInstance();
  const typeId = Form.useWatch(kind.type_field ?? 'type', form) as string | undefined;
  const recordType = useContext(RecordType);
  const fields = kind.fields.filter((field) => field.custom && carriedBy(field, typeId ?? recordType));
  if (fields.length === 0) return null;
  return (
    <fieldset className="form-set">
      <legend>{say('form.customFields')}</legend>
      <FormFields
        inputs={fields.map((field, at) => customInput(field, at, typeId ?? recordType))}
        kind={kind}
        path={name}
      />
    </fieldset>
  );
}

export function customInput(field: FieldSpec, order: number, typeId?: string | null): FormInput {
  return {
    name: field.name.replace(/^x_/, ''),
    label: field.label,
    help: field.help ?? undefined,
    type: field.type as InputType,
    required: typeId ? (field.mandatory_for ?? []).includes(typeId) : false,
    nullable: true,
    ref: field.ref ?? undefined,
    options: field.options ?? undefined,
    order,
  };
}
