import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { type AsOf, asOfParts, NOW } from '@/foundation/asof';
import type { Condition } from '@/foundation/condition';
import type { Label } from '@/foundation/labels';
import { address, call } from './client';
import { learnNames } from './names';

export interface Ref {
  id: string;
  label: string;
}

export type RecordRow = { id: string; version: number } & Record<string, unknown>;

export interface RecordPage {
  items: RecordRow[];
  next: string | null;
  count: number | null;
  capped: boolean;
  /** the times the answer is about; absent where the server tells the present only */
  as_of?: { on: string; known: string | null };
}

export interface RecordDetail {
  id: string;
  kind: string;
  version: number;
  values: Record<string, unknown>;
  actions: string[];
  archived?: boolean;
  extra: Record<string, unknown>;
  as_of?: { on: string; known: string | null };
}

export interface ListQuestion extends AsOf {
  condition?: Condition | null;
  q?: string;
  sort?: string;
  fields?: string[];
  view?: string;
  limit?: number;
}

function questionBody(question: ListQuestion): Record<string, unknown> {
  const body: Record<string, unknown> = { limit: question.limit ?? 50, ...asOfParts(question) };
  if (question.condition) body.condition = question.condition;
  if (question.q) body.q = question.q;
  if (question.sort) body.sort = question.sort;
  if (question.fields?.length) body.fields = question.fields;
  if (question.view) body.view = question.view;
  return body;
}

export function listQuery(kind: string, question: ListQuestion) {
  return infiniteQueryOptions({
    queryKey: ['records', kind, 'list', question],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const body = questionBody(question);
      if (pageParam) body.after = pageParam;
      body.count = !pageParam;
      const page = await call<RecordPage>(`/records/${kind}/query`, { method: 'POST', body, signal });
      learnNames(page.items);
      return page;
    },
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** Only how many there are: a list counts to 1,000 by the way, this goes on to 100,000. */
export function countQuery(kind: string, condition: Condition | null, q = '', asOf: AsOf = NOW) {
  return queryOptions({
    queryKey: ['records', kind, 'count', condition, q, asOfParts(asOf)],
    queryFn: async ({ signal }) =>
      call<RecordPage>(`/records/${kind}/query`, {
        method: 'POST',
        body: { ...questionBody({ ...asOf, condition, q, limit: 1 }), count: 'exact' },
        signal,
      }),
  });
}

export function detailQuery(kind: string, id: string, asOf: AsOf = NOW) {
  return queryOptions({
    queryKey: ['records', kind, 'detail', id, asOfParts(asOf)],
    queryFn: async ({ signal }) => {
      const detail = await call<RecordDetail>(`/records/${kind}/${id}`, {
        query: { ...asOfParts(asOf) },
        signal,
      });
      learnNames([detail.values]);
      return detail;
    },
  });
}

export interface HistoryChange {
  field: string;
  label: Label | string;
  old: unknown;
  new: unknown;
}

export interface HistoryItem {
  n: number;
  at: string;
  actor: { id: string; name: string } | null;
  action: string;
  label: Label | string;
  why: string | null;
  changes: HistoryChange[];
  seq: number | null;
}

export function historyQuery(kind: string, id: string) {
  return queryOptions({
    queryKey: ['records', kind, 'history', id],
    queryFn: ({ signal }) => call<{ items: HistoryItem[] }>(`/records/${kind}/${id}/history`, { signal }),
  });
}

/** Further facts about a record under its address: `deadlines`, `alerts`, `related`, `files`. */
export function aboutQuery<T>(kind: string, id: string, what: string, asOf: AsOf = NOW) {
  return queryOptions({
    queryKey: ['records', kind, what, id, asOfParts(asOf)],
    queryFn: ({ signal }) =>
      call<T>(`/records/${kind}/${id}/${what}`, { query: { ...asOfParts(asOf) }, signal }),
    retry: false,
  });
}

export interface CalendarItem {
  kind?: string;
  id: string;
  record_id?: string;
  title: string;
  number?: string | null;
  due_on: string;
  code?: string;
  label?: Label | string;
}

export function calendarQuery(
  kind: string,
  from: string,
  to: string,
  condition: Condition | null,
  q: string,
  asOf: AsOf = NOW,
) {
  return queryOptions({
    queryKey: ['records', kind, 'calendar', from, to, condition, q, asOfParts(asOf)],
    queryFn: ({ signal }) =>
      call<{ items: CalendarItem[] }>(`/records/${kind}/calendar`, {
        query: {
          from,
          to,
          condition: condition ? JSON.stringify(condition) : undefined,
          q,
          ...asOfParts(asOf),
        },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
}

export function exportAddress(kind: string, format: 'xlsx' | 'csv', question: ListQuestion): string {
  return address(`/records/${kind}/export`, {
    format,
    condition: question.condition ? JSON.stringify(question.condition) : undefined,
    q: question.q,
    sort: question.sort,
    fields: question.fields?.join(','),
    view: question.view,
    ...asOfParts(question),
  });
}

export interface ActionOutcome {
  id: string;
  version: number;
  number?: string | null;
  /** shown once, never to be asked for again */
  secret?: string;
}

export interface ActionCall {
  kind: string;
  action: string;
  id?: string | null;
  version?: number | null;
  payload: unknown;
  /** under which its progress can be asked (`progressKey`) */
  progress?: string;
}

function actionHeaders({ version, progress }: ActionCall): Record<string, string> {
  return {
    ...(version ? { 'If-Match': `"${version}"` } : {}),
    ...(progress ? { 'X-Progress': progress } : {}),
  };
}

function act<T>(asked: ActionCall, query: Record<string, number> = {}): Promise<T> {
  const { kind, action, id, payload } = asked;
  const options = { method: 'POST' as const, body: payload, headers: actionHeaders(asked) };
  return id
    ? call<T>(`/records/${kind}/${id}/${action}`, { ...options, query })
    : call<T>(`/records/${kind}`, { ...options, query: { action, ...query } });
}

export function perform(asked: ActionCall): Promise<ActionOutcome> {
  return act<ActionOutcome>(asked);
}

export interface ImpactSide {
  status: string | null;
  effective_to: string | null;
  state?: string | null;
  binding_code?: string;
  /** where it is no status of a credential */
  label?: Label;
}

/** Whom an action would reach. `hidden`: how many of them this person may not see. */
export interface Impact {
  /** what differs: `credential`, `obligation` */
  kinds?: string[];
  total: number;
  hidden: number;
  by_state: { state: string; label: Label; count: number }[];
  by_type: { label: Label; count: number }[];
  first_day: string | null;
  items: ImpactItem[];
}

export interface ImpactItem {
  id: string;
  number: string;
  title: string;
  was: ImpactSide;
  will: ImpactSide;
  /** of another kind than a credential: which, the market or place it is about, and from which day */
  kind?: string;
  where?: string;
  first_day?: string;
}

/** Asks what an action would change; nothing is changed. */
export async function previewImpact(asked: ActionCall): Promise<Impact> {
  return (await act<{ impact: Impact }>(asked, { preview: 1 })).impact;
}

export function usePerform() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: perform,
    onSuccess: (_, { kind }) => refreshAfterWrite(client, kind),
  });
}

/** After a write every list, count and dashboard may differ; new fields or types change the catalogue too. */
export function refreshAfterWrite(client: ReturnType<typeof useQueryClient>, kind: string): Promise<unknown> {
  const touched = [
    client.invalidateQueries({ queryKey: ['records'] }),
    client.invalidateQueries({ queryKey: ['dashboard'] }),
    client.invalidateQueries({ queryKey: ['pulse'] }),
  ];
  if (kind === 'custom_field' || kind === 'credential_type')
    touched.push(client.invalidateQueries({ queryKey: ['catalogue'] }));
  return Promise.all(touched);
}

export interface BulkCall {
  kind: string;
  action: string;
  ids?: string[];
  condition?: Condition | null;
  q?: string;
  payload: unknown;
  dry_run?: boolean;
}

export interface BulkOutcome {
  done: number;
  failed: { id: string; code: string; message: string }[];
}

export function bulk({ kind, action, ...body }: BulkCall): Promise<BulkOutcome> {
  return call<BulkOutcome>(`/records/${kind}/bulk/${action}`, { method: 'POST', body });
}

/** Records of one kind that name another one in a field: how many, and the condition that opens them. */
export interface RelatedGroup {
  kind: string;
  label: Label;
  field: string;
  field_label: Label;
  count: number;
  capped: boolean;
  condition: unknown;
}
