import { queryOptions } from '@tanstack/react-query';
import { asCondition, type Condition } from '@/foundation/condition';
import { call } from './client';
import type { RecordPage } from './records';

/** A saved view: what a list shows, under a name. */
export interface SavedView {
  id: string;
  version: number;
  name: string;
  kind: string;
  condition: Condition | null;
  columns: string[];
  sort: string;
  sharing: 'mine' | 'team' | 'default';
  isDefault: boolean;
}

function words(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' && value ? value.split(',') : [];
}

function readView(row: Record<string, unknown>): SavedView {
  const sharing = String(row.sharing ?? row.scope ?? row.audience ?? 'mine');
  return {
    id: String(row.id),
    version: Number(row.version),
    name: String(row.name ?? row.title ?? ''),
    kind: String(row.kind ?? row.target_kind ?? row.record_kind ?? ''),
    condition: asCondition(row.condition),
    columns: words(row.columns ?? row.fields),
    sort: String(row.sort ?? ''),
    sharing: sharing === 'team' || sharing === 'default' ? sharing : 'mine',
    isDefault: row.is_default === true || sharing === 'default',
  };
}

export function viewsQuery(fields: string[]) {
  return queryOptions({
    queryKey: ['records', 'saved_view', 'views'],
    queryFn: async ({ signal }) => {
      const page = await call<RecordPage>('/records/saved_view/query', {
        method: 'POST',
        body: { limit: 200, fields, count: false },
        signal,
      });
      return page.items.map(readView);
    },
    staleTime: 60_000,
  });
}
