import { describe, expect, it } from 'vitest';
import { nextTerm, openDuty } from './starts';

describe('where forms of a credential start', () => {
  it('a new term follows the old one', () => {
    const values = {
      valid_to: '2026-12-31',
      renewal: { proposed_valid_to: '2029-12-31' },
      issuer: { id: 'i', label: 'CQC' },
    };
    expect(nextTerm(values, '2026-11-21')).toEqual({
      valid_from: '2027-01-01',
      valid_to: '2029-12-31',
      issuer: 'i',
    });
  });

  it('after a lapse it begins today', () => {
    expect(nextTerm({ valid_to: '2026-05-05' }, '2026-11-21')).toEqual({ valid_from: '2026-11-21' });
  });

  it('the duty due next is the one offered', () => {
    const duties = [
      { code: 'late', state: 'open', due_on: '2027-05-01' },
      { code: 'soon', state: 'overdue', due_on: '2026-10-01' },
      { code: 'past', state: 'done', due_on: '2025-10-01' },
    ];
    expect(openDuty({ duties }, '2026-11-21')).toEqual({ done_on: '2026-11-21', code: 'soon' });
  });
});
