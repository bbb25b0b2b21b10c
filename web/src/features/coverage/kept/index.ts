import { lazy } from 'react';
import { registerSection } from '@/records/detail/sections';
import { registerShape } from '@/records/form/extras';
import { ownInputs } from './shape';

/** The page of a scenario says what it said when it was saved, and what it says today; its form asks what its own question asks. */
export function registerScenarioSections(): void {
  registerSection({
    name: 'scenario.today',
    place: 'top',
    fits: (kind) => kind.name === 'scenario',
    component: lazy(() => import('./ScenarioPanel')),
    fields: ['at_saving'],
  });
  registerShape('scenario', 'amend', ownInputs);
}
