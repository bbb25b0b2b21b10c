import { describe, expect, it } from 'vitest';
import { planQuestionOf, readPlanSearch } from './planning';

describe('the question of a plan', () => {
  it('names each market once, and begins today at the earliest', () => {
    const search = { subject: 'a', markets: 'BR,SA,BR', begin: '2026-01-01' };
    expect(planQuestionOf(search, '2026-11-22')).toEqual({
      subject: 'a',
      markets: ['BR', 'SA'],
      prefer: 'fewest',
      begin: '2026-11-22',
    });
    expect(planQuestionOf({ ...search, begin: '2027-01-01' }, '2026-11-22')?.begin).toBe('2027-01-01');
  });

  it('is not asked without a product or a market', () => {
    expect(planQuestionOf({ markets: 'BR' }, '2026-11-22')).toBeNull();
    expect(planQuestionOf({ subject: 'a', markets: ',' }, '2026-11-22')).toBeNull();
  });

  it('leaves out of an address what is no day', () => {
    expect(readPlanSearch({ subject: 'a', begin: 'soon', by: '2027-13-45' })).toEqual({ subject: 'a' });
  });
});
