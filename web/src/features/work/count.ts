import { useQuery } from '@tanstack/react-query';
import { useKind } from '@/api/catalogue';
import { countQuery } from '@/api/records';
import { conditionOf } from './conditions';

/** How many tasks wait for this person. */
export function useOpenTaskCount(): number {
  const kind = useKind('task');
  const answer = useQuery({
    ...countQuery('task', conditionOf('todo')),
    enabled: kind !== undefined,
    refetchInterval: 60_000,
  });
  return answer.data?.count ?? 0;
}
