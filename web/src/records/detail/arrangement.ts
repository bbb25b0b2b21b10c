/** Which action of a record stands first, and how the others are grouped; kinds that know better say so. */
import type { RecordDetail } from '@/api/records';
import type { ActionSpec } from '@/foundation/catalogue';
import type { WordKey } from '@/foundation/words';

export interface Wish {
  /** what this situation asks for; the first that is allowed becomes the main button */
  main: string[];
  beside: string[];
  groups: { title: WordKey; names: string[] }[];
  /** allowed, but without sense in this situation */
  hidden?: string[];
}

export interface Arranged {
  main: ActionSpec | null;
  beside: ActionSpec[];
  menu: { title: WordKey | null; actions: ActionSpec[] }[];
}

type Arranger = (detail: RecordDetail, today: string) => Wish;

const arrangers = new Map<string, Arranger>();
const BESIDE = 2;
/** What a record is opened for most stands first. */
const FIRST = ['renew', 'acknowledge'];

export function registerArrangement(kind: string, arranger: Arranger): void {
  arrangers.set(kind, arranger);
}

/** Without a wish: the first harmless action is the main one, destructive ones come last. */
export function arrange(given: ActionSpec[], wish: Wish | null): Arranged {
  const allowed = given.filter((action) => !wish?.hidden?.includes(action.name));
  const named = (names: string[]) =>
    names
      .map((name) => allowed.find((action) => action.name === name))
      .filter((action): action is ActionSpec => action !== undefined);
  const rank = (action: ActionSpec) => (action.danger ? 2 : FIRST.includes(action.name) ? 0 : 1);
  const plain = [...allowed].sort((a, b) => rank(a) - rank(b));
  const main = (wish ? named(wish.main)[0] : plain[0]) ?? null;
  const others = plain.filter((action) => action !== main);
  const beside = (wish ? named(wish.beside) : others.filter((action) => !action.danger))
    .filter((action) => action !== main)
    .slice(0, BESIDE);
  const rest = others.filter((action) => !beside.includes(action));
  const menu: Arranged['menu'] = (wish?.groups ?? []).map((group) => ({
    title: group.title,
    actions: named(group.names).filter((action) => rest.includes(action)),
  }));
  const placed = new Set(menu.flatMap((group) => group.actions));
  menu.push({ title: null, actions: rest.filter((action) => !placed.has(action)) });
  return { main, beside, menu: menu.filter((group) => group.actions.length > 0) };
}

export function arrangementOf(
  kind: string,
  detail: RecordDetail,
  allowed: ActionSpec[],
  today: string,
): Arranged {
  const arranger = arrangers.get(kind);
  return arrange(allowed, arranger ? arranger(detail, today) : null);
}
