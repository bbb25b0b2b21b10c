/** The two times of a question: the day it is about, and the instant whose knowledge answers it. */
import { formatDay, formatInstant, type IsoDay, isIsoDay } from './dates';
import type { Lang } from './labels';

export interface AsOf {
  /** the day that stands for today */
  on?: IsoDay;
  /** what was known at this instant, ISO text in UTC */
  known?: string;
}

export const NOW: AsOf = {};

const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2}))?$/;

/** The times of an address; what cannot be one is left out. */
export function readAsOf(raw: Record<string, unknown>): AsOf {
  const found: AsOf = {};
  if (isIsoDay(raw.on)) found.on = raw.on;
  if (typeof raw.known === 'string' && INSTANT.test(raw.known) && !Number.isNaN(Date.parse(raw.known)))
    found.known = raw.known;
  return found;
}

/** Only the two times, and only those that are set: for addresses, requests and keys. */
export function asOfParts(asOf: AsOf): AsOf {
  return { ...(asOf.on ? { on: asOf.on } : {}), ...(asOf.known ? { known: asOf.known } : {}) };
}

export function isNow(asOf: AsOf): boolean {
  return !asOf.on && !asOf.known;
}

/** "as of 1 Mar 2026, as known on 1 Feb 2026, 10:00"; nothing for the present. */
export function asOfWords(asOf: AsOf, lang: Lang): string {
  const day = formatDay(asOf.on, lang);
  const known = formatInstant(asOf.known, lang);
  if (lang === 'zh')
    return [day && `${day} 的情况`, known && `按 ${known} 时所知`].filter(Boolean).join('，');
  return [day && `as of ${day}`, known && `as known on ${known}`].filter(Boolean).join(', ');
}
