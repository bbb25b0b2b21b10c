/** What starts a process by itself, as its settings say it. */
export interface StartRule {
  on: 'deadline' | 'event' | 'alert' | 'list';
  event?: string;
  deadlines?: string[];
  days?: number;
  decision?: string;
  condition?: string;
  data?: Record<string, string>;
  off?: boolean;
}

export const SORTS = ['deadline', 'event', 'alert', 'list'] as const;

/** Deadlines that certificates have; others can be typed. */
export const DEADLINES = [
  'expiry_date',
  'renewal_deadline',
  'renewal_open',
  'duty_due',
  'duty_continuing_education',
  'start_deadline',
  'suspension_end',
  'standing_end',
  'next_inspection_date',
];

/** A rule of that sort as it begins. */
export function fresh(on: StartRule['on']): StartRule {
  if (on === 'deadline') return { on, days: 90, deadlines: [] };
  return on === 'alert' ? { on, decision: 'renewing', deadlines: [] } : { on };
}
