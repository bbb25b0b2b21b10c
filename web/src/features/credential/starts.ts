import { isRef, learnName } from '@/api/names';
import { addDays } from '@/foundation/dates';
import type { Clause } from './shapes';

/** A new term follows the old one and runs as long as its type says. */
export function nextTerm(values: Record<string, unknown>, today: string): Record<string, unknown> {
  const ends = typeof values.valid_to === 'string' ? values.valid_to : null;
  const renewal = values.renewal as { proposed_valid_to?: string | null } | null | undefined;
  const follows = ends ? addDays(ends, 1) : today;
  return {
    valid_from: follows > today ? follows : today,
    ...(renewal?.proposed_valid_to ? { valid_to: renewal.proposed_valid_to } : {}),
    ...(isRef(values.issuer) ? { issuer: values.issuer.id } : {}),
    ...(typeof values.currency === 'string' ? { currency: values.currency } : {}),
  };
}

/** The duty that is due next is the one most likely done. */
export function openDuty(values: Record<string, unknown>, today: string): Record<string, unknown> {
  const duties = (values.duties as { code: string; state: string; due_on: string }[] | undefined) ?? [];
  const next = duties
    .filter((one) => one.state === 'open' || one.state === 'overdue')
    .sort((a, b) => a.due_on.localeCompare(b.due_on))[0];
  return { done_on: today, ...(next ? { code: next.code } : {}) };
}

function ids(refs: { id: string; label: string }[] | undefined): string[] {
  for (const one of refs ?? []) learnName(one.id, one.label);
  return (refs ?? []).map((one) => one.id);
}

function codes(acts: Clause['acts']): string[] {
  return (acts ?? []).map((act) => (typeof act === 'string' ? act : act.code));
}

function parts(scope: Omit<Clause, 'n'>): Record<string, unknown> {
  return {
    markets: ids(scope.markets),
    products: ids(scope.products),
    excluded_products: ids(scope.excluded_products),
    subjects: ids(scope.subjects),
    standards: scope.standards ?? [],
    acts: codes(scope.acts),
  };
}

/** The scope is changed from what it is: nobody should have to enter it again to add a market. */
export function presentScope(values: Record<string, unknown>): Record<string, unknown> {
  const scope = values.scope as Omit<Clause, 'n'> | undefined;
  if (!scope) return {};
  return {
    ...parts(scope),
    exclusions: scope.exclusions ?? [],
    scope_notes: scope.notes ?? [],
    scope_text: scope.text ?? '',
  };
}

/** The clauses there are; a scope without any is its own first clause. */
export function presentClauses(values: Record<string, unknown>): Record<string, unknown> {
  const clauses = values.clauses as Clause[] | undefined;
  const scope = values.scope as Omit<Clause, 'n'> | undefined;
  if (clauses?.length)
    return {
      clauses: clauses.map((one) => ({
        n: one.n,
        title: one.title ?? '',
        ...parts(one),
        starts: one.starts ?? null,
        ends: one.ends ?? null,
        product_rule: one.product_rule ?? null,
        text: one.text ?? '',
      })),
    };
  return scope ? { clauses: [{ n: 1, ...parts(scope) }] } : {};
}
