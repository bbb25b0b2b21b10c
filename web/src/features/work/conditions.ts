import type { Condition } from '@/foundation/condition';

/** The four lists of daily work. */
export type Show = 'todo' | 'done' | 'started' | 'copied';
export const SHOWS: Show[] = ['todo', 'done', 'started', 'copied'];

const RULES: Record<Show, Condition['rules']> = {
  todo: [
    { field: 'state', operator: '=', value: 'open' },
    { field: 'holders', operator: 'any', value: ['me'] },
  ],
  done: [{ field: 'done_by', operator: 'any', value: ['me'] }],
  started: [{ field: 'initiator', operator: '=', value: 'me' }],
  copied: [{ field: 'copied_to', operator: 'any', value: ['me'] }],
};

export function conditionOf(show: Show): Condition {
  return { combinator: 'and', rules: RULES[show] };
}

/** What is running about one record. */
export function casesAbout(kind: string, id: string): Condition {
  return {
    combinator: 'and',
    rules: [
      { field: 'subject_kind', operator: '=', value: kind },
      { field: 'subject_id', operator: '=', value: id },
    ],
  };
}
