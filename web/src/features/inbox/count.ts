import { useQuery } from '@tanstack/react-query';
import { useKind } from '@/api/catalogue';
import { countQuery } from '@/api/records';
import { useMay } from '@/api/session';
import { openAlerts } from './conditions';

/** How many alerts wait for this person. */
export function useOpenAlertCount(): number {
  const may = useMay();
  const kind = useKind('alert');
  const condition = kind ? openAlerts(kind) : null;
  const answer = useQuery({
    ...countQuery('alert', condition),
    enabled: kind !== undefined && may('alert', 'read'),
    refetchInterval: 60_000,
  });
  return answer.data?.count ?? 0;
}
