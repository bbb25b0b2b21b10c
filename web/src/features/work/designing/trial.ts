/** What the server says of a draft that was tried. */
import type { Label } from '@/foundation/labels';
import type { StepInput } from '../shapes';

export interface TrialBranch {
  type: 'branch';
  node: string;
  name: string;
  way: string;
  flow: string;
  condition: string;
  language: 'expression' | 'record';
  holds: boolean;
}

export interface TrialWork {
  type: 'work';
  node: string;
  name: string;
  came: string;
  due: string | null;
  limit: string;
  mode: string;
  decision: string;
  inputs: StepInput[];
  attachments: string[];
  gateway: string;
  choices: { id: string; name: string }[];
  signers: { name: string; pool: string[]; stands_for: string; veto: boolean }[];
  people: { name: string; fate: string; word: Label; instead: string }[];
  trouble?: string;
}

interface TrialService {
  type: 'service';
  node: string;
  name: string;
  kind: string;
  action: string;
}

interface TrialWait {
  type: 'wait';
  node: string;
  name: string;
  kind: string;
  limit: string;
}

export interface Trial {
  /** whether the initiator may start it at all */
  starts: boolean;
  entries: (TrialBranch | TrialWork | TrialService | TrialWait)[];
  ended: boolean;
  outcome: string;
  trouble: string;
  /** when it ends if everybody takes all the time there is */
  latest: string | null;
  passed: string[];
}
