/** What the server tells about a credential besides its fields. */
import type { Ref } from '@/api/records';
import type { Condition } from '@/foundation/condition';
import type { Label } from '@/foundation/labels';

/** `check`: taken from the field's tables and still to be confirmed; it warns and never blocks. */
export type Certainty = 'check' | string;

export interface Segment {
  starts: string | null;
  ends: string | null;
  state: string;
  label: Label;
  reason: Label;
  current: boolean;
}

export interface Seam {
  kind: 'gap' | 'overlap';
  starts: string;
  ends: string | null;
}

export interface Act {
  code: string;
  label: Label;
  permitted: boolean;
  why?: Label | null;
  certainty?: Certainty | null;
}

export interface Standing {
  on: string;
  status: string;
  label: Label;
  reason: Label;
  effective_from: string | null;
  effective_to: string | null;
  segments: Segment[];
  seams?: Seam[];
  acts?: Act[];
  changes_on?: string | null;
}

export interface Term {
  id: string;
  n: number;
  version: number;
  valid_from: string | null;
  valid_to: string | null;
  issued_on?: string | null;
  credential_no?: string | null;
  issuer?: Ref | null;
  no_expiry_reason?: Label | null;
  cost?: string | null;
  currency?: string;
  note?: string;
  known_from: string;
  known_to: string | null;
  superseded?: boolean;
  /** words for what was recorded after the day it holds from */
  back_dated?: Label | null;
}

export interface StatusChange {
  id: string;
  change: string;
  label: Label;
  effective_on: string | null;
  reason: string;
  document_no: string;
  /** how it became known: a notice, the issuer's register … */
  source?: Label | null;
  successor?: Ref | null;
  /** last day it may last under its type */
  until?: string | null;
  taken_back_for?: string;
  back_dated?: Label | null;
  recorded_at?: string | null;
  recorded_by?: string;
  superseded?: boolean;
}

export interface Dependency {
  id: string;
  code: string;
  label: Label;
  on?: (Ref & { kind: string }) | null;
  holds_from?: string | null;
  holds_to?: string | null;
  binding: boolean;
  /** null: not told of an earlier instant */
  met: boolean | null;
  auto?: boolean;
  certainty?: Certainty | null;
  resolved_on?: string | null;
  note?: string;
  reason?: Label | null;
}

export interface Filing {
  id: string;
  term: number;
  filed_on: string;
  accepted_no?: string;
  decided_on: string | null;
  outcome: string;
  outcome_label?: Label | null;
  in_time?: boolean | null;
  note?: string;
  superseded?: boolean;
}

export interface Clause {
  n: number;
  title?: string;
  starts?: string | null;
  ends?: string | null;
  markets?: Ref[];
  products?: Ref[];
  excluded_products?: Ref[];
  subjects?: (Ref & { kind?: string })[];
  standards?: string[];
  acts?: (string | { code: string; label: Label })[];
  exclusions?: string[];
  notes?: string[];
  text?: string;
  product_rule?: Condition | null;
  product_rule_words?: Label | null;
}

export interface Duty {
  id: string;
  code: string;
  label: Label;
  due_on: string;
  grace_days: number | null;
  lapses: boolean;
  done_on: string | null;
  result: string;
  state: 'done' | 'closed' | 'overdue' | 'open';
  certainty?: Certainty | null;
}

export interface Deadline {
  id: string;
  code: string;
  label?: Label | null;
  opens_on?: string | null;
  due_on: string;
  latest_safe_start: string | null;
  closed_on: string | null;
  certainty?: Certainty | null;
}

export interface Renewal {
  opens_on: string | null;
  files_by: string | null;
  latest_safe_start?: string | null;
  open: boolean;
  missed: boolean;
  note: Label | null;
  /** last day on which filing still carries the term on until the decision */
  in_time_until?: string | null;
  /** working days of a year whose days off are not known yet: Monday to Friday was assumed */
  weekdays_only?: boolean;
  proposed_valid_to: string | null;
  certainty?: Certainty | null;
}

/** A rule of the type that somebody must confirm before anything is decided by it. */
export interface ToConfirm {
  fact: string;
  label: Label;
  note?: Label | null;
}

export interface LetLapse {
  decided_on: string;
  reason: string;
  approver: string;
  recorded_at: string;
}

/** A state that the type knows, and what it still permits. */
export interface TypeState {
  state: string;
  label: Label;
  acts: { code: string; zh: string; en: string }[];
  terminal: boolean;
  certainty?: Certainty | null;
  document?: boolean;
  basis?: string;
  note?: Label | null;
}
