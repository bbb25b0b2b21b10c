import { describe, expect, it } from 'vitest';
import { asOfParts, asOfWords, isNow, readAsOf } from './asof';

describe('the two times of a question', () => {
  it('are read from an address, and nothing else is', () => {
    expect(readAsOf({ on: '2026-03-01', known: '2026-02-01T02:00:00Z', tab: 'history' })).toEqual({
      on: '2026-03-01',
      known: '2026-02-01T02:00:00Z',
    });
    expect(readAsOf({ on: 'tomorrow', known: '1 Feb' })).toEqual({});
    expect(readAsOf({ on: 20260301, known: '2026-13-45T99:00:00Z' })).toEqual({});
  });

  it('leave no trace when they are not set', () => {
    expect(asOfParts({ on: undefined, known: '2026-02-01' })).toEqual({ known: '2026-02-01' });
    expect(isNow(readAsOf({}))).toBe(true);
    expect(isNow({ on: '2026-03-01' })).toBe(false);
  });

  it('read as a sentence in both languages', () => {
    const known = new Date(2026, 1, 1, 10, 0).toISOString();
    expect(asOfWords({ on: '2026-03-01', known }, 'en')).toBe(
      'as of 1 Mar 2026, as known on 1 Feb 2026, 10:00',
    );
    expect(asOfWords({ on: '2026-03-01', known }, 'zh')).toBe(
      '2026-03-01 的情况，按 2026-02-01 10:00 时所知',
    );
    expect(asOfWords({ known }, 'zh')).toBe('按 2026-02-01 10:00 时所知');
    expect(asOfWords({}, 'en')).toBe('');
  });
});
