/** The costs of a plan as budget lines. */
import { queryOptions } from '@tanstack/react-query';
import type { Label } from '@/foundation/labels';
import { address, call } from './client';
import type { PlanQuestion } from './planning';

interface Money {
  unit: { id: string; label: string };
  year: number;
  quarter: number;
  currency: string;
  amount: string | null;
}

export interface BudgetLine extends Money {
  type: { code: string } & Label;
  mandatory: boolean;
  source: 'learned' | 'type' | 'unknown';
  start_on: string;
  ready_on: string;
}

export interface BudgetSum extends Money {
  count: number;
  unknown: number;
}

export interface Budget {
  lines: BudgetLine[];
  sums: BudgetSum[];
  total: { currency: string; amount: string }[];
  without_cost: string[];
}

function parameters(question: PlanQuestion): Record<string, string> {
  return {
    subject: question.subject,
    markets: question.markets.join(','),
    prefer: question.prefer,
    ...(question.begin ? { begin: question.begin } : {}),
    ...(question.ready_by ? { ready_by: question.ready_by } : {}),
  };
}

export function budgetQuery(question: PlanQuestion) {
  return queryOptions({
    queryKey: ['coverage', 'budget', question],
    queryFn: ({ signal }) => call<Budget>('/coverage/plan/budget', { query: parameters(question), signal }),
    staleTime: 0,
  });
}

export function budgetFile(question: PlanQuestion, format: 'xlsx' | 'csv'): string {
  return address('/coverage/plan/budget/export', { ...parameters(question), format });
}
