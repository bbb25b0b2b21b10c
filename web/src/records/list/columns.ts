import { type FieldSpec, fieldOf, type KindSpec } from '@/foundation/catalogue';
import { recall, remember } from '@/foundation/memory';

/** Columns of a list: those of the link, else those this person chose last, else the kind's own. */
export function shownColumns(kind: KindSpec, cols: string | undefined): FieldSpec[] {
  const wanted = cols ? cols.split(',') : (recall<string[]>(`columns.${kind.name}`) ?? defaultColumns(kind));
  const fields = wanted
    .map((name) => fieldOf(kind, name))
    .filter((field): field is FieldSpec => field !== undefined);
  const title = fieldOf(kind, kind.title_field);
  if (title && !fields.includes(title)) fields.unshift(title);
  return fields.length ? fields : kind.fields.slice(0, 4);
}

/** What a reader looks for first stands first: how it stands and until when. */
const PROMINENT = ['credential_no', 'status', 'state', 'valid_to', 'due_on'];

export function defaultColumns(kind: KindSpec): string[] {
  const listed = kind.fields.filter((field) => field.listed).map((field) => field.name);
  if (listed.length === 0) return kind.fields.slice(0, 5).map((field) => field.name);
  const rank = (name: string) => {
    if (name === kind.title_field) return -1;
    const at = PROMINENT.indexOf(name);
    return at < 0 ? PROMINENT.length : at;
  };
  return [...listed].sort((a, b) => rank(a) - rank(b));
}

export function keepColumns(kind: KindSpec, names: string[] | null): void {
  remember(`columns.${kind.name}`, names);
}

export function columnWidth(field: FieldSpec, isTitle: boolean): number {
  if (isTitle) return 260;
  switch (field.type) {
    case 'date':
      return 122;
    case 'datetime':
      return 154;
    case 'bool':
      return 84;
    case 'number':
    case 'integer':
    case 'money':
      return 110;
    case 'choice':
      return 126;
    case 'many':
      return 190;
    case 'longtext':
      return 240;
    default:
      return 170;
  }
}
