import { fieldOf, type KindSpec } from '@/foundation/catalogue';
import type { Condition } from '@/foundation/condition';

interface QuickCondition {
  zh: string;
  en: string;
  condition: Condition;
  fits: (kind: KindSpec) => boolean;
}

function has(field: string) {
  return (kind: KindSpec) => fieldOf(kind, field)?.filter === true;
}

function all(...rules: Condition['rules']): Condition {
  return { combinator: 'and', rules };
}

/** Conditions people ask for first; offered where the kind has the fields they need. */
export const QUICK_CONDITIONS: QuickCondition[] = [
  {
    zh: '3 个月内到期',
    en: 'Expires within 3 months',
    condition: all(
      { field: 'valid_to', operator: '>=', value: 'today' },
      { field: 'valid_to', operator: '<=', value: '+3m' },
    ),
    fits: has('valid_to'),
  },
  {
    zh: '6 个月内到期',
    en: 'Expires within 6 months',
    condition: all(
      { field: 'valid_to', operator: '>=', value: 'today' },
      { field: 'valid_to', operator: '<=', value: '+6m' },
    ),
    fits: has('valid_to'),
  },
  {
    zh: '已过期',
    en: 'Expired',
    condition: all({ field: 'valid_to', operator: '<', value: 'today' }),
    fits: has('valid_to'),
  },
  {
    zh: '我负责的',
    en: 'I am responsible',
    condition: all({ field: 'responsible', operator: '=', value: 'me' }),
    fits: has('responsible'),
  },
  {
    zh: '没有责任人',
    en: 'Nobody responsible',
    condition: all({ field: 'responsible', operator: 'null', value: null }),
    fits: has('responsible'),
  },
];
