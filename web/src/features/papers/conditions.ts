import type { Condition } from '@/foundation/condition';

export const SHOWS = ['open', 'filed', 'dismissed', 'all'] as const;
export type Show = (typeof SHOWS)[number];

const STATES: Record<Show, string[] | null> = {
  open: ['waiting', 'duplicate'],
  filed: ['filed'],
  dismissed: ['dismissed'],
  all: null,
};

export function isShow(value: unknown): value is Show {
  return SHOWS.includes(value as Show);
}

/** The papers that a tab shows. */
export function shownPapers(show: Show): Condition {
  const states = STATES[show];
  return {
    combinator: 'and',
    rules: states ? [{ field: 'state', operator: 'in', value: states }] : [],
  };
}
