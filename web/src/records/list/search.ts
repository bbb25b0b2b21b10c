/** The part of the address that says what a list shows; sending the link reproduces the list. */
import { type AsOf, asOfParts, readAsOf } from '@/foundation/asof';
import { asCondition, type Condition, stripIds } from '@/foundation/condition';

export interface ListSearch extends AsOf {
  /** words searched */
  q?: string;
  /** condition tree */
  c?: Condition;
  /** sort terms, e.g. `valid_to` or `-number` */
  sort?: string;
  /** shown columns, comma separated */
  cols?: string;
  /** id of the saved view these came from */
  view?: string;
  mode?: 'calendar';
  /** the calendar as a list by day instead of a grid */
  layout?: 'days';
  /** month of the calendar, `2026-11` */
  month?: string;
}

function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function readListSearch(raw: Record<string, unknown>): ListSearch {
  const search: ListSearch = {};
  const condition = asCondition(raw.c);
  if (text(raw.q)) search.q = text(raw.q);
  if (condition && condition.rules.length > 0) search.c = stripIds(condition);
  if (text(raw.sort)) search.sort = text(raw.sort);
  if (text(raw.cols)) search.cols = text(raw.cols);
  if (text(raw.view)) search.view = text(raw.view);
  if (raw.mode === 'calendar') search.mode = 'calendar';
  if (raw.layout === 'days') search.layout = 'days';
  if (/^\d{4}-\d{2}$/.test(String(raw.month))) search.month = String(raw.month);
  return { ...search, ...asOfParts(readAsOf(raw)) };
}

/** A condition that came from the server as tree or text (`valid_to<+6m`) as list search; text is parsed by the list. */
export function searchFor(condition: unknown): ListSearch {
  const tree = asCondition(condition);
  if (tree) return tree.rules.length ? { c: stripIds(tree) } : {};
  return typeof condition === 'string' && condition ? { q: condition } : {};
}
