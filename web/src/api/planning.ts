/** What it takes to enter markets: nothing is written by asking. */
import { queryOptions } from '@tanstack/react-query';
import type { Label } from '@/foundation/labels';
import type { RunningCase } from './applying';
import { call } from './client';
import type { FactAsked } from './coverage';

export type Prefer = 'fewest' | 'quickest' | 'cheapest';

export interface PlanQuestion {
  subject: string;
  markets: string[];
  begin?: string;
  ready_by?: string;
  prefer: Prefer;
}

export interface PlanTime {
  source: 'learned' | 'type' | 'unknown';
  days: number | null;
  p50?: number;
  p80?: number;
  cases?: number;
  certainty?: string;
}

export interface PlanCost {
  source: 'learned' | 'type' | 'unknown';
  amount: string | null;
  currency: string;
  cases?: number;
}

export interface PlanItem {
  type: { code: string } & Label;
  mandatory: boolean;
  time: PlanTime;
  cost: PlanCost;
  papers: ({ code: string } & Label)[];
  after: string[];
  needed_by: string[];
  start_on: string;
  ready_on: string;
  safe_on: string;
  start_by: string | null;
  /** applications that run for it, and whether they leave nobody out */
  cases: RunningCase[];
  under_way: boolean;
  serves: { market: string; rule: string; subjects: string[] }[];
}

export interface PlanEnds {
  earliest: string;
  earliest_safe: string;
  in_time: boolean | null;
  start_by: string | null;
  without_lead_time: string[];
  cost: { currency: string; amount: string }[];
  without_cost: string[];
}

export interface PlanRoute extends PlanEnds {
  prefer: Prefer;
  types: string[];
}

export interface PlanRule extends Label {
  code: string;
  severity: string;
  certainty: string;
  legal_basis: string;
}

export interface PlanReason {
  rule: PlanRule;
  market: string;
  state: string;
  state_label: Label;
  subjects: string[];
  ways: {
    chosen: boolean;
    types: ({
      code: string;
      held: boolean;
      time: PlanTime;
      cost: PlanCost;
      recognised_from: string[];
    } & Label)[];
  }[];
}

export interface Plan extends PlanEnds {
  begin: string;
  ready_by: string | null;
  prefer: Prefer;
  items: PlanItem[];
  routes: PlanRoute[];
  rules: PlanReason[];
  met: {
    market: string;
    rule: PlanRule;
    type: string;
    credential: string;
    state: string;
    subjects: string[];
  }[];
  undecided: PlanRule[];
  /** the facts of the product that would decide them */
  questions: FactAsked[];
}

export function planQuery(asked: PlanQuestion | null) {
  return queryOptions({
    queryKey: ['coverage', 'plan', asked],
    queryFn: ({ signal }) => call<Plan>('/coverage/plan', { method: 'POST', body: asked, signal }),
    enabled: asked !== null,
    staleTime: 0,
  });
}
