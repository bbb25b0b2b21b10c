/** The costs of a plan, or of what replaces something lost, as budget lines. */
import { queryOptions } from '@tanstack/react-query';
import type { Label } from '@/foundation/labels';
import { address, call } from './client';
import type { Loss } from './losing';
import type { PlanQuestion } from './planning';

interface Money {
  unit: { id: string } & Label;
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

/** Whose costs: where the lines are, and the question as parameters. */
export interface BudgetOf {
  path: '/coverage/plan/budget' | '/coverage/losing/budget';
  query: Record<string, string>;
}

export function budgetOfPlan(question: PlanQuestion): BudgetOf {
  const query = {
    subject: question.subject,
    markets: question.markets.join(','),
    prefer: question.prefer,
    ...(question.begin ? { begin: question.begin } : {}),
    ...(question.ready_by ? { ready_by: question.ready_by } : {}),
  };
  return { path: '/coverage/plan/budget', query };
}

export function budgetOfLoss(loss: Loss): BudgetOf {
  return { path: '/coverage/losing/budget', query: { ...loss } };
}

export function budgetQuery(asked: BudgetOf) {
  return queryOptions({
    queryKey: ['coverage', 'budget', asked],
    queryFn: ({ signal }) => call<Budget>(asked.path, { query: asked.query, signal }),
    staleTime: 0,
  });
}

export function budgetFile(asked: BudgetOf, format: 'xlsx' | 'csv'): string {
  return address(`${asked.path}/export`, { ...asked.query, format });
}
