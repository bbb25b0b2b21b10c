import type { ProcessExtra, StepInput } from './shapes';

export interface Start {
  inputs: StepInput[];
  /** papers that must be there */
  attachments: string[];
  /** steps whose people are chosen at the start */
  chosen: { id: string; name: string }[];
}

/** What the start of a process asks for, and for which steps people must be chosen. */
export function startOf(extra: ProcessExtra): Start {
  const starts = idsOf(extra.bpmn, 'startEvent');
  const inputs = starts.flatMap((id) => extra.settings[id]?.inputs ?? []);
  const attachments = starts.flatMap((id) => extra.settings[id]?.attachments ?? []);
  const chosen = Object.entries(extra.settings)
    .filter(([, one]) => one.approvers?.some((rule) => rule.by === 'chosen'))
    .map(([id]) => ({ id, name: nameOf(extra.bpmn, id) }));
  return { inputs, attachments, chosen };
}

function idsOf(bpmn: string, tag: string): string[] {
  return [...bpmn.matchAll(new RegExp(`<(?:\\w+:)?${tag}\\b[^>]*?\\bid="([^"]+)"`, 'g'))].map(
    (one) => one[1] ?? '',
  );
}

/** The name of a node in a BPMN file; its id where it has none. */
export function nameOf(bpmn: string, id: string): string {
  const file = new DOMParser().parseFromString(bpmn, 'application/xml');
  return file.querySelector(`[id="${CSS.escape(id)}"]`)?.getAttribute('name') || id;
}

/** Whether a node is where the process starts. */
export function isStart(bpmn: string, id: string): boolean {
  return idsOf(bpmn, 'startEvent').includes(id);
}
