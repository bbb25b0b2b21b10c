import type { GateQuestion } from '@/api/gate';

export type GateTab = 'ask' | 'list' | 'overrides';

/** What the address of the gate page says: the tab, and the question asked. */
export interface GateSearch {
  tab?: GateTab;
  kind?: string;
  subject?: string;
  act?: string;
  market?: string;
  on?: string;
  arrives?: string;
  requires?: string;
}

const NAMES = ['kind', 'subject', 'act', 'market', 'on', 'arrives', 'requires'] as const;

export function readGateSearch(raw: Record<string, unknown>): GateSearch {
  const found: GateSearch = {};
  if (raw.tab === 'list' || raw.tab === 'overrides') found.tab = raw.tab;
  for (const name of NAMES) {
    const value = raw[name];
    if (typeof value === 'string' && value) found[name] = value;
  }
  return found;
}

/** The question an address asks; null where it is not complete. */
export function questionOf(search: GateSearch): GateQuestion | null {
  if (!search.subject || !search.act) return null;
  const question: GateQuestion = { subject: search.subject, act: search.act };
  if (search.market) question.market = search.market;
  if (search.on) question.on = search.on;
  if (search.arrives) question.arrives_on = search.arrives;
  if (search.requires) question.requires = search.requires.split(',');
  return question;
}
