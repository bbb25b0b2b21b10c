import type { FormInput } from '@/foundation/schema';

const BEGIN = {
  entry: { zh: '开始办理', en: 'Work begins' },
  loss: { zh: '自何日起', en: 'From' },
};
const ENTERING = ['subject', 'markets', 'ready_by', 'prefer'];

/** Of the fields of a scenario those that its own question asks: entering markets, or losing one thing (of a person: for
 * which post). */
export function ownInputs(inputs: FormInput[], values: Record<string, unknown>): FormInput[] {
  const question = values.question === 'loss' ? 'loss' : 'entry';
  const left = question === 'entry' ? ['role'] : values.person ? ENTERING : [...ENTERING, 'role'];
  return inputs
    .filter((one) => !left.includes(one.name))
    .map((one) => (one.name === 'begin' ? { ...one, label: BEGIN[question] } : one));
}
