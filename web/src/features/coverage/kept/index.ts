import { lazy } from 'react';
import { registerSection } from '@/records/detail/sections';

/** The page of a scenario says what it said when it was saved, and what it says today. */
export function registerScenarioSections(): void {
  registerSection({
    name: 'scenario.today',
    place: 'top',
    fits: (kind) => kind.name === 'scenario',
    component: lazy(() => import('./ScenarioPanel')),
    fields: ['at_saving'],
  });
}
