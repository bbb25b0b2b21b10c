import { describe, expect, it } from 'vitest';
import { alone } from './alone';
import type { NodeSettings, TaskExtra } from './shapes';

function task(settings: Partial<NodeSettings> = {}, more: Partial<TaskExtra> = {}): TaskExtra {
  const button = { code: 'approve', label: { zh: '同意', en: 'Approve' }, slot: 's1' };
  return {
    settings,
    buttons: [button],
    choices: [],
    content_changed: false,
    ...more,
  } as unknown as TaskExtra;
}

describe('tasks agreed to together', () => {
  it('a plain yes goes along', () => {
    expect(alone(task({ inputs: [], attachments: [] }))).toBe('');
  });

  it('what asks for more is left, with the reason', () => {
    expect(alone(task({ signature: true }))).toBe('bulk.signature');
    expect(alone(task({ attachments: ['报告'] }))).toBe('bulk.papers');
    expect(alone(task({}, { content_changed: true }))).toBe('bulk.changed');
    expect(alone(task({}, { choices: [{ id: 'a', name: 'A' }] }))).toBe('bulk.branch');
    expect(alone(task({}, { buttons: [] }))).toBe('bulk.notMine');
    const input = {
      name: 'n',
      zh: '数',
      en: '',
      type: 'number',
      ref: '',
      options: [],
      required: true,
    } as const;
    expect(alone(task({ inputs: [{ ...input, options: [] }] }))).toBe('bulk.inputs');
    expect(alone(task({ inputs: [{ ...input, options: [], required: false }] }))).toBe('');
  });
});
