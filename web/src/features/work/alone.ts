import type { TaskExtra } from './shapes';

/** Why a task cannot be agreed to together with others, as a word; empty where it can. */
export function alone(extra: TaskExtra): string {
  if (!extra.buttons.some((one) => one.code === 'approve')) return 'bulk.notMine';
  const { inputs, attachments, signature } = extra.settings;
  if (extra.content_changed) return 'bulk.changed';
  if (signature) return 'bulk.signature';
  if (attachments?.length) return 'bulk.papers';
  if (inputs?.some((one) => one.required)) return 'bulk.inputs';
  return extra.choices.length > 0 ? 'bulk.branch' : '';
}
