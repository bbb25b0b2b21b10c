import type { Label } from '@/foundation/labels';
import { WORDS, type WordKey } from '@/foundation/words';
import { useLabel, useWords } from '@/ui/words';

/** What a deadline is called: the server's words, else ours for its code. */
export function useDeadlineName(): (deadline: { code?: string; label?: Label | string | null }) => string {
  const say = useWords();
  const label = useLabel();
  return (deadline) => {
    const told = label(deadline.label);
    const code = deadline.code ?? '';
    const key = `duties.deadline.${code}`;
    return told && told !== code ? told : key in WORDS ? say(key as WordKey) : code;
  };
}
