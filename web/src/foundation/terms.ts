/** How the terms of a credential follow each other: gaps and overlaps. */
import { daysUntil, type IsoDay } from './dates';

export interface Span {
  id: string;
  from: IsoDay;
  /** null: no end */
  to: IsoDay | null;
}

export interface Joint {
  after: string;
  before: string;
  kind: 'gap' | 'overlap';
  days: number;
}

/** Both ends count: a term to 31 March and the next from 1 April touch without a gap. */
export function joints(spans: Span[]): Joint[] {
  const sorted = [...spans].sort((a, b) => a.from.localeCompare(b.from));
  const found: Joint[] = [];
  for (let at = 1; at < sorted.length; at += 1) {
    const earlier = sorted[at - 1] as Span;
    const later = sorted[at] as Span;
    if (earlier.to === null) continue;
    const between = daysUntil(later.from, earlier.to) - 1;
    if (between > 0) found.push({ after: earlier.id, before: later.id, kind: 'gap', days: between });
    if (between < 0) found.push({ after: earlier.id, before: later.id, kind: 'overlap', days: -between });
  }
  return found;
}
