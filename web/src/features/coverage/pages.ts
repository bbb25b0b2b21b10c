import type { WordKey } from '@/foundation/words';

/** The pages of the section, in order. A page added here stands in its tabs; its route is one of the app's. */
export const COVERAGE_PAGES: {
  to: '/coverage' | '/coverage/report' | '/coverage/plan' | '/coverage/scenarios' | '/coverage/losing';
  word: WordKey;
}[] = [
  { to: '/coverage', word: 'coverage.matrix' },
  { to: '/coverage/report', word: 'coverage.report' },
  { to: '/coverage/plan', word: 'coverage.plan' },
  { to: '/coverage/scenarios', word: 'coverage.scenarios' },
  { to: '/coverage/losing', word: 'coverage.losing' },
];
