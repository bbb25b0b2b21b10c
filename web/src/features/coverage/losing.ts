import type { Loss, LostKind } from '@/api/losing';
import type { WordKey } from '@/foundation/words';

/** What may be lost, and what it is called. */
export const LOST_WORDS: Record<LostKind, WordKey> = {
  credential: 'losing.credential',
  organisation: 'losing.organisation',
  standard: 'losing.standard',
  person: 'losing.person',
};
export const LOST_KINDS = Object.keys(LOST_WORDS) as LostKind[];

/** What the address says: the question asked, so that it can be sent to a colleague. */
export interface LosingSearch {
  kind?: LostKind;
  record?: string;
  on?: string;
  role?: string;
}

export function readLosingSearch(raw: Record<string, unknown>): LosingSearch {
  const found: LosingSearch = {};
  const kind = LOST_KINDS.find((one) => one === raw.kind);
  if (kind) found.kind = kind;
  for (const name of ['record', 'on', 'role'] as const) {
    const value = raw[name];
    if (typeof value === 'string' && value) found[name] = value;
  }
  return found;
}

/** The question as the form of scenarios takes it. */
export function keptOf(loss: Loss): Record<string, unknown> {
  return {
    [loss.kind]: loss.record,
    ...(loss.on ? { begin: loss.on } : {}),
    ...(loss.role ? { role: loss.role } : {}),
  };
}

/** The question an address asks; null where it is not complete. */
export function lossOf(search: LosingSearch): Loss | null {
  if (!search.record) return null;
  const kind = search.kind ?? 'credential';
  return {
    kind,
    record: search.record,
    ...(search.on ? { on: search.on } : {}),
    ...(kind === 'person' && search.role ? { role: search.role } : {}),
  };
}
