import { ALERTING } from './alerting';
import { CHANNELS } from './channels';
import type { COVERAGE } from './coverage';
import type { WORK_DESIGN } from './designing';
import { DETAIL } from './detail';
import { FILTER } from './filter';
import type { GATE } from './gate';
import { HOME } from './home';
import type { IMPORTING } from './importing';
import { LIST } from './list';
import type { LOSING } from './losing';
import type { WORK_MEASURES } from './measures';
import type { PAPERS } from './papers';
import type { PLANNING } from './planning';
import type { SCENARIOS } from './scenarios';
import { SETTINGS } from './settings';
import { SHELL } from './shell';
import { STANDING } from './standing';
import { WORK } from './work';

/** Words that come with the first page; those of a page of its own come with it (`learnWords`). */
export const WORDS = {
  ...SHELL,
  ...LIST,
  ...FILTER,
  ...DETAIL,
  ...HOME,
  ...SETTINGS,
  ...CHANNELS,
  ...ALERTING,
  ...STANDING,
  ...WORK,
} as const;

export type WordKey =
  | keyof typeof WORDS
  | keyof typeof COVERAGE
  | keyof typeof GATE
  | keyof typeof IMPORTING
  | keyof typeof PAPERS
  | keyof typeof PLANNING
  | keyof typeof LOSING
  | keyof typeof SCENARIOS
  | keyof typeof WORK_DESIGN
  | keyof typeof WORK_MEASURES;
