/** Kept questions of entering markets and of losing something, asked again today. */
import { queryOptions } from '@tanstack/react-query';
import type { Label } from '@/foundation/labels';
import { call } from './client';
import type { Fallen, LostKind } from './losing';
import type { PlanCost, PlanEnds, PlanTime, Prefer } from './planning';

export interface ScenarioItem extends Label {
  code: string;
  mandatory: boolean;
  time: PlanTime;
  cost: PlanCost;
  start_on: string;
  ready_on: string;
}

export interface Figures extends PlanEnds {
  /** the day on which they were worked out */
  on: string;
  begin: string;
  items: ScenarioItem[];
  undecided: string[];
}

/** What falls by a loss, and what replaces it; without days where nothing falls. */
export interface LossFigures extends Omit<PlanEnds, 'earliest' | 'earliest_safe'> {
  on: string;
  begin: string;
  total: number;
  hidden: number;
  subjects: number;
  engagements: number;
  first: string | null;
  places: Fallen['places'];
  rules: ({ code: string; requirements: number; since: string } & Label)[];
  /** records that somebody else would have to answer for; absent where saved before they were counted */
  handover?: number;
  /** posts left vacant */
  vacated: number;
  /** rules that a new post does not meet */
  missing: string[];
  earliest: string | null;
  earliest_safe: string | null;
  items: ScenarioItem[];
}

interface Kept<F> {
  id: string;
  number: string;
  title: string;
  begin: string;
  archived: boolean;
  at_saving: F;
  now: F | null;
  trouble: string;
}

export interface ComparedEntry extends Kept<Figures> {
  question: 'entry';
  subject: { id: string; label: string };
  markets: string[];
  ready_by: string | null;
  prefer: Prefer;
  prefer_label: Label;
}

export interface ComparedLoss extends Kept<LossFigures> {
  question: 'loss';
  /** without a label where whoever asks may not see it */
  lost: { kind: LostKind; id: string; label: string };
  role: string;
  role_label: Label | null;
}

export type Compared = ComparedEntry | ComparedLoss;

export function compareQuery(ids: string[]) {
  return queryOptions({
    queryKey: ['records', 'scenario', 'compare', ids],
    queryFn: ({ signal }) =>
      call<{ on: string; items: Compared[] }>('/coverage/scenarios', {
        method: 'POST',
        body: { ids },
        signal,
      }),
    enabled: ids.length > 0,
    staleTime: 0,
  });
}
