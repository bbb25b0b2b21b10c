import { isRef } from '@/api/names';
import { addDays } from '@/foundation/dates';

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
