import { describe, expect, it } from 'vitest';
import { daysUntil, distance, formatDay, parseRelative, relativeWords, writeRelative } from './dates';

describe('calendar days', () => {
  it('counts whole days across daylight saving and leap years', () => {
    expect(daysUntil('2026-03-30', '2026-03-28')).toBe(2);
    expect(daysUntil('2028-03-01', '2028-02-28')).toBe(2);
    expect(daysUntil('2026-11-20', '2026-11-21')).toBe(-1);
  });

  it('writes days as each language does', () => {
    expect(formatDay('2026-11-21', 'zh')).toBe('2026-11-21');
    expect(formatDay('2026-11-21', 'en')).toBe('21 Nov 2026');
    expect(formatDay(null, 'zh')).toBe('');
    expect(formatDay('长期', 'zh')).toBe('长期');
  });

  it('says how far away a day is', () => {
    expect(distance('2026-12-14', '2026-11-21', 'zh')).toBe('还有 23 天');
    expect(distance('2026-11-20', '2026-11-21', 'en')).toBe('1 day ago');
    expect(distance('2026-11-21', '2026-11-21', 'zh')).toBe('今天');
    expect(distance('2027-05-21', '2026-11-21', 'en')).toBe('in 6 months');
    expect(distance('2031-11-21', '2026-11-21', 'zh')).toBe('还有 5 年');
  });
});

describe('relative days in conditions', () => {
  it('reads and writes the same text', () => {
    for (const text of ['today', '+6m', '-30d', '+1q', '+2w', '-1y']) {
      const day = parseRelative(text);
      expect(day).not.toBeNull();
      expect(day && writeRelative(day)).toBe(text);
    }
    expect(parseRelative('2026-11-21')).toBeNull();
    expect(parseRelative('6 months')).toBeNull();
  });

  it('is said in words', () => {
    expect(relativeWords({ sign: 1, amount: 6, unit: 'm' }, 'zh')).toBe('6 个月后');
    expect(relativeWords({ sign: -1, amount: 1, unit: 'd' }, 'en')).toBe('1 day ago');
  });
});
