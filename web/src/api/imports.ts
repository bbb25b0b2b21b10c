/** Imports: one uploaded file on its way into the register. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Label } from '@/foundation/labels';
import { address, call, upload } from './client';
import { refreshAfterWrite } from './records';

export type ImportState =
  | 'analysing'
  | 'mapping'
  | 'checking'
  | 'checked'
  | 'committing'
  | 'committed'
  | 'undoing'
  | 'undone'
  | 'cancelled'
  | 'failed';

export interface ImportColumn {
  index: number;
  letter: string;
  heading: string;
  filled: number;
  distinct: number;
  samples: string[];
  type: string;
  order: string;
  order_proven: boolean;
  unsure_dates?: boolean;
}

export interface ImportTable {
  id: string;
  sheet: number;
  sheet_name: string;
  title: string;
  /** 1-based row numbers, as in the user's sheet */
  header_rows: number[];
  first_row: number;
  last_row: number;
  rows: number;
  columns: ImportColumn[];
}

export interface MappedColumn {
  column: number;
  letter: string;
  heading: string;
  field: string | null;
  score: number;
  reason: Label | null;
  options: Record<string, unknown>;
  others: { field: string; score: number; reason: Label | null }[];
}

export interface ImportMapping {
  table: string;
  columns: MappedColumn[];
  defaults?: Record<string, unknown>;
  keys?: string[];
  mode?: ImportMode;
  blanks?: 'keep' | 'clear';
}

export type ImportMode = 'create_update' | 'create_only' | 'update_only';

export interface ImportTarget {
  name: string;
  label: Label;
  type: string;
  required: boolean;
  ref: string;
  group: string;
  options: string[];
}

export interface Decision {
  do: 'create' | 'map' | 'skip';
  id?: string;
  /** kind of the new record, where several are possible */
  as?: string;
}

export interface Proposal {
  kind: string;
  value: string;
  rows: number;
  suggestions: { id: string; label: string; score: number }[];
  decision: Decision | null;
  may_create: boolean;
  /** kinds a new record may be, and the one it would be */
  creates?: string[];
  as?: string;
}

export interface ImportRun {
  id: string;
  kind: string;
  state: ImportState;
  busy: boolean;
  file_name: string;
  size: number;
  format: string;
  created_at: string;
  created_by: { id: string; name: string } | null;
  committed_at: string | null;
  undone_at: string | null;
  error: { code: string; message: string } | null;
  progress: { phase: string; done: number; total: number; percent: number };
  counts: Record<CountName, number>;
  reading: { encoding?: string; delimiter?: string };
  sheets: { index: number; name: string; hidden: boolean; rows: number; columns: number }[];
  tables: ImportTable[];
  mapping: ImportMapping | null;
  targets: ImportTarget[];
  keys: string[][];
  proposals: Proposal[];
  made: { kind: string; value: string; id: string }[];
}

export type CountName =
  | 'rows'
  | 'created'
  | 'updated'
  | 'unchanged'
  | 'rejected'
  | 'duplicates'
  | 'skipped'
  | 'warnings';

export interface RowMessage {
  level: 'error' | 'warning' | 'info';
  field: string;
  column: string | null;
  code: string;
  message: string;
}

export interface ImportRow {
  row: number;
  state: string;
  record: { id: string } | null;
  cells: string[];
  changes: { field: string; old: unknown; new: unknown }[];
  messages: RowMessage[];
}

export interface MappingChange {
  table?: string;
  columns?: { column: number; field: string | null; options?: Record<string, unknown> }[];
  defaults?: Record<string, unknown>;
  keys?: string[];
  mode?: ImportMode;
  blanks?: 'keep' | 'clear';
  decisions?: { kind: string; value: string; do: Decision['do'] | null; id?: string; as?: string }[];
  create_missing?: string[];
  reading?: { encoding?: string; delimiter?: string };
  sheet?: number;
  header_row?: number;
  last_header_row?: number;
}

export const POLL_MS = 700;

export function importQuery(id: string) {
  return queryOptions({
    queryKey: ['import', id],
    queryFn: ({ signal }) => call<ImportRun>(`/imports/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.busy ? POLL_MS : false),
    staleTime: 0,
  });
}

/** Rows of the last dry run or commit; `stamp` changes whenever they are made anew. */
export function importRowsQuery(id: string, state: string, after: number, stamp: string) {
  return queryOptions({
    queryKey: ['import-rows', id, state, after, stamp],
    queryFn: ({ signal }) =>
      call<{ items: ImportRow[]; next: number | null }>(`/imports/${id}/rows`, {
        query: { state, after, limit: 50 },
        signal,
      }),
  });
}

export function startImport(kind: string, file: File, onProgress: (share: number) => void) {
  const form = new FormData();
  form.append('kind', kind);
  form.append('file', file, file.name);
  return upload<ImportRun>('/imports', form, onProgress);
}

export type ImportStep = 'dry-run' | 'commit' | 'undo' | 'cancel';

/** Changes the mapping or takes the next step; the answer replaces the import shown. */
export function useImportActions(id: string) {
  const client = useQueryClient();
  const keep = (run: ImportRun) => {
    client.setQueryData(importQuery(id).queryKey, run);
    if (!run.busy) void client.invalidateQueries({ queryKey: ['import-rows', id] });
  };
  const change = useMutation({
    mutationFn: (body: MappingChange) => call<ImportRun>(`/imports/${id}/mapping`, { method: 'PUT', body }),
    onSuccess: keep,
  });
  const step = useMutation({
    mutationFn: (name: ImportStep) => call<ImportRun>(`/imports/${id}/${name}`, { method: 'POST', body: {} }),
    onSuccess: (run) => {
      keep(run);
      void refreshAfterWrite(client, run.kind);
    },
  });
  return { change, step };
}

export function reportAddress(id: string): string {
  return address(`/imports/${id}/report`);
}

export function templateAddress(kind: string): string {
  return address('/imports/template', { kind });
}
