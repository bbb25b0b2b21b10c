import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { pulseQuery } from '@/api/channels';
import { useMay } from '@/api/session';

/** How many alerts wait for this person. When something new came the lists on the screen are asked again. */
export function useOpenAlertCount(): number {
  const may = useMay();
  const client = useQueryClient();
  const { data } = useQuery({ ...pulseQuery, enabled: may('alert', 'read') });
  const seen = useRef<string | undefined>(undefined);
  const mark = data ? `${data.open} ${data.newest ?? ''}` : undefined;
  useEffect(() => {
    if (mark && seen.current && seen.current !== mark)
      void client.invalidateQueries({ queryKey: ['records', 'alert'] });
    if (mark) seen.current = mark;
  }, [mark, client]);
  return data?.open ?? 0;
}
