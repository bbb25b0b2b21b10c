import { expect, test } from 'vitest';
import type { FormInput } from '@/foundation/schema';
import { withChoices } from '@/records/form/extras';
import { registerScenarioSections } from '.';

const NAMES = ['title', 'subject', 'markets', 'role', 'begin', 'ready_by', 'prefer', 'responsible', 'notes'];
const INPUTS = NAMES.map((name) => ({ name, label: { zh: name, en: name } }) as FormInput);

test('a kept question is amended by the fields of its own sort', () => {
  registerScenarioSections();
  const asked = (values: Record<string, unknown>) =>
    withChoices('scenario', 'amend', INPUTS, values).map((one) => one.name);
  expect(asked({ question: 'loss', credential: { id: 'c' } })).toEqual([
    'title',
    'begin',
    'responsible',
    'notes',
  ]);
  expect(asked({ question: 'loss', person: { id: 'p' } })).toEqual([
    'title',
    'role',
    'begin',
    'responsible',
    'notes',
  ]);
  expect(asked({ question: 'entry' })).toEqual(NAMES.filter((name) => name !== 'role'));
  const begin = withChoices('scenario', 'amend', INPUTS, { question: 'loss' }).find(
    (one) => one.name === 'begin',
  );
  expect(begin?.label.en).toBe('From');
});
