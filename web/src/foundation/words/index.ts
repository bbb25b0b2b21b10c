import { ALERTING } from './alerting';
import { CHANNELS } from './channels';
import { DETAIL } from './detail';
import { FILTER } from './filter';
import { GATE } from './gate';
import { HOME } from './home';
import { IMPORTING } from './importing';
import { LIST } from './list';
import { PAPERS } from './papers';
import { SETTINGS } from './settings';
import { SHELL } from './shell';
import { STANDING } from './standing';

export const WORDS = {
  ...SHELL,
  ...LIST,
  ...FILTER,
  ...DETAIL,
  ...IMPORTING,
  ...GATE,
  ...HOME,
  ...PAPERS,
  ...SETTINGS,
  ...CHANNELS,
  ...ALERTING,
  ...STANDING,
} as const;

export type WordKey = keyof typeof WORDS;
