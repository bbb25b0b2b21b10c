import { describe, expect, it } from 'vitest';
import { joints } from './terms';

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
});
