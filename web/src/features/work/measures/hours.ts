/** Hours of work or of the calendar, as people say them. */
export interface Spoken {
  unit: 'min' | 'H' | 'D' | 'WD';
  count: number;
}

const PER_DAY = { working: 8, calendar: 24 } as const;

/** From a day on in days of the clock (a working day has eight hours), below in hours or minutes. */
export function spoken(hours: number, clock: string): Spoken {
  const day = clock === 'working' ? PER_DAY.working : PER_DAY.calendar;
  if (hours >= day) return { unit: clock === 'working' ? 'WD' : 'D', count: round(hours / day) };
  return hours >= 1 ? { unit: 'H', count: round(hours) } : { unit: 'min', count: Math.round(hours * 60) };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
