import { fieldOf, type KindSpec } from '@/foundation/catalogue';
import type { Condition, Rule } from '@/foundation/condition';

function mine(kind: KindSpec): Rule[] {
  return fieldOf(kind, 'recipient') ? [{ field: 'recipient', operator: '=', value: 'me' }] : [];
}

export function openAlerts(kind: KindSpec): Condition {
  return {
    combinator: 'and',
    rules: [...mine(kind), { field: 'state', operator: '=', value: 'open' }],
  };
}

export function answeredAlerts(kind: KindSpec): Condition {
  return {
    combinator: 'and',
    rules: [...mine(kind), { field: 'state', operator: 'in', value: ['acknowledged', 'closed'] }],
  };
}

export function allAlerts(kind: KindSpec): Condition {
  return { combinator: 'and', rules: mine(kind) };
}
