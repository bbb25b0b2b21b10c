import { WORDS, type WordKey } from '@/foundation/words';
import { useLabel, useWords } from '@/ui/words';
import type { Deadline } from './shapes';

/** What a deadline is called: the server's words, else ours for its code. */
export function useDeadlineName(): (deadline: Deadline) => string {
  const say = useWords();
  const label = useLabel();
  return (deadline) => {
    const told = label(deadline.label);
    const key = `duties.deadline.${deadline.code}`;
    return told && told !== deadline.code ? told : key in WORDS ? say(key as WordKey) : deadline.code;
  };
}
