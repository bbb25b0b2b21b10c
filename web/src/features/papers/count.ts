import { useQuery } from '@tanstack/react-query';
import { useKind } from '@/api/catalogue';
import { countQuery } from '@/api/records';
import { shownPapers } from './conditions';

/** How many papers wait where this person may look. */
export function useWaitingPaperCount(): number {
  const kind = useKind('intake_item');
  const answer = useQuery({
    ...countQuery('intake_item', shownPapers('open')),
    enabled: kind !== undefined,
    refetchInterval: 60_000,
  });
  return answer.data?.count ?? 0;
}
