/** What the server measures of processes. */
import type { Condition } from '@/foundation/condition';
import type { Label } from '@/foundation/labels';

/** A number that opens exactly the records it counts. */
export interface Num {
  count: number;
  kind: string;
  condition: Condition | null;
}

export interface Share extends Num {
  rate: number | null;
  of?: Num;
}

export interface Row {
  key: string;
  label: Label;
  ended: Num;
  completed: Num;
  rejected: Num;
  broken_off: Num;
  /** of now; months have none */
  running: Num | null;
  lead: { median_hours: number; p90_hours: number; mean_hours: number; clock: string } | null;
  reworked: Share;
  on_time: Share;
  late: Share;
  /** Only beside an earlier period. */
  gain?: number | null;
}

export interface Step {
  key: string;
  process: { id: string; code: string; name: Label };
  node: string;
  label: Label;
  rework: boolean;
  limit: string;
  clock: 'working' | 'calendar';
  done: Num;
  /** null where nothing was done in the period */
  median_hours: number | null;
  p90_hours: number | null;
  share: number;
  on_time: Share;
  late: Share;
  returned: Share | null;
  open: Num | null;
  open_late: Num | null;
}

export interface Measured {
  since: string;
  until: string;
  overall: Row;
  processes: Row[];
  units: Row[];
  months: Row[];
  steps: Step[];
  slowest: { id: string; title: string; name: string; case: string; hours: number; clock: string }[];
  against: { since: string; until: string; overall: Row; processes: Row[] } | null;
  words: Record<string, Label>;
}
