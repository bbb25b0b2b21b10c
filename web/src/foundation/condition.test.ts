import { describe, expect, it } from 'vitest';
import type { KindSpec } from './catalogue';
import { asCondition, both, type Condition, complete, isEmpty, parts, stripIds, without } from './condition';
import { ruleWords } from './sentence';

const market = { field: 'markets', operator: 'any', value: ['eu'] };
const expiring = { field: 'valid_to', operator: '<', value: '+6m' };
const either: Condition = { combinator: 'or', rules: [market, expiring] };

describe('joining conditions', () => {
  it('flattens and-groups and drops repetitions', () => {
    const joined = both(
      { combinator: 'and', rules: [market] },
      { combinator: 'and', rules: [market, expiring] },
    );
    expect(joined).toEqual({ combinator: 'and', rules: [market, expiring] });
  });

  it('keeps an or-group whole, so that its meaning does not change', () => {
    expect(both(either, { combinator: 'and', rules: [market] })?.rules).toEqual([either, market]);
    expect(parts(either)).toEqual([either]);
  });

  it('removes one part and ends with nothing, not with an empty tree', () => {
    const two: Condition = { combinator: 'and', rules: [market, expiring] };
    expect(without(two, 0)).toEqual({ combinator: 'and', rules: [expiring] });
    expect(without({ combinator: 'and', rules: [market] }, 0)).toBeNull();
    expect(isEmpty(null)).toBe(true);
  });
});

describe('trees from elsewhere', () => {
  it('takes a rule as a group of one and refuses the rest', () => {
    expect(asCondition(market)).toEqual({ combinator: 'and', rules: [market] });
    expect(asCondition('market:EU')).toBeNull();
    expect(asCondition(null)).toBeNull();
  });

  it("drops the query builder's bookkeeping and half-written rules", () => {
    const tree = {
      id: '1',
      combinator: 'and' as const,
      rules: [
        { id: '2', ...market, valueSource: 'value' },
        { id: '3', field: 'holder', operator: '=', value: '' },
        { id: '4', field: 'responsible', operator: 'null', value: null },
        { id: '5', combinator: 'or' as const, rules: [] },
      ],
    };
    const done = complete(tree);
    expect(done && stripIds(done)).toEqual({
      combinator: 'and',
      rules: [market, { field: 'responsible', operator: 'null', value: null }],
    });
  });
});

const kind = {
  name: 'credential',
  fields: [
    { name: 'markets', label: { zh: '国家/地区', en: 'Markets' }, type: 'many', ref: 'market' },
    { name: 'valid_to', label: { zh: '到期日期', en: 'Valid to' }, type: 'date' },
    {
      name: 'status',
      label: { zh: '状态', en: 'Status' },
      type: 'choice',
      options: [{ value: 'expired', label: { zh: '已过期', en: 'Expired' } }],
    },
    { name: 'responsible', label: { zh: '责任人', en: 'Responsible' }, type: 'ref', ref: 'user' },
  ],
} as unknown as KindSpec;
const names = (_: string, id: string) => (id === 'eu' ? '欧盟' : undefined);

describe('conditions in words', () => {
  it('names fields, records, options and relative days', () => {
    expect(ruleWords(market, kind, 'zh', names)).toBe('国家/地区 包含任一 欧盟');
    expect(ruleWords(expiring, kind, 'zh', names)).toBe('到期日期 早于 6 个月后');
    expect(ruleWords(expiring, kind, 'en', names)).toBe('Valid to before 6 months from today');
    expect(ruleWords({ field: 'status', operator: '=', value: 'expired' }, kind, 'en', names)).toBe(
      'Status is Expired',
    );
    expect(ruleWords({ field: 'responsible', operator: '=', value: 'me' }, kind, 'zh', names)).toBe(
      '责任人 是 我',
    );
    expect(ruleWords({ field: 'responsible', operator: 'null', value: null }, kind, 'en', names)).toBe(
      'Responsible is empty',
    );
  });

  it('says or and not', () => {
    expect(ruleWords({ ...either, not: true }, kind, 'zh', names)).toBe(
      '不满足（国家/地区 包含任一 欧盟 或 到期日期 早于 6 个月后）',
    );
  });
});
