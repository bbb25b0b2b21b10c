import { Link } from '@tanstack/react-router';
import type { DeliveryState } from '@/api/channels';
import { DeliveryList } from '@/records/detail/DeliveryList';
import type { SectionProps } from '@/records/detail/sections';
import { Panel } from '@/ui/Panel';
import { useWords } from '@/ui/words';

/** Over which channels this alert went, and what became of it on each. */
export function DeliveriesPanel({ detail }: SectionProps) {
  const say = useWords();
  const record = detail.extra.record as { kind: string; id: string } | undefined;
  return (
    <Panel
      title={say('deliveries.title')}
      extra={
        record && (
          <Link to="/r/$kind/$id" params={record}>
            {say('deliveries.record')}
          </Link>
        )
      }
    >
      <DeliveryList rows={detail.extra.deliveries as DeliveryState[]} />
    </Panel>
  );
}
