import type { Compared, ComparedEntry, ComparedLoss } from '@/api/scenarios';
import type { Label } from '@/foundation/labels';

/** What the address of the comparison says: ids of scenarios, separated by commas. */
export interface ScenariosSearch {
  ids?: string;
}

export const MOST = 6;

export function readScenariosSearch(raw: Record<string, unknown>): ScenariosSearch {
  return typeof raw.ids === 'string' && raw.ids ? { ids: raw.ids } : {};
}

export function chosenOf(search: ScenariosSearch): string[] {
  return search.ids ? [...new Set(search.ids.split(','))].slice(0, MOST) : [];
}

/** Questions of one sort stand side by side: those of entering markets, and those of losing something. */
export function sorted(items: Compared[]): { entries: ComparedEntry[]; losses: ComparedLoss[] } {
  return {
    entries: items.filter((one) => one.question === 'entry'),
    losses: items.filter((one) => one.question === 'loss'),
  };
}

/** One part of a scenario's figures: a certificate, a place, a rule. */
export type Part = { code: string } & Label;

export interface PartCell<P extends Part> {
  now: P | undefined;
  was: boolean;
  /** the question cannot be asked today */
  unasked: boolean;
}

export interface PartRow<P extends Part> {
  code: string;
  label: Label;
  /** one for each scenario: what it says today, and whether it said it when it was saved */
  cells: PartCell<P>[];
  /** not all scenarios say it */
  differs: boolean;
}

interface Asked<F> {
  now: F | null;
  at_saving: F;
}

/** Every part that one of the scenarios has or had, those in which they differ first. */
export function partRows<F, P extends Part>(items: Asked<F>[], parts: (figures: F) => P[]): PartRow<P>[] {
  const labels = new Map<string, P>();
  const now = items.map((one) => new Map((one.now ? parts(one.now) : []).map((part) => [part.code, part])));
  const then = items.map((one) => new Map(parts(one.at_saving).map((part) => [part.code, part])));
  for (const some of [...now, ...then])
    for (const [code, part] of some) if (!labels.has(code)) labels.set(code, part);
  const asked = items.filter((one) => one.now).length;
  const rows = [...labels].map(([code, label]) => {
    const cells = items.map((one, at) => ({
      now: now[at]?.get(code),
      was: then[at]?.has(code) ?? false,
      unasked: one.now === null,
    }));
    const said = cells.filter((cell) => cell.now).length;
    return { code, label, cells, differs: said > 0 && said < asked };
  });
  return rows.sort((a, b) => Number(b.differs) - Number(a.differs) || a.code.localeCompare(b.code));
}
