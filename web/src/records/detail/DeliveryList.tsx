import type { DeliveryState } from '@/api/channels';
import { formatInstant } from '@/foundation/dates';
import { StatusTag } from '@/ui/StatusTag';
import { useLabel, useLang, useWords } from '@/ui/words';

/** Deliveries in words: sent, received, read; failed and why; which channel took over. */
export function DeliveryList({ rows }: { rows: DeliveryState[] }) {
  return (
    <ul className="plain-list delivery-list">
      {rows.map((row, at) => (
        // one channel may have carried an alert in several rounds
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are never reordered
        <Delivery key={`${row.channel}${at}`} row={row} />
      ))}
    </ul>
  );
}

function Delivery({ row }: { row: DeliveryState }) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const times = [
    ['deliveries.sentAt', row.sent_at],
    ['deliveries.receivedAt', row.received_at],
    ['deliveries.readAt', row.read_at],
  ] as const;
  return (
    <li>
      <strong>{label(row.channel_label)}</strong>
      <div className="delivery-facts">
        <StatusTag status={row.state} text={label(row.state_label)} />
        {times.map(
          ([key, at]) =>
            at && (
              <span key={key} className="quiet num">
                {say(key)} {formatInstant(at, lang)}
              </span>
            ),
        )}
        {row.task && (
          <span className="quiet">
            {say(row.task_done_at ? 'deliveries.taskDone' : 'deliveries.taskOpen')}
          </span>
        )}
        {row.reason_label && <span className="quiet">{label(row.reason_label)}</span>}
        {row.fell_to_label && (
          <span className="quiet">{say('deliveries.fellTo', { channel: label(row.fell_to_label) })}</span>
        )}
        {row.unsure && <span className="quiet wide">{say('deliveries.unsure')}</span>}
        {row.error && row.state !== 'sent' && <span className="channel-bad wide">{row.error}</span>}
      </div>
    </li>
  );
}
