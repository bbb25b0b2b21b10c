/** Between what a form holds and what the server takes. */
import { isRef } from '@/api/names';
import type { FormInput } from '@/foundation/schema';

const EDITS = /^(edit|update|amend|correct|change|rename|revise)/;

function plain(value: unknown): unknown {
  if (isRef(value)) return value.id;
  if (Array.isArray(value)) return value.map(plain);
  return value;
}

/** Starting values of an action on an existing record: an edit starts from what is there. */
export function startValues(
  action: string,
  inputs: FormInput[],
  values: Record<string, unknown>,
): Record<string, unknown> {
  const start: Record<string, unknown> = {};
  const edits = EDITS.test(action);
  for (const input of inputs) {
    if (input.default !== undefined && input.default !== null) start[input.name] = input.default;
    const known = input.type === 'custom' ? customValues(values) : values[input.name];
    if (edits && known !== undefined && known !== null) start[input.name] = asInput(input, plain(known));
  }
  return start;
}

/** Lists are shown as lines of text and entered as a list. */
function asInput(input: FormInput, value: unknown): unknown {
  if (input.type === 'texts' && typeof value === 'string')
    return value
      .split(/[\n；;]+/)
      .map((one) => one.trim())
      .filter(Boolean);
  return value;
}

function customValues(values: Record<string, unknown>): unknown {
  const inner = values.custom;
  if (typeof inner === 'object' && inner !== null) return inner;
  const found = Object.entries(values)
    .filter(([name]) => name.startsWith('x_'))
    .map(([name, value]) => [name.slice('x_'.length), plain(value)]);
  return found.length ? Object.fromEntries(found) : undefined;
}

/** What to send: blanks become null where null is allowed and are left out elsewhere. */
export function payloadOf(inputs: FormInput[], values: Record<string, unknown>): Record<string, unknown> {
  const payload: Record<string, unknown> = {};
  for (const input of inputs) {
    const value = clean(input, values[input.name]);
    if (value !== undefined) payload[input.name] = value;
  }
  return payload;
}

/** What an edit changes: fields left as they were are not sent, so that nobody's newer value is overwritten. */
export function changesOf(
  inputs: FormInput[],
  payload: Record<string, unknown>,
  before: Record<string, unknown>,
): Record<string, unknown> {
  const needed = new Set(inputs.filter((input) => input.required).map((input) => input.name));
  return Object.fromEntries(
    Object.entries(payload).filter(
      ([name, value]) =>
        needed.has(name) || JSON.stringify(value ?? null) !== JSON.stringify(before[name] ?? null),
    ),
  );
}

/** Whether a form says what it said when it was opened. */
export function unchanged(payload: Record<string, unknown>, before: Record<string, unknown>): boolean {
  const names = new Set([...Object.keys(payload), ...Object.keys(before)]);
  return [...names].every(
    (name) => JSON.stringify(payload[name] ?? null) === JSON.stringify(before[name] ?? null),
  );
}

export function isEdit(action: string): boolean {
  return EDITS.test(action);
}

function clean(input: FormInput, value: unknown): unknown {
  if (value === undefined) return undefined;
  if (value === '' || value === null) return input.nullable ? null : input.type === 'text' ? '' : undefined;
  switch (input.type) {
    case 'object':
      return payloadOf(input.inputs ?? [], value as Record<string, unknown>);
    case 'list':
      return (value as Record<string, unknown>[]).map((one) => payloadOf(input.inputs ?? [], one ?? {}));
    case 'custom':
      return Object.fromEntries(
        Object.entries(value as Record<string, unknown>).filter(([, one]) => one !== undefined),
      );
    case 'money':
      return typeof value === 'number' ? String(value) : value;
    case 'json':
      return typeof value === 'string' ? parseJson(value) : value;
    default:
      return value;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A field path of a problem (`body.terms.0.valid_to`) as a form path; null when no input has it. */
export function formPath(field: string, inputs: FormInput[]): (string | number)[] | null {
  const steps = field
    .replace(/^(body|payload|form)\./, '')
    .split('.')
    .filter(Boolean)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  const first = steps[0];
  if (first === undefined) return null;
  if (inputs.some((input) => input.name === first)) return steps;
  const custom = inputs.find((input) => input.type === 'custom');
  return custom && typeof first === 'string' ? [custom.name, ...steps] : null;
}
