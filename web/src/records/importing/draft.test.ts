import { describe, expect, it } from 'vitest';
import type { ImportMapping, ImportTarget } from '@/api/imports';
import { confidence, draftOf, missingTargets, payloadOf, withDefault, withField } from './draft';

const column = (at: number, field: string | null) => ({
  column: at,
  letter: 'ABC'[at] ?? '',
  heading: '',
  field,
  score: 1,
  reason: null,
  options: {},
  others: [],
});
const MAPPING: ImportMapping = { table: '0:0', columns: [column(0, 'title'), column(1, null)] };
const target = (name: string, required: boolean): ImportTarget => ({
  name,
  label: { zh: name, en: name },
  type: 'text',
  required,
  ref: '',
  group: 'main',
  options: [],
});

describe('what the user chooses on the mapping step', () => {
  it('a field given to another column leaves the first', () => {
    const draft = withField(draftOf(MAPPING), 1, 'title');
    expect([...draft.fields]).toEqual([
      [0, null],
      [1, 'title'],
    ]);
  });

  it('every column is sent, those left out too: the server forgets what is not said', () => {
    expect(payloadOf(draftOf(MAPPING)).columns).toEqual([
      { column: 0, field: 'title', options: {} },
      { column: 1, field: null, options: {} },
    ]);
  });

  it('mandatory fields without a column are missing, the unit and pure updates excepted', () => {
    const targets = [
      target('title', true),
      target('type', true),
      target('unit', true),
      target('notes', false),
    ];
    const draft = draftOf(MAPPING);
    expect(missingTargets(targets, draft).map((one) => one.name)).toEqual(['type']);
    expect(missingTargets(targets, { ...draft, mode: 'update_only' })).toEqual([]);
  });

  it('a default emptied is a default gone', () => {
    const draft = withDefault(draftOf(MAPPING), 'type', 'x');
    expect(draft.defaults).toEqual({ type: 'x' });
    expect(withDefault(draft, 'type', '').defaults).toEqual({});
  });

  it('scores read as words', () => {
    expect([0.99, 0.79, 0.4].map(confidence)).toEqual(['sure', 'likely', 'guess']);
  });
});
