/** Kept questions of entering markets, asked again today. */
import { queryOptions } from '@tanstack/react-query';
import type { Label } from '@/foundation/labels';
import { call } from './client';
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

export interface Compared {
  id: string;
  number: string;
  title: string;
  subject: { id: string; label: string };
  markets: string[];
  begin: string;
  ready_by: string | null;
  prefer: Prefer;
  prefer_label: Label;
  archived: boolean;
  at_saving: Figures;
  now: Figures | null;
  trouble: string;
}

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
