import { expect, test } from 'vitest';
import { lossOf, readLosingSearch } from './losing';

test('an address that says something else asks nothing', () => {
  expect(readLosingSearch({ kind: 'planet', record: 7, on: '', role: 'welder' })).toEqual({ role: 'welder' });
  expect(lossOf({ kind: 'standard' })).toBeNull();
});

test('only of a person a post is asked', () => {
  expect(lossOf({ record: 'r', role: 'welder' })).toEqual({ kind: 'credential', record: 'r' });
  expect(lossOf({ kind: 'person', record: 'r', on: '2027-01-01', role: 'welder' })).toEqual({
    kind: 'person',
    record: 'r',
    on: '2027-01-01',
    role: 'welder',
  });
});
