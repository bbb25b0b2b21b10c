import { lazy } from 'react';
import { registerSection } from '@/records/detail/sections';
import { SUBJECT_KIND } from '../search';

/** The page of a product, person, project or organisation says what is required of it, and how that stands. */
export function registerSubjectSections(): void {
  const kinds = new Set(Object.values(SUBJECT_KIND));
  registerSection({
    name: 'subject.required',
    place: 'side',
    fits: (kind) => kinds.has(kind.name),
    component: lazy(() => import('./RequiredPanel')),
  });
}
