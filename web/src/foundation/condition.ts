/** Conditions are the server's query trees (react-querybuilder JSON); the client builds, joins and shows them. */
export interface Rule {
  field: string;
  operator: string;
  value: unknown;
  id?: string;
}

export interface Group {
  combinator: 'and' | 'or';
  not?: boolean;
  rules: (Rule | Group)[];
  id?: string;
}

export type Condition = Group;

export function isGroup(value: unknown): value is Group {
  return (
    typeof value === 'object' &&
    value !== null &&
    'rules' in value &&
    Array.isArray((value as { rules: unknown }).rules)
  );
}

export function isRule(value: unknown): value is Rule {
  return typeof value === 'object' && value !== null && 'field' in value && 'operator' in value;
}

export const EVERYTHING: Condition = { combinator: 'and', rules: [] };

/** Any tree the server or a link may send, as one group. */
export function asCondition(value: unknown): Condition | null {
  if (isGroup(value)) return value;
  if (isRule(value)) return { combinator: 'and', rules: [value] };
  return null;
}

export function isEmpty(condition: Condition | null | undefined): boolean {
  return !condition || condition.rules.length === 0;
}

/** Both must hold; plain `and` groups are flattened so that each part stays one chip. */
export function both(a: Condition | null, b: Condition | null): Condition | null {
  if (isEmpty(a)) return isEmpty(b) ? null : b;
  if (isEmpty(b)) return a;
  const parts = [a as Condition, b as Condition].flatMap((one) =>
    one.combinator === 'and' && !one.not ? one.rules : [one],
  );
  const seen = new Set<string>();
  const rules = parts.filter((part) => {
    const key = JSON.stringify(stripIds(part));
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return { combinator: 'and', rules };
}

/** The parts a person sees as removable chips: the members of an outer `and`, or the whole tree as one. */
export function parts(condition: Condition | null): (Rule | Group)[] {
  if (isEmpty(condition)) return [];
  const tree = condition as Condition;
  return tree.combinator === 'and' && !tree.not ? tree.rules : [tree];
}

export function without(condition: Condition | null, index: number): Condition | null {
  const left = parts(condition).filter((_, at) => at !== index);
  return left.length ? { combinator: 'and', rules: left } : null;
}

/** Query-builder bookkeeping (ids, value sources) is not part of the condition. */
export function stripIds<T extends Rule | Group>(node: T): T {
  if (isGroup(node)) {
    const group: Group = { combinator: node.combinator, rules: node.rules.map((one) => stripIds(one)) };
    if (node.not) group.not = true;
    return group as T;
  }
  const rule = node as Rule;
  const value = isGroup(rule.value) ? stripIds(rule.value) : rule.value;
  return { field: rule.field, operator: rule.operator, value } as T;
}

/** Rules whose value is still missing are left out, so that a half-written filter never answers "nothing found". */
export function complete(condition: Condition): Condition | null {
  const rules = condition.rules
    .map((node) => (isGroup(node) ? complete(node) : hasValue(node) ? node : null))
    .filter((node): node is Rule | Group => node !== null);
  return rules.length ? { ...condition, rules } : null;
}

const VALUELESS = new Set(['null', 'notNull', 'empty', 'notEmpty', 'is_empty', 'is_not_empty']);

export function needsValue(operator: string): boolean {
  return !VALUELESS.has(operator);
}

function hasValue(rule: Rule): boolean {
  if (!needsValue(rule.operator)) return true;
  if (Array.isArray(rule.value)) return rule.value.length > 0 && rule.value.every((one) => one !== '');
  if (isGroup(rule.value)) return complete(rule.value) !== null;
  return rule.value !== '' && rule.value !== null && rule.value !== undefined;
}
