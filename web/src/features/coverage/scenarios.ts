import type { Compared, ScenarioItem } from '@/api/scenarios';
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

export interface ItemRow {
  code: string;
  label: Label;
  /** one for each scenario: what it needs today, and whether it needed it when it was saved */
  cells: { now: ScenarioItem | undefined; was: boolean }[];
  /** not all scenarios need it */
  differs: boolean;
}

/** Every certificate that one of the scenarios needs or needed, those that differ first. */
export function itemRows(items: Compared[]): ItemRow[] {
  const labels = new Map<string, Label>();
  for (const one of items)
    for (const item of [...(one.now?.items ?? []), ...one.at_saving.items]) labels.set(item.code, item);
  const rows = [...labels].map(([code, label]) => {
    const cells = items.map((one) => ({
      now: one.now?.items.find((item) => item.code === code),
      was: one.at_saving.items.some((item) => item.code === code),
    }));
    const needed = cells.filter((cell) => cell.now).length;
    return { code, label, cells, differs: needed > 0 && needed < items.length };
  });
  return rows.sort((a, b) => Number(b.differs) - Number(a.differs) || a.code.localeCompare(b.code));
}
