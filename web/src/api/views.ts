import { queryOptions } from '@tanstack/react-query';
import { asCondition, type Condition } from '@/foundation/condition';
import type { Label } from '@/foundation/labels';
import { call } from './client';
import type { RecordPage } from './records';

/** A saved view: what a list shows, under a name. */
export interface SavedView {
  id: string;
  version: number;
  name: Label;
  kind: string;
  condition: Condition | null;
  q: string;
  columns: string[];
  sort: string;
  sharing: 'mine' | 'team' | 'default';
}

const FIELDS = ['name', 'name_en', 'kind', 'condition', 'words', 'columns', 'sort', 'sharing', 'position'];

function readView(row: Record<string, unknown>): SavedView {
  const name = String(row.name ?? '');
  return {
    id: String(row.id),
    version: Number(row.version),
    name: { zh: name, en: String(row.name_en || name) },
    kind: String(row.kind ?? ''),
    condition: asCondition(row.condition),
    q: String(row.words ?? ''),
    columns: Array.isArray(row.columns) ? row.columns.map(String) : [],
    sort: String(row.sort ?? ''),
    sharing: row.sharing === 'team' || row.sharing === 'default' ? row.sharing : 'mine',
  };
}

/** The views of one kind this person may use, in their order. */
export function viewsQuery(kind: string) {
  return queryOptions({
    queryKey: ['records', 'saved_view', 'views', kind],
    queryFn: async ({ signal }) => {
      const page = await call<RecordPage>('/records/saved_view/query', {
        method: 'POST',
        body: {
          limit: 100,
          sort: 'position',
          fields: FIELDS,
          count: false,
          condition: { combinator: 'and', rules: [{ field: 'kind', operator: '=', value: kind }] },
        },
        signal,
      });
      return page.items.map(readView);
    },
    staleTime: 60_000,
  });
}
