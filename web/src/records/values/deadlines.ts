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

/** Days on which something becomes possible, not days by which it must be done. */
const OPENINGS = new Set(['renewal_open']);

export function isOpening(deadline: { code?: string }): boolean {
  return OPENINGS.has(deadline.code ?? '');
}
