/** What the server tells of tasks, cases and processes beside their fields. */
import type { Label } from '@/foundation/labels';
import type { Started } from './designing/StartsShown';
import type { StartRule } from './designing/starts';
import type { Since } from './SinceDecided';
import type { SubjectField } from './SubjectFields';

export interface LogLine {
  n: number;
  code: string;
  label: Label;
  actor: string;
  on_behalf: string;
  people: string[];
  at: string;
  text: string;
  automatic: boolean;
  away: { person: string; instead: string }[];
}

export interface StepInput {
  name: string;
  zh: string;
  en: string;
  type: 'text' | 'longtext' | 'number' | 'date' | 'bool' | 'choice' | 'ref' | 'files';
  ref: string;
  options: string[];
  required: boolean;
}

export interface Approver {
  by: string;
  code?: string;
  level?: number;
  of?: string;
  unit?: string;
  claim?: boolean;
  veto?: boolean;
}

export interface NodeSettings {
  approvers: Approver[];
  mode: string;
  ratio: number;
  limit: string;
  late: string;
  inputs: StepInput[];
  copies: Approver[];
  attachments: string[];
  signature: boolean;
  regulated: boolean;
  author_may: boolean;
  on_reject: string;
  result: string;
  [more: string]: unknown;
}

export interface Slot {
  id: string;
  holder: string;
  pool: string[];
  status: string;
  stands_for: string;
  decision: {
    code: string;
    by: string;
    on_behalf: string;
    at: string;
    opinion: string;
    automatic: boolean;
  } | null;
}

export interface TaskExtra {
  case: { id: string; number: string; title: string; state: string; data: Record<string, unknown> };
  subject: { kind: string; id: string } | null;
  settings: NodeSettings;
  choices: { id: string; name: string }[];
  content_hash: string;
  content_changed: boolean;
  step_version: number;
  buttons: { code: string; label: Label; slot: string }[];
  slots: Slot[];
  log: LogLine[];
  readers: string[];
  subject_fields: SubjectField[];
  since: Since | null;
}

export interface CaseTask {
  id: string;
  node: string;
  name: string;
  state: string;
  outcome: string;
  opened_at: string | null;
  closed_at: string | null;
  due_at: string | null;
  with: string[];
  log: LogLine[];
}

export interface CaseExtra {
  version: number;
  bpmn: string;
  at: string[];
  passed: string[];
  data: Record<string, unknown>;
  tasks: CaseTask[];
  waits: { node: string; kind: string; name: string; due_at: string | null }[];
  since: Since | null;
}

export interface Finding {
  level: string;
  line: number;
  element: string;
  name: string;
  code: string;
  message: string;
}

export interface ProcessExtra {
  bpmn: string;
  settings: Record<string, Partial<NodeSettings>>;
  chain: Chain | null;
  findings: Finding[];
  versions: { n: number; note: string; digest: string; published_at: string }[];
  impact: ProcessImpact;
  /** what starts the version in force by itself */
  starts: StartRule[];
  /** what it has started of late */
  started: Started[];
}

/** What publishing the draft would change. */
export interface ProcessImpact {
  version: number;
  added: string[];
  removed: string[];
  changed: string[];
  running_cases: number;
}

export interface ChainWay {
  name: string;
  condition: string;
  /** `record`: the condition language over the record; otherwise over what the case knows */
  language: 'expression' | 'record';
  items: ChainItem[];
}

export interface ChainItem {
  id: string;
  type: 'work' | 'service' | 'either' | 'parallel';
  name: string;
  settings?: Partial<NodeSettings>;
  ways?: ChainWay[];
}

export interface Chain {
  id: string;
  name: string;
  start: Partial<NodeSettings>;
  items: ChainItem[];
}
