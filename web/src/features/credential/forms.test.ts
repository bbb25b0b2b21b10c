import { describe, expect, it } from 'vitest';
import { othersIn, reachOf, withChoices } from '@/records/form/extras';
import { changeChoices, dutyChoices, handedBack, registerCredentialForms, termChoices } from './forms';

const DUTIES = [
  { code: 'audit', label: { zh: '年审', en: 'Audit' }, state: 'open', due_on: '2027-05-01' },
  { code: 'audit', label: { zh: '年审', en: 'Audit' }, state: 'overdue', due_on: '2026-05-01' },
  { code: 'hours', label: { zh: '学时', en: 'Hours' }, state: 'done', due_on: '2026-01-01' },
];

describe('choices that the record itself knows', () => {
  it('open duties, each once, due first on top', () => {
    expect(dutyChoices({ duties: DUTIES })).toEqual([
      { value: 'audit', label: { zh: '年审（2026-05-01）', en: 'Audit (2026-05-01)' } },
    ]);
    expect(dutyChoices({})).toEqual([]);
  });

  it('status changes that still count, latest first; terms by number', () => {
    const label = { zh: '暂停', en: 'Suspended' };
    const rows = [
      { id: 'a', label, effective_on: '2026-01-01', reason: 'x', superseded: true },
      { id: 'b', label, effective_on: '2026-02-01', reason: 'y', superseded: false },
      { id: 'c', label, effective_on: '2026-03-01', reason: 'z', superseded: false },
    ];
    expect(changeChoices({ status_changes: rows }).map((one) => one.value)).toEqual(['c', 'b']);
    const terms = [
      { n: 1, superseded: false, valid_to: null },
      { n: 2, superseded: true, valid_to: null },
      { n: 2, superseded: false, valid_to: '2027-01-01' },
    ];
    expect(termChoices({ terms }).map((one) => one.value)).toEqual(['2', '1']);
  });

  it('turn an input into a choice only where there is something to choose', () => {
    registerCredentialForms();
    const input = { name: 'code', label: { zh: '义务', en: 'Duty' }, type: 'text' as const, required: true, nullable: false, order: 0 }; // biome-ignore format: one line
    const [chosen] = withChoices('credential', 'record_duty', [input], { duties: DUTIES });
    expect(chosen?.type).toBe('choice');
    expect(chosen?.options?.map((one) => one.value)).toEqual(['audit']);
    expect(withChoices('credential', 'record_duty', [input], { duties: [] })).toEqual([input]);
    expect(withChoices('credential', 'record_duty', [input], undefined)).toEqual([input]);
  });
});

it('handing back names who answered before, and only what was handed over', () => {
  const values = { responsible: { id: 'u1', label: 'Zhou' }, deputy: null, unit: { id: 'n1', label: 'N' } };
  expect(handedBack(values, { responsible: 'u2', deputy: 'u3' })).toEqual({
    responsible: 'u1',
    deputy: null,
  });
});

it('whom an action reaches besides the record itself', () => {
  registerCredentialForms();
  expect(reachOf('standard', 'withdraw')).toBe('always');
  expect(reachOf('credential', 'suspend')).toBe('others');
  expect(reachOf('credential', 'amend')).toBeUndefined();
  const impact = { total: 3, items: [{ id: 'a' }, { id: 'b' }] };
  expect(othersIn(impact, 'a')).toBe(2);
  expect(othersIn(impact, undefined)).toBe(3);
  expect(othersIn({ total: 1, items: [{ id: 'a' }] }, 'a')).toBe(0);
});
