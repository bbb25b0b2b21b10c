import type { Answer } from '@/api/gate';
import type { WordKey } from '@/foundation/words';

/** The words for an answer or the weight of a reason. */
export const SAID: Record<Answer | 'info', WordKey> = {
  allow: 'gate.allow',
  warn: 'gate.warn',
  deny: 'gate.deny',
  info: 'gate.info',
};
