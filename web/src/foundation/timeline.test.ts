import { describe, expect, it } from 'vitest';
import { place, scaleOf, ticksOf } from './timeline';

const YEARS = [
  { from: null, to: '2024-06-09' },
  { from: '2024-06-10', to: '2026-09-27' },
  { from: '2026-09-28', to: null },
];

describe('a line of time', () => {
  it('holds every known day and today, open ends reach the edges', () => {
    const scale = scaleOf(YEARS, '2026-11-21');
    if (!scale) throw new Error('no scale');
    expect(scale.start < '2024-06-09').toBe(true);
    expect(scale.end > '2026-11-21').toBe(true);
    const [before, valid, after] = YEARS.map((one) => place(one, scale));
    expect(before?.left).toBe(0);
    expect((before?.left ?? 0) + (before?.width ?? 0)).toBeCloseTo(valid?.left ?? -1);
    expect((valid?.left ?? 0) + (valid?.width ?? 0)).toBeCloseTo(after?.left ?? -1);
    expect((after?.left ?? 0) + (after?.width ?? 0)).toBeCloseTo(100);
  });

  it('one day is one day wide, but never too thin to see', () => {
    const short = scaleOf([{ from: '2026-01-01', to: '2026-01-01' }], '2026-01-01');
    if (!short) throw new Error('no scale');
    expect(place({ from: '2026-01-01', to: '2026-01-01' }, short).width).toBeCloseTo(100 / 60);
    const long = scaleOf([{ from: '1990-01-01', to: '2026-01-01' }], '2026-01-01');
    if (!long) throw new Error('no scale');
    expect(place({ from: '2026-01-01', to: '2026-01-01' }, long).width).toBe(0.6);
  });

  it('is marked by years or months, at most nine or ten marks', () => {
    const long = scaleOf(YEARS, '2026-11-21');
    if (!long) throw new Error('no scale');
    expect(ticksOf(long).map((one) => one.text)).toEqual([
      '2024-07',
      '2025-01',
      '2025-07',
      '2026-01',
      '2026-07',
    ]);
    const years = scaleOf([{ from: '2010-05-05', to: '2031-01-01' }], '2026-11-21');
    if (!years) throw new Error('no scale');
    expect(ticksOf(years).length).toBeLessThanOrEqual(10);
    expect(ticksOf(years).every((one) => /^\d{4}$/.test(one.text))).toBe(true);
  });

  it('says nothing without any day', () => {
    expect(scaleOf([{ from: null, to: null }], '2026-11-21')).toBeNull();
  });
});
