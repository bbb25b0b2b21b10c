/** What the user has chosen on the mapping step, before it is sent. */
import type { ImportMapping, ImportMode, ImportTarget, MappingChange } from '@/api/imports';

export interface Draft {
  /** column index → field it fills, null for none */
  fields: Map<number, string | null>;
  options: Map<number, Record<string, unknown>>;
  defaults: Record<string, unknown>;
  mode: ImportMode;
  keys: string[];
  blanks: 'keep' | 'clear';
}

export function draftOf(mapping: ImportMapping): Draft {
  return {
    fields: new Map(mapping.columns.map((one) => [one.column, one.field])),
    options: new Map(mapping.columns.map((one) => [one.column, one.options ?? {}])),
    defaults: mapping.defaults ?? {},
    mode: mapping.mode ?? 'create_update',
    keys: mapping.keys ?? [],
    blanks: mapping.blanks ?? 'keep',
  };
}

/** A field takes one column: giving it to another takes it from the first. */
export function withField(draft: Draft, column: number, field: string | null): Draft {
  const fields = new Map(draft.fields);
  if (field) for (const [at, name] of fields) if (name === field) fields.set(at, null);
  fields.set(column, field);
  return { ...draft, fields };
}

export function withOption(draft: Draft, column: number, name: string, value: unknown): Draft {
  const options = new Map(draft.options);
  options.set(column, { ...options.get(column), [name]: value });
  return { ...draft, options };
}

export function withDefault(draft: Draft, field: string, value: unknown): Draft {
  const { [field]: _gone, ...rest } = draft.defaults;
  return { ...draft, defaults: value === null || value === '' ? rest : { ...rest, [field]: value } };
}

/** Mandatory fields that no column fills; their unit is known from the importer. */
export function missingTargets(targets: ImportTarget[], draft: Draft): ImportTarget[] {
  if (draft.mode === 'update_only') return [];
  const filled = new Set(draft.fields.values());
  return targets.filter((one) => one.required && one.name !== 'unit' && !filled.has(one.name));
}

export function payloadOf(draft: Draft): MappingChange {
  return {
    columns: [...draft.fields].map(([column, field]) => ({
      column,
      field,
      options: draft.options.get(column) ?? {},
    })),
    defaults: draft.defaults,
    mode: draft.mode,
    keys: draft.keys,
    blanks: draft.blanks,
  };
}

export type Confidence = 'sure' | 'likely' | 'guess';

export function confidence(score: number): Confidence {
  if (score >= 0.9) return 'sure';
  return score >= 0.7 ? 'likely' : 'guess';
}
