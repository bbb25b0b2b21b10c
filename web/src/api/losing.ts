/** What would fall if something were lost: tried out, nothing is written. */
import { queryOptions } from '@tanstack/react-query';
import type { Label } from '@/foundation/labels';
import { call } from './client';
import type { CoverageState, Requirement } from './coverage';
import type { PlanEnds, PlanItem, PlanRule } from './planning';
import type { RelatedGroup } from './records';

export type LostKind = 'credential' | 'organisation' | 'standard' | 'person';

export interface Loss {
  kind: LostKind;
  record: string;
  on?: string;
  /** of a person who moves: the new post */
  role?: string;
}

export interface Fallen {
  on: string;
  total: number;
  /** of subjects that may not be named */
  hidden: number;
  subjects: number;
  places: {
    context: string;
    context_label: Label;
    code: string;
    label: Label | null;
    subjects: number;
    since: string;
  }[];
  touched: { subject: { id: string; label: string; kind: string }; requirements: number; since: string }[];
  items: {
    subject: { id: string; label: string };
    engagement: string;
    market: string;
    role: string;
    rule: PlanRule;
    type: string;
    will: Label;
    state: CoverageState;
    since: string;
  }[];
  missing: {
    rule: PlanRule;
    role: string;
    state: CoverageState;
    ways: ({ code: string } & Label)[][];
    asks: Requirement['asks'];
    limits: Requirement['limits'];
  }[];
  /** what the person's account answers for */
  handover: RelatedGroup[];
  /** of a person: whether a sign-in is tied to them; else nothing can be theirs */
  signs_in: boolean | null;
  vacated: { engagement: string; role: string; label: Label; place: string }[];
  replacement:
    | (PlanEnds & {
        items: PlanItem[];
        ready_by: string | null;
        /** the kinds of subject it is for */
        kinds: string[];
      })
    | null;
}

export function losingQuery(loss: Loss | null) {
  return queryOptions({
    queryKey: ['coverage', 'losing', loss],
    queryFn: ({ signal }) => call<Fallen>('/coverage/losing', { method: 'POST', body: loss, signal }),
    enabled: loss !== null,
    staleTime: 0,
    retry: false,
  });
}
