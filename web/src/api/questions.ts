import { queryOptions } from '@tanstack/react-query';
import { asCondition, type Condition } from '@/foundation/condition';
import type { Label } from '@/foundation/labels';
import { call } from './client';
import { learnName } from './names';

export interface ParsedText {
  condition: Condition | null;
  text: string;
  sentence: Label | null;
  unknown: string[];
}

/** Understands a typed condition or plain sentence. */
export async function parseText(kind: string, text: string): Promise<ParsedText> {
  const answer = await call<{ condition: unknown; text: string; sentence: Label | null; unknown?: string[] }>(
    '/conditions/parse',
    { method: 'POST', body: { kind, text } },
  );
  return {
    condition: asCondition(answer.condition),
    text: answer.text,
    sentence: answer.sentence,
    unknown: answer.unknown ?? [],
  };
}

/** A condition as the text that means it. */
export async function textOf(kind: string, condition: Condition): Promise<string> {
  const body = { kind, condition };
  return (await call<{ text: string }>('/conditions/parse', { method: 'POST', body })).text;
}

export interface Suggestion {
  id: string;
  label: string;
  detail?: string | null;
}

export function suggestQuery(kind: string, q: string) {
  return queryOptions({
    queryKey: ['suggest', kind, q],
    queryFn: async ({ signal }) => {
      const found = await call<Suggestion[]>(`/suggest/${kind}`, { query: { q }, signal });
      for (const one of found) learnName(one.id, one.label);
      return found;
    },
    staleTime: 30_000,
  });
}

export interface SearchHit {
  kind: string;
  id: string;
  label: string;
  detail?: string | null;
}

export function searchQuery(q: string) {
  return queryOptions({
    queryKey: ['search', q],
    queryFn: async ({ signal }) => {
      const answer = await call<SearchHit[] | { items: SearchHit[] }>('/search', { query: { q }, signal });
      return Array.isArray(answer) ? answer : answer.items;
    },
    staleTime: 15_000,
    enabled: q.trim().length > 0,
  });
}

export interface Figure {
  count: number;
  kind?: string;
  condition: unknown;
  label?: Label | string;
}

export interface HomeBoard {
  attention: (Figure & { key: string })[];
  by_month: (Figure & { month: string })[];
  by_status: (Figure & { status: string })[];
  by_type: (Figure & { id?: string })[];
}

export const homeQuery = queryOptions({
  queryKey: ['dashboard', 'home'],
  queryFn: ({ signal }) => call<HomeBoard>('/dashboard/home', { signal }),
});
