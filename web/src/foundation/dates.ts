import dayjs, { type Dayjs } from 'dayjs';
import type { Lang } from './labels';

/** Calendar days travel as ISO text (`2026-11-21`) and never pass through a time zone. */
export type IsoDay = string;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const RELATIVE = /^([+-]?)(\d{1,4})([dwmqy])$/;

export function isIsoDay(value: unknown): value is IsoDay {
  return typeof value === 'string' && DAY.test(value) && dayjs(value).format('YYYY-MM-DD') === value;
}

export function formatDay(value: string | null | undefined, lang: Lang): string {
  if (!value) return '';
  const day = dayjs(value.slice(0, 10));
  if (!day.isValid()) return value;
  return day.format(lang === 'zh' ? 'YYYY-MM-DD' : 'D MMM YYYY');
}

/** The month of a day, as an axis names it. */
export function formatMonth(day: IsoDay, lang: Lang): string {
  return dayjs(day).format(lang === 'zh' ? 'YYYY-MM' : 'MMM YYYY');
}

export function formatInstant(value: string | null | undefined, lang: Lang): string {
  if (!value) return '';
  const instant = dayjs(value);
  if (!instant.isValid()) return value;
  return instant.format(lang === 'zh' ? 'YYYY-MM-DD HH:mm' : 'D MMM YYYY, HH:mm');
}

export function addDays(day: IsoDay, count: number): IsoDay {
  return dayjs(day).add(count, 'day').format('YYYY-MM-DD');
}

/** Whole days from `today` to `day`; negative when the day has passed. */
export function daysUntil(day: IsoDay, today: IsoDay): number {
  return Math.round(
    (Date.parse(`${day.slice(0, 10)}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / 86_400_000,
  );
}

/** "还有 23 天", "in 23 days", "expired 4 months ago": days up to 60, then months, then years. */
export function distance(day: IsoDay, today: IsoDay, lang: Lang): string {
  const days = daysUntil(day, today);
  if (days === 0) return lang === 'zh' ? '今天' : 'today';
  const size = Math.abs(days);
  const [n, zhUnit, enUnit] =
    size <= 60
      ? [size, '天', 'day']
      : size < 730
        ? [Math.round(size / 30.44), '个月', 'month']
        : [Math.round(size / 365.25), '年', 'year'];
  if (lang === 'zh') return days > 0 ? `还有 ${n} ${zhUnit}` : `已过 ${n} ${zhUnit}`;
  const text = `${n} ${enUnit}${n === 1 ? '' : 's'}`;
  return days > 0 ? `in ${text}` : `${text} ago`;
}

export interface RelativeDay {
  sign: 1 | -1;
  amount: number;
  unit: 'd' | 'w' | 'm' | 'q' | 'y';
}

/** Dates in conditions may be relative to the day of asking: `today`, `+6m`, `-30d`, `+1q`. */
export function parseRelative(value: unknown): RelativeDay | null {
  if (value === 'today') return { sign: 1, amount: 0, unit: 'd' };
  if (typeof value !== 'string') return null;
  const found = RELATIVE.exec(value);
  if (!found) return null;
  return {
    sign: found[1] === '-' ? -1 : 1,
    amount: Number(found[2]),
    unit: found[3] as RelativeDay['unit'],
  };
}

export function writeRelative(day: RelativeDay): string {
  if (day.amount === 0) return 'today';
  return `${day.sign < 0 ? '-' : '+'}${day.amount}${day.unit}`;
}

const UNIT_WORDS: Record<RelativeDay['unit'], [string, string]> = {
  d: ['天', 'day'],
  w: ['周', 'week'],
  m: ['个月', 'month'],
  q: ['个季度', 'quarter'],
  y: ['年', 'year'],
};

export function relativeWords(day: RelativeDay, lang: Lang): string {
  if (day.amount === 0) return lang === 'zh' ? '今天' : 'today';
  const [zh, en] = UNIT_WORDS[day.unit];
  if (lang === 'zh') return `${day.amount} ${zh}${day.sign > 0 ? '后' : '前'}`;
  const text = `${day.amount} ${en}${day.amount === 1 ? '' : 's'}`;
  return day.sign > 0 ? `${text} from today` : `${text} ago`;
}

export function monthRange(month: Dayjs): { from: IsoDay; to: IsoDay } {
  return {
    from: month.startOf('month').format('YYYY-MM-DD'),
    to: month.endOf('month').format('YYYY-MM-DD'),
  };
}

/** Short name of a `2026-11` month for an axis. */
export function monthName(month: string, lang: Lang): string {
  const day = dayjs(`${month.slice(0, 7)}-01`);
  if (!day.isValid()) return month;
  if (lang === 'zh') return day.month() === 0 ? day.format('YYYY年M月') : day.format('M月');
  return day.month() === 0 ? day.format('MMM YYYY') : day.format('MMM');
}
