/** What the server tells about a kind of record; lists, filters, forms and details are built from it. */
import type { Label, Lang } from './labels';
import type { JsonSchema } from './schema';

export type FieldType =
  | 'text'
  | 'longtext'
  | 'number'
  | 'integer'
  | 'bool'
  | 'date'
  | 'datetime'
  | 'choice'
  | 'ref'
  | 'many'
  | 'money'
  | 'json'
  | 'files';

export interface Option {
  value: string;
  label: Label;
}

export interface FieldSpec {
  name: string;
  label: Label;
  help?: Label | null;
  type: FieldType;
  options?: Option[] | null;
  ref?: string | null;
  listed: boolean;
  sort: boolean;
  filter: boolean;
  search: boolean;
  group: string;
  custom?: boolean;
  mandatory?: boolean;
  /** ids of the types that carry a custom field; null: all of them */
  types?: string[] | null;
  /** ids of the types that demand it */
  mandatory_for?: string[];
  operators?: string[];
  personal?: boolean;
}

export interface ActionSpec {
  name: string;
  label: Label;
  creates: boolean;
  danger: boolean;
  bulk: boolean;
  help?: Label | null;
  form?: JsonSchema | null;
}

export interface KindSpec {
  name: string;
  label: Label;
  plural: Label;
  icon: string;
  title_field: string;
  /** its name for readers of English, where it is filled */
  title_en_field?: string | null;
  type_field?: string | null;
  fields: FieldSpec[];
  actions: ActionSpec[];
  has_deadlines?: boolean;
  default_sort?: string;
  /** where the kind belongs: register, master, settings … */
  group?: string;
}

/** The field that names a record to its reader: the English name where there is one. */
export function titleIn(kind: KindSpec, values: Record<string, unknown>, lang: Lang): unknown {
  return (lang === 'en' && kind.title_en_field && values[kind.title_en_field]) || values[kind.title_field];
}

/** What a list must ask for, so that its rows have names for this reader. */
export function withTitleIn(kind: KindSpec, fields: string[], lang: Lang): string[] {
  const english = lang === 'en' ? kind.title_en_field : null;
  return english && !fields.includes(english) ? [...fields, english] : fields;
}

/** Whether records of this type carry the field; only custom fields belong to some types alone. */
export function carriedBy(field: FieldSpec, typeId: string | null | undefined): boolean {
  return !field.custom || !field.types || (Boolean(typeId) && field.types.includes(String(typeId)));
}

export function fieldOf(kind: KindSpec, name: string): FieldSpec | undefined {
  return kind.fields.find((field) => field.name === name);
}

export function actionOf(kind: KindSpec, name: string): ActionSpec | undefined {
  return kind.actions.find((action) => action.name === name);
}
