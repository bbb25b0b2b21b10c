import { WORK } from '@/foundation/words/work';
import { registerArrangement } from '@/records/detail/arrangement';
import { registerSection } from '@/records/detail/sections';
import { registerChoices } from '@/records/form/extras';
import { CasePanel } from './CasePanel';
import { CasesPanel } from './CasesPanel';
import { ProcessPanel } from './ProcessPanel';
import type { TaskExtra } from './shapes';
import { TaskPanel } from './TaskPanel';

const PLATFORM = ['task', 'case', 'process', 'alert'];

/** Sections of the pages of processes, cases and tasks, and what was started about any record. */
export function registerProcessSections(): void {
  registerSection({
    name: 'process.draft',
    place: 'top',
    fits: (kind) => kind.name === 'process',
    component: ProcessPanel,
    extras: ['bpmn', 'settings', 'chain', 'findings', 'impact', 'versions', 'starts', 'started'],
    fields: ['digest'],
  });
  registerSection({
    name: 'case.way',
    place: 'top',
    fits: (kind) => kind.name === 'case',
    component: CasePanel,
    extras: ['version', 'bpmn', 'at', 'passed', 'data', 'tasks', 'waits', 'since'],
    fields: ['content_hash', 'subject_id', 'subject_kind'],
  });
  registerSection({
    name: 'task.act',
    place: 'top',
    fits: (kind) => kind.name === 'task',
    component: TaskPanel,
    extras: [
      'case',
      'subject',
      'settings',
      'choices',
      'content_hash',
      'content_changed',
      'differing',
      'since',
      'subject_fields',
      'step_version',
      'buttons',
      'slots',
      'log',
      'readers',
      'then',
    ],
  });
  registerSection({
    name: 'record.cases',
    place: 'side',
    fits: (kind) => kind.group !== 'settings' && !PLATFORM.includes(kind.name),
    component: CasesPanel,
  });
  // the panel of a task has its buttons, one for each signature; the designer has those of a drawing
  registerArrangement('task', (detail) => ({ main: [], beside: [], groups: [], hidden: detail.actions }));
  registerArrangement('case', () => ({ main: [], beside: [], groups: [], hidden: ['fire', 'put_off'] }));
  registerArrangement('process', () => ({
    main: ['publish', 'amend'],
    beside: ['amend'],
    groups: [],
    hidden: ['draw', 'set_chain', 'set_node'],
  }));
  const steps = (values: Record<string, unknown>) =>
    ((values as unknown as TaskExtra).choices ?? []).map((one) => ({
      value: one.id,
      label: { zh: one.name, en: one.name },
    }));
  const word = (key: 'work.initiator' | 'work.previous') => ({ zh: WORK[key][0], en: WORK[key][1] });
  registerChoices('task', 'return_to', 'target', (values) => [
    { value: 'initiator', label: word('work.initiator') },
    { value: 'previous', label: word('work.previous') },
    ...steps(values),
  ]);
  registerChoices('task', 'jump', 'target', steps);
}
