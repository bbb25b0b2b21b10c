import { expect, test } from 'vitest';
import type { Compared } from '@/api/scenarios';
import { chosenOf, partRows, sorted } from './scenarios';

const parts = (codes: string[]) => codes.map((code) => ({ code, zh: code, en: code }));
const kept = (now: string[] | null, saved: string[]) => ({ now, at_saving: saved });

test('certificates that not all scenarios need come first, and each says what has changed since', () => {
  const rows = partRows([kept(['A', 'C'], ['A', 'B']), kept(['A'], ['A'])], parts);
  expect(rows.map((row) => [row.code, row.differs])).toEqual([
    ['C', true],
    ['A', false],
    ['B', false],
  ]);
  expect(rows[2]?.cells.map((cell) => [cell.now, cell.was])).toEqual([
    [undefined, true],
    [undefined, false],
  ]);
});

test('what cannot be asked today is not said to be gone, and does not make others differ', () => {
  const rows = partRows([kept(null, ['A']), kept(['A'], ['A'])], parts);
  expect(rows.map((row) => [row.code, row.differs, row.cells.map((cell) => cell.unasked)])).toEqual([
    ['A', false, [true, false]],
  ]);
});

test('losses stand beside losses, entries beside entries', () => {
  const items = ['loss', 'entry', 'loss'].map((question, id) => ({ question, id })) as unknown as Compared[];
  const { entries, losses } = sorted(items);
  expect([entries.map((one) => one.id), losses.map((one) => one.id)]).toEqual([[1], [0, 2]]);
});

test('six at most, each once', () => {
  expect(chosenOf({ ids: 'a,b,a,c,d,e,f,g' })).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  expect(chosenOf({})).toEqual([]);
});
