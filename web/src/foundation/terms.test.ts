import { describe, expect, it } from 'vitest';
import { joints, timeLine } from './terms';

describe('terms of a credential', () => {
  it('touching terms have neither gap nor overlap', () => {
    const spans = [
      { id: 'a', from: '2020-04-01', to: '2023-03-31' },
      { id: 'b', from: '2023-04-01', to: '2026-03-31' },
    ];
    expect(joints(spans)).toEqual([]);
  });

  it('names gaps and overlaps in days, whatever the order given', () => {
    const spans = [
      { id: 'c', from: '2026-03-01', to: null },
      { id: 'a', from: '2020-04-01', to: '2023-03-31' },
      { id: 'b', from: '2023-04-11', to: '2026-03-31' },
    ];
    expect(joints(spans)).toEqual([
      { after: 'a', before: 'b', kind: 'gap', days: 10 },
      { after: 'b', before: 'c', kind: 'overlap', days: 31 },
    ]);
  });

  it('places every term and today inside the line', () => {
    const line = timeLine([{ id: 'a', from: '2020-01-01', to: '2022-12-31' }], '2026-11-21');
    expect(line).not.toBeNull();
    for (const span of line?.placed ?? []) {
      expect(span.left).toBeGreaterThanOrEqual(0);
      expect(span.left + span.width).toBeLessThanOrEqual(100);
    }
    expect(line?.today).toBeGreaterThan(50);
    expect(line?.today).toBeLessThan(100);
    expect(timeLine([], '2026-11-21')).toBeNull();
  });
});
