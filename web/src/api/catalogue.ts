import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { KindSpec } from '@/foundation/catalogue';
import { call } from './client';

export interface Catalogue {
  kinds: KindSpec[];
  byName: Map<string, KindSpec>;
}

export const catalogueQuery = queryOptions({
  queryKey: ['catalogue'],
  queryFn: async () => (await call<{ kinds: KindSpec[] }>('/catalogue')).kinds,
  staleTime: 5 * 60_000,
});

/** What rules ask of subjects, as if it were a kind of record: conditions are written over it. */
export const FACTS = 'fact';
export const factsQuery = queryOptions({
  queryKey: ['catalogue', FACTS],
  queryFn: () => call<KindSpec>('/coverage/facts'),
  staleTime: 5 * 60_000,
});

export function useCatalogue(): Catalogue {
  const kinds = useQuery(catalogueQuery).data;
  return useMemo(() => {
    const list = kinds ?? [];
    return { kinds: list, byName: new Map(list.map((kind) => [kind.name, kind])) };
  }, [kinds]);
}

export function useKind(name: string): KindSpec | undefined {
  return useCatalogue().byName.get(name);
}
