/** Stretches of days on a horizontal line: where they lie, and the years or months written under them. */
import { addDays, daysUntil, type IsoDay } from './dates';

export interface Stretch {
  /** null: since always */
  from: IsoDay | null;
  /** last day; null: without end */
  to: IsoDay | null;
}

export interface Scale {
  start: IsoDay;
  end: IsoDay;
  /** percent of the line at which a day begins */
  at: (day: IsoDay) => number;
}

export interface Placed {
  left: number;
  width: number;
}

export interface Tick {
  day: IsoDay;
  left: number;
  text: string;
}

const LEAST_DAYS = 60;
const ROOM = 0.06;
const MOST_TICKS = 9;
const LEAST_WIDTH = 0.6;
/** beyond it a mark's words would leave the line */
const LAST_MARK = 94;

/** From the first known day to the last, with `today` inside and room at both ends for what is open. */
export function scaleOf(stretches: Stretch[], today: IsoDay): Scale | null {
  const days = stretches.flatMap((one) => [one.from, one.to]).filter((day): day is IsoDay => day !== null);
  if (days.length === 0) return null;
  const sorted = [...days, today].sort();
  const first = sorted[0] as IsoDay;
  const last = sorted[sorted.length - 1] as IsoDay;
  const room = Math.max(LEAST_DAYS / 2, Math.round(daysUntil(last, first) * ROOM));
  const start = addDays(first, -room);
  const end = addDays(last, room);
  const length = daysUntil(end, start);
  return {
    start,
    end,
    at: (day) => Math.min(100, Math.max(0, (daysUntil(day, start) / length) * 100)),
  };
}

/** Both ends count: a stretch of one day is one day wide. */
export function place(stretch: Stretch, scale: Scale): Placed {
  const left = stretch.from === null ? 0 : scale.at(stretch.from);
  const right = stretch.to === null ? 100 : scale.at(addDays(stretch.to, 1));
  return { left, width: Math.max(LEAST_WIDTH, right - left) };
}

/** Years where the line is long, months where it is short; never more than fit. */
export function ticksOf(scale: Scale): Tick[] {
  const months = daysUntil(scale.end, scale.start) / 30.44;
  const step = [1, 3, 6, 12, 24, 60, 120, 240].find((one) => months / one <= MOST_TICKS) ?? 480;
  const found: Tick[] = [];
  const [year, month] = scale.start.split('-').map(Number) as [number, number];
  for (let at = Math.ceil((year * 12 + month - 1) / step) * step; ; at += step) {
    const day = `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}-01`;
    if (day > scale.end) break;
    if (day >= scale.start && scale.at(day) <= LAST_MARK)
      found.push({ day, left: scale.at(day), text: step >= 12 ? day.slice(0, 4) : day.slice(0, 7) });
  }
  return found;
}
