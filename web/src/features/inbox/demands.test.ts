import { describe, expect, it } from 'vitest';
import type { FormInput } from '@/foundation/schema';
import { withChoices } from '@/records/form/extras';
import { demandOf, registerDemands } from './demands';

const option = (value: string) => ({ value, label: { zh: value, en: value } });
const INPUTS = [
  { name: 'decision', options: [option('renewing'), option('not_needed'), option('lapse')] },
  { name: 'note' },
  { name: 'plan_on' },
] as unknown as FormInput[];

function shown(values: Record<string, unknown>) {
  const inputs = withChoices('alert', 'acknowledge', INPUTS, values);
  return {
    names: inputs.map((one) => one.name),
    decisions: inputs[0]?.options?.map((one) => one.value),
  };
}

describe('what an alert asks for', () => {
  registerDemands();

  it('is read with or without words', () => {
    expect(demandOf({ asks: 'decision' })).toBe('decision');
    expect(demandOf({ asks: { value: 'action_plan', label: {} } })).toBe('action_plan');
    expect(demandOf({})).toBe('acknowledge');
    expect(demandOf({ asks: 'decision', reached: 'approver' })).toBe('acknowledge');
  });

  it('shapes the form of the answer', () => {
    expect(shown({ asks: 'acknowledge' }).names).toEqual(['decision', 'note']);
    expect(shown({ asks: 'action_plan' }).names).toEqual(['decision', 'note', 'plan_on']);
    expect(shown({ asks: 'action_plan' }).decisions).toContain('not_needed');
    expect(shown({ asks: 'decision' }).names).toEqual(['decision', 'note']);
    expect(shown({ asks: 'decision' }).decisions).toEqual(['renewing', 'lapse']);
  });

  it('in bulk leaves every input, for each is held to what it asks', () => {
    expect(withChoices('alert', 'acknowledge', INPUTS, undefined)).toEqual(INPUTS);
  });
});
