import { describe, expect, it } from 'vitest';
import { nextTerm, openDuty, presentClauses, presentScope } from './starts';

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

  it('the scope is changed from what it is', () => {
    const scope = {
      markets: [{ id: 'm1', label: '德国' }],
      acts: [{ code: 'sell', label: { zh: '销售', en: 'Sell' } }, 'other'],
      notes: ['室内'],
      text: '原文',
    };
    expect(presentScope({ scope })).toMatchObject({
      markets: ['m1'],
      products: [],
      acts: ['sell', 'other'],
      scope_notes: ['室内'],
      scope_text: '原文',
    });
    expect(presentClauses({ scope, clauses: [] })).toMatchObject({ clauses: [{ n: 1, markets: ['m1'] }] });
    const rule = { combinator: 'and', rules: [] };
    const clauses = [{ n: 3, title: '美国', ends: '2026-12-31', product_rule: rule }];
    expect(presentClauses({ scope, clauses })).toEqual({
      clauses: [
        {
          n: 3,
          title: '美国',
          markets: [],
          products: [],
          excluded_products: [],
          subjects: [],
          standards: [],
          acts: [],
          starts: null,
          ends: '2026-12-31',
          product_rule: rule,
          text: '',
        },
      ],
    });
    expect(presentScope({})).toEqual({});
  });
});
