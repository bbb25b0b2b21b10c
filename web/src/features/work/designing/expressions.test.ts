import { describe, expect, it } from 'vitest';
import type { Condition } from '@/foundation/condition';
import { expressionOf, treeOf } from './expressions';

describe('conditions of branches as trees', () => {
  it('reads what chains and other tools write', () => {
    expect(treeOf('#{amount >= 10000}')).toEqual({
      combinator: 'and',
      rules: [{ field: 'amount', operator: '>=', value: '10000' }],
    });
    expect(treeOf('#{inspection}')).toEqual({
      combinator: 'and',
      rules: [{ field: 'inspection', operator: '=', value: true }],
    });
    expect(treeOf("a == 'x' or not b == false")).toEqual({
      combinator: 'or',
      rules: [
        { field: 'a', operator: '=', value: 'x' },
        { combinator: 'and', not: true, rules: [{ field: 'b', operator: '=', value: false }] },
      ],
    });
    expect(treeOf("预算 > 5 && subject.status == 'valid'")?.rules).toHaveLength(2);
  });

  it('leaves what is more than a tree as text', () => {
    for (const text of ['a + 1 > 2', '1 < a', 'a == b', 'a ==', '(a', 'a b', '', 'a == null', '§'])
      expect(treeOf(text), text).toBeNull();
  });

  it('what it writes it reads back as the same', () => {
    const trees: Condition[] = [
      { combinator: 'and', rules: [{ field: 'amount', operator: '>=', value: '-12.5' }] },
      {
        combinator: 'or',
        rules: [
          { field: 'a', operator: '=', value: "it's \\ so" },
          {
            combinator: 'and',
            rules: [
              { field: 'b', operator: '!=', value: true },
              { field: '城市', operator: '=', value: '宁波' },
            ],
          },
        ],
      },
      {
        combinator: 'and',
        not: true,
        rules: [
          { field: 'b', operator: '<', value: '2026-01-31' },
          { field: 'c', operator: '=', value: false },
        ],
      },
    ];
    for (const tree of trees) expect(treeOf(expressionOf(tree))).toEqual(tree);
  });

  it('says nothing for nothing', () => {
    expect(expressionOf(null)).toBe('');
    expect(expressionOf({ combinator: 'and', rules: [] })).toBe('');
  });
});
