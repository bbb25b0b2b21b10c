/** What is required of whom, and how it stands on a day. */
import { queryOptions } from '@tanstack/react-query';
import type { Label } from '@/foundation/labels';
import { call } from './client';

export type CoverageState =
  | 'met'
  | 'met_expiring'
  | 'in_application'
  | 'suspended'
  | 'expired'
  | 'missing'
  | 'unknown_fact'
  | 'waived'
  | 'not_applicable';

export interface MatrixCell {
  state: CoverageState;
  counts: Partial<Record<CoverageState, number>>;
  total: number;
}

export interface MatrixRow {
  subject: { id: string; label: string };
  parent: string | null;
  cells: Record<string, MatrixCell>;
}

export interface Matrix {
  on: string;
  context: string;
  columns: ({ code: string } & Label)[];
  rows: MatrixRow[];
  next: string | null;
  states: Record<CoverageState, Label>;
}

export function matrixQuery(asked: Record<string, string | number | undefined>) {
  return queryOptions({
    queryKey: ['coverage', 'matrix', asked],
    queryFn: ({ signal }) => call<Matrix>('/coverage/matrix', { query: asked, signal }),
    staleTime: 0,
  });
}
