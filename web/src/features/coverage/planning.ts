import type { PlanQuestion, Prefer } from '@/api/planning';
import { isIsoDay } from '@/foundation/dates';
import type { WordKey } from '@/foundation/words';

/** What each route is called. */
export const PREFER_WORDS: Record<Prefer, WordKey> = {
  fewest: 'plan.fewest',
  quickest: 'plan.quickest',
  cheapest: 'plan.cheapest',
};

/** What the address of the plan says: the question asked, so that it can be sent to a colleague. */
export interface PlanSearch {
  subject?: string;
  /** ids of markets, separated by commas */
  markets?: string;
  begin?: string;
  by?: string;
  prefer?: Prefer;
}

const NAMES = ['subject', 'markets', 'begin', 'by'] as const;

export function readPlanSearch(raw: Record<string, unknown>): PlanSearch {
  const found: PlanSearch = {};
  for (const name of NAMES) {
    const value = raw[name];
    if (typeof value === 'string' && value) found[name] = value;
  }
  if (!isIsoDay(found.begin)) delete found.begin;
  if (!isIsoDay(found.by)) delete found.by;
  if (raw.prefer === 'quickest' || raw.prefer === 'cheapest') found.prefer = raw.prefer;
  return found;
}

/** The question an address asks on a day: each market once, work begins today at the earliest; null where it is not
 * complete. */
export function planQuestionOf(search: PlanSearch, today: string): PlanQuestion | null {
  const markets = [...new Set(search.markets?.split(',').filter(Boolean))];
  if (!search.subject || markets.length === 0) return null;
  return {
    subject: search.subject,
    markets,
    prefer: search.prefer ?? 'fewest',
    ...(search.begin ? { begin: search.begin < today ? today : search.begin } : {}),
    ...(search.by ? { ready_by: search.by } : {}),
  };
}
