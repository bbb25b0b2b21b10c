/** Reads the JSON schema of an action's form into the flat list of inputs a person fills in. */
import type { Label } from './labels';

export interface JsonSchema {
  type?: string | string[];
  title?: string;
  description?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  maxLength?: number;
  minLength?: number;
  minimum?: number;
  maximum?: number;
  additionalProperties?: boolean | JsonSchema;
  'x-label'?: Label;
  'x-help'?: Label;
  'x-type'?: string;
  'x-ref'?: string;
  'x-codes'?: string;
  'x-over'?: string;
  'x-options'?: { value: unknown; label: Label }[];
  'x-order'?: number;
  'x-group'?: string;
  'x-hidden'?: boolean;
}

export type InputType =
  | 'text'
  | 'longtext'
  | 'number'
  | 'integer'
  | 'bool'
  | 'date'
  | 'datetime'
  | 'choice'
  | 'choices'
  | 'ref'
  | 'many'
  | 'money'
  | 'json'
  | 'files'
  | 'custom'
  | 'condition'
  | 'password'
  | 'texts'
  | 'numbers'
  | 'codes'
  | 'code_lists'
  | 'code_numbers'
  | 'code_texts'
  | 'code_codes'
  | 'object'
  | 'list';

export interface FormInput {
  name: string;
  label: Label;
  help?: Label;
  type: InputType;
  required: boolean;
  nullable: boolean;
  ref?: string;
  /** the kind whose codes are written */
  codes?: string;
  /** what a condition is about, or the kind of the second codes */
  over?: string;
  options?: { value: string; label: Label }[];
  default?: unknown;
  order: number;
  group?: string;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  /** inputs of an `object`, or of each item of a `list` */
  inputs?: FormInput[];
}

export function formInputs(schema: JsonSchema | null | undefined): FormInput[] {
  if (!schema) return [];
  return readProperties(resolve(schema, schema), schema);
}

function readProperties(schema: JsonSchema, root: JsonSchema): FormInput[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {})
    .map(([name, property], at) => readInput(name, property, required.has(name), at, root))
    .filter((input): input is FormInput => input !== null)
    .sort((a, b) => a.order - b.order);
}

function readInput(
  name: string,
  property: JsonSchema,
  required: boolean,
  at: number,
  root: JsonSchema,
): FormInput | null {
  const { schema, nullable } = unwrap(property, root);
  if (schema['x-hidden'] || schema.const !== undefined) return null;
  const items = schema.items ? unwrap(schema.items, root).schema : undefined;
  const type = inputType(schema, items);
  const text = schema.title ?? name;
  const input: FormInput = {
    name,
    label: schema['x-label'] ?? { zh: text, en: text },
    help: schema['x-help'],
    type,
    required: required && !nullable && type !== 'bool',
    nullable,
    ref: schema['x-ref'] ?? items?.['x-ref'],
    codes: schema['x-codes'],
    over: schema['x-over'],
    options: readOptions(type === 'choices' ? { ...items, ...pickOptions(schema) } : schema),
    default: schema.default ?? undefined,
    order: schema['x-order'] ?? at,
    group: schema['x-group'],
    maxLength: schema.maxLength,
    minimum: schema.minimum,
    maximum: schema.maximum,
  };
  if (type === 'object') input.inputs = readProperties(schema, root);
  if (type === 'list' && items) input.inputs = readProperties(items, root);
  return input;
}

function pickOptions(schema: JsonSchema): Partial<JsonSchema> {
  return schema['x-options'] ? { 'x-options': schema['x-options'] } : {};
}

function readOptions(schema: JsonSchema): FormInput['options'] {
  if (schema['x-options'])
    return schema['x-options'].map((one) => ({ value: String(one.value), label: one.label }));
  if (schema.enum)
    return schema.enum.map((value) => ({
      value: String(value),
      label: { zh: String(value), en: String(value) },
    }));
  return undefined;
}

const KNOWN = new Set<string>([
  'text',
  'longtext',
  'number',
  'integer',
  'bool',
  'date',
  'datetime',
  'choice',
  'choices',
  'ref',
  'many',
  'money',
  'json',
  'files',
  'custom',
  'condition',
  'password',
  'texts',
  'codes',
  'code_lists',
  'code_numbers',
  'code_texts',
  'code_codes',
]);

function inputType(schema: JsonSchema, items: JsonSchema | undefined): InputType {
  const hint = schema['x-type'];
  if (hint === 'json' && items?.properties) return 'list';
  if (hint === 'json' && schema.type === 'array' && items?.type === 'integer') return 'numbers';
  if (hint === 'json' && schema.type === 'array' && items?.type === 'string')
    return schema['x-options'] || items.enum ? 'choices' : 'texts';
  if (hint && KNOWN.has(hint)) {
    if (hint === 'choice' && schema.type === 'array') return 'choices';
    if (hint === 'ref' && schema.type === 'array') return 'many';
    return hint as InputType;
  }
  if (schema.type === 'array') {
    if (schema['x-ref'] || items?.['x-ref']) return 'many';
    if (items?.enum || items?.['x-options'] || schema['x-options']) return 'choices';
    if (items?.properties) return 'list';
    if (items?.type === 'integer') return 'numbers';
    return items?.type === 'string' ? 'texts' : 'json';
  }
  if (schema['x-ref']) return 'ref';
  if (schema.enum || schema['x-options']) return 'choice';
  switch (schema.type) {
    case 'boolean':
      return 'bool';
    case 'integer':
      return 'integer';
    case 'number':
      return 'number';
    case 'object':
      return schema.properties ? 'object' : 'json';
    default:
      break;
  }
  if (schema.format === 'date') return 'date';
  if (schema.format === 'date-time') return 'datetime';
  return (schema.maxLength ?? 0) > 400 ? 'longtext' : 'text';
}

/** Follows references and drops the `null` branch; annotations beside a reference win over the target's. */
function unwrap(property: JsonSchema, root: JsonSchema): { schema: JsonSchema; nullable: boolean } {
  const outer = resolve(property, root);
  const branches = outer.anyOf ?? outer.oneOf;
  if (!branches) return { schema: outer, nullable: false };
  const real = branches.filter((one) => one.type !== 'null').map((one) => resolve(one, root));
  const nullable = real.length < branches.length;
  const chosen = real.length === 1 ? real[0] : (real.find((one) => one.type === 'number') ?? real[0]);
  const { anyOf: _a, oneOf: _o, ...annotations } = outer;
  return { schema: { ...chosen, ...annotations }, nullable };
}

function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  if (schema.$ref) {
    const name = schema.$ref.split('/').pop() ?? '';
    const { $ref: _r, ...annotations } = schema;
    return { ...resolve(root.$defs?.[name] ?? {}, root), ...annotations };
  }
  if (schema.allOf?.length === 1) {
    const { allOf, ...annotations } = schema;
    return { ...resolve(allOf[0] as JsonSchema, root), ...annotations };
  }
  return schema;
}
