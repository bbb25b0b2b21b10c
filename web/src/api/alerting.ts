import { queryOptions } from '@tanstack/react-query';
import type { Label } from '@/foundation/labels';
import { address, call } from './client';

/** Whether the alerting itself is well, and what went out today. */
export interface AlertHealth {
  ok: boolean;
  problems: { code: string; text: Label }[];
  today: { due: number; sent: number; confirmed: number };
  line: Label;
}

export const healthQuery = queryOptions({
  queryKey: ['alerts', 'health'],
  queryFn: ({ signal }) => call<AlertHealth>('/alerts/health', { signal }),
  refetchInterval: 120_000,
  staleTime: 60_000,
});

export interface DrillItem {
  record: string;
  kind: string;
  number: string;
  title: string;
  due_on: string;
  label: Label;
  stage: Label;
  recipient: { id: string; label: string } | null;
  reached: Label | null;
  channels: string[];
}

export interface Drill {
  on: string;
  count: number;
  people: [string, number][];
  items: DrillItem[];
}

export function drillQuery(on: string) {
  return queryOptions({
    queryKey: ['alerts', 'drill', on],
    queryFn: ({ signal }) => call<Drill>('/alerts/drill', { query: { on }, signal }),
    enabled: on !== '',
  });
}

export interface Gaps {
  until: string;
  counts: Record<string, number>;
  labels: Record<string, Label>;
  items: {
    why: string;
    label: Label;
    kind: string;
    id: string;
    number: string;
    title: string;
    due_on: string;
  }[];
}

export const gapsQuery = queryOptions({
  queryKey: ['alerts', 'unreached'],
  queryFn: ({ signal }) => call<Gaps>('/alerts/unreached', { signal }),
  staleTime: 60_000,
});

/** What an independent calculation found beside what exists. */
export interface Compared {
  ok: boolean;
  owed: number;
  lost: number;
  undelivered: number;
  stale: number;
  waiting: number;
}

export function compare(): Promise<Compared> {
  return call<Compared>('/alerts/reconcile', { method: 'POST', body: {} });
}

export function packAddress(format: 'pdf' | 'xlsx'): string {
  return address('/alerts/pack', { format });
}

export function ledgerAddress(format: 'xlsx' | 'csv'): string {
  return address('/alerts/ledger', { format });
}

const POLICY_FIELDS = [
  'code', 'name', 'name_en', 'kind', 'deadlines', 'types', 'condition', 'stages', 'recipients', 'channels',
  'levels', 'ladder', 'anchor', 'working_days', 'hold', 'rank',
]; // biome-ignore format: a list of names

/** The form of a policy as its page shows it. */
export function policyForm(values: Record<string, unknown>): Record<string, unknown> {
  const form: Record<string, unknown> = {};
  for (const name of POLICY_FIELDS) {
    const value = values[name];
    if (value === null || value === undefined) continue;
    form[name] = name === 'anchor' && typeof value === 'object' ? (value as { value: string }).value : value;
  }
  return form;
}

export interface Tried {
  since: string;
  until: string;
  notices: number;
  records: number;
  nobody: number;
  by_month: Record<string, number>;
  by_person: [string, number][];
  busiest: [string, number] | null;
}

export function sentenceQuery(id: string, version: number, form: Record<string, unknown>) {
  return queryOptions({
    queryKey: ['alerts', 'policy', id, version],
    queryFn: () => call<{ sentence: Label }>('/alerts/policies/preview', { method: 'POST', body: form }),
  });
}

/** The words of a policy that is still being filled in. */
export function draftQuery(form: Record<string, unknown>) {
  return queryOptions({
    queryKey: ['alerts', 'draft', form],
    queryFn: () => call<{ sentence: Label }>('/alerts/policies/preview', { method: 'POST', body: form }),
    retry: false,
    staleTime: 60_000,
  });
}

export function tryOut(form: Record<string, unknown>): Promise<Tried> {
  return call<Tried>('/alerts/policies/backtest', { method: 'POST', body: form });
}
