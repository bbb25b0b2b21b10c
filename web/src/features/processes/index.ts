import { CasePanel } from '@/features/work/CasePanel';
import { CasesPanel } from '@/features/work/CasesPanel';
import type { TaskExtra } from '@/features/work/shapes';
import { TaskPanel } from '@/features/work/TaskPanel';
import { WORK } from '@/foundation/words/work';
import { registerSection } from '@/records/detail/sections';
import { registerChoices } from '@/records/form/extras';
import { ProcessPanel } from './ProcessPanel';

const PLATFORM = ['task', 'case', 'process', 'alert'];

/** Sections of the pages of processes, cases and tasks, and what was started about any record. */
export function registerProcessSections(): void {
  registerSection({
    name: 'process.draft',
    place: 'top',
    fits: (kind) => kind.name === 'process',
    component: ProcessPanel,
    extras: ['bpmn', 'settings', 'chain', 'findings', 'impact', 'versions'],
    fields: ['digest'],
  });
  registerSection({
    name: 'case.way',
    place: 'top',
    fits: (kind) => kind.name === 'case',
    component: CasePanel,
    extras: ['version', 'bpmn', 'at', 'passed', 'data', 'tasks', 'waits'],
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
