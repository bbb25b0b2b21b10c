import { describe, expect, it } from 'vitest';
import { spoken } from './hours';

describe('hours as people say them', () => {
  it('a working day has eight hours, one of the calendar twenty-four', () => {
    expect(spoken(12, 'working')).toEqual({ unit: 'WD', count: 1.5 });
    expect(spoken(12, 'calendar')).toEqual({ unit: 'H', count: 12 });
    expect(spoken(36, 'calendar')).toEqual({ unit: 'D', count: 1.5 });
    expect(spoken(0.25, 'working')).toEqual({ unit: 'min', count: 15 });
    expect(spoken(0, 'working')).toEqual({ unit: 'min', count: 0 });
  });
});
