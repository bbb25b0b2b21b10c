import { registerSection } from '@/records/detail/sections';
import { registerReach } from '@/records/form/extras';
import { RulePanel } from './RulePanel';

/** The page of a requirement rule says it in words; whom a change reaches is shown before it is made. */
export function registerRuleSections(): void {
  registerSection({
    name: 'requirement_rule.words',
    place: 'top',
    fits: (kind) => kind.name === 'requirement_rule',
    component: RulePanel,
    extras: ['words'],
    fields: [
      'markets',
      'except_markets',
      'conditions',
      'all_of',
      'any_of',
      'levels',
      'counts',
      'recognises',
      'by_role',
      'about',
      'posts',
    ],
  });
  registerReach('requirement_rule', ['register', 'amend', 'archive', 'restore'], 'others');
}
