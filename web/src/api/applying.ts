/** Applications for what is lacking: which run, which may be started, starting them. */
import { queryOptions } from '@tanstack/react-query';
import type { Label } from '@/foundation/labels';
import { call } from './client';
import type { CoverageAsked } from './coverage';
import type { Loss } from './losing';
import type { PlanQuestion } from './planning';

/** A running application; without an id where whoever asks may not see the case. */
export interface RunningCase {
  id: string | null;
  number: string;
  where: string;
}

type Named = { type: { code: string } & Label };

export interface Applied {
  process: Label | null;
  started: (Named & {
    case: { id: string; number: string; where: string };
    subjects: { id: string; label: string }[];
    markets: string[];
    already: RunningCase[];
  })[];
  refused: (Named & { code: string; message: string })[];
}

interface Startable {
  id: string;
  category: string;
  start: { inputs: { type: string; ref: string }[] };
}

/** The processes by which credentials are applied for. */
export function applicationsQuery(enabled: boolean) {
  return queryOptions({
    queryKey: ['startable', 'credential'],
    queryFn: ({ signal }) =>
      call<{ items: Startable[] }>('/processes/startable', { query: { kind: 'credential' }, signal }),
    enabled,
    staleTime: 60_000,
  });
}

/** Whether one of the processes applies for credentials of that kind of subject. */
export function appliesFor(kind: string, found: Startable[] | undefined): boolean {
  return (found ?? []).some((one) => {
    const asked = new Set(one.start.inputs.filter((input) => input.type === 'ref').map((input) => input.ref));
    return (
      one.category === 'application' &&
      asked.has('credential_type') &&
      (asked.has(kind) || asked.has('subject'))
    );
  });
}

export function applyForPlan(question: PlanQuestion, types: string[]): Promise<Applied> {
  return call<Applied>('/coverage/plan/applications', { method: 'POST', body: { ...question, types } });
}

export function applyForLoss(loss: Loss, types: string[]): Promise<Applied> {
  return call<Applied>('/coverage/losing/applications', { method: 'POST', body: { ...loss, types } });
}

export function applyForGap(asked: CoverageAsked, types: string[]): Promise<Applied> {
  const body = Object.fromEntries(
    Object.entries(asked).filter(([, value]) => value !== undefined && value !== ''),
  );
  return call<Applied>('/coverage/applications', { method: 'POST', body: { ...body, types } });
}
