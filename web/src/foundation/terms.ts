/** How the terms of a credential follow each other: positions on a time line, gaps and overlaps. */
import { daysUntil, type IsoDay } from './dates';

export interface Span {
  id: string;
  from: IsoDay;
  /** null: no end */
  to: IsoDay | null;
}

export interface Placed extends Span {
  /** percent of the line */
  left: number;
  width: number;
}

export interface Joint {
  after: string;
  before: string;
  kind: 'gap' | 'overlap';
  days: number;
}

export interface TimeLine {
  start: IsoDay;
  end: IsoDay;
  placed: Placed[];
  joints: Joint[];
  /** percent of the line where `today` stands */
  today: number;
}

function shift(day: IsoDay, days: number): IsoDay {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
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

export function timeLine(spans: Span[], today: IsoDay): TimeLine | null {
  if (spans.length === 0) return null;
  const starts = [...spans.map((span) => span.from), today].sort();
  const ends = [...spans.map((span) => span.to ?? shift(today, 730)), today].sort();
  const first = starts[0] as IsoDay;
  const last = ends[ends.length - 1] as IsoDay;
  const margin = Math.max(20, Math.round(daysUntil(last, first) * 0.03));
  const start = shift(first, -margin);
  const end = shift(last, margin);
  const length = daysUntil(end, start);
  const at = (day: IsoDay) => (daysUntil(day, start) / length) * 100;
  const placed = spans.map((span) => {
    const left = at(span.from);
    return { ...span, left, width: Math.max(0.8, at(span.to ?? end) - left) };
  });
  return { start, end, placed, joints: joints(spans), today: at(today) };
}
