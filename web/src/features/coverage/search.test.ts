import { describe, expect, it } from 'vitest';
import { acrossOf, askedBy, cellOf, readCoverageSearch, requirementsOf } from './search';

describe('the address of the matrix', () => {
  it('keeps what it knows and nothing else', () => {
    expect(readCoverageSearch({ market: 'EU', on: '2027-01-01', evil: 'x', state: '' })).toEqual({
      market: 'EU',
      on: '2027-01-01',
    });
  });

  it('asks for permits of projects and for markets of products', () => {
    expect(acrossOf({})).toBe('place');
    expect(acrossOf({ context: 'stage' })).toBe('rule');
    expect(acrossOf({ context: 'stage', across: 'place' })).toBe('place');
    expect(askedBy({ advised: 'yes' }).mandatory).toBe(false);
    expect(askedBy({ state: 'missing', cell: 'a~DE' })).toEqual({
      context: 'market',
      across: 'place',
      mandatory: true,
      state: 'missing',
    });
  });

  it('opens a cell with the same filters', () => {
    expect(cellOf({ cell: 'a~DE' })).toEqual({ subject: 'a', column: 'DE' });
    expect(cellOf({})).toBeNull();
    expect(requirementsOf({ on: '2027-01-01' }, 'a', 'DE')).toEqual({
      context: 'market',
      mandatory: true,
      on: '2027-01-01',
      subject: 'a',
      market: 'DE',
      limit: 500,
    });
    expect(requirementsOf({ context: 'supply' }, 'a', 'RQ-1')).toMatchObject({ rule: 'RQ-1', subject: 'a' });
  });
});

describe('a day in the address', () => {
  it('is left out where it is none', () => {
    expect(readCoverageSearch({ market: 'EU', on: 'bogus' })).toEqual({ market: 'EU' });
    expect(readCoverageSearch({ on: '2027-01-01' })).toEqual({ on: '2027-01-01' });
  });
});
