import { expect, test } from 'vitest';
import type { Compared } from '@/api/scenarios';
import { chosenOf, itemRows } from './scenarios';

function scenario(now: string[], saved: string[]): Compared {
  const items = (codes: string[]) => codes.map((code) => ({ code, zh: code, en: code }));
  return { now: { items: items(now) }, at_saving: { items: items(saved) } } as unknown as Compared;
}

test('certificates that not all scenarios need come first, and each says what has changed since', () => {
  const rows = itemRows([scenario(['A', 'C'], ['A', 'B']), scenario(['A'], ['A'])]);
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

test('six at most, each once', () => {
  expect(chosenOf({ ids: 'a,b,a,c,d,e,f,g' })).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  expect(chosenOf({})).toEqual([]);
});
