import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { App, Button, Drawer } from 'antd';
import { type Channel, type ChannelDelivery, channelDeliveriesQuery, useReplay } from '@/api/channels';
import { useMay } from '@/api/session';
import { formatInstant } from '@/foundation/dates';
import { EmptyState, ErrorNote, PageLoading, useProblemText } from '@/ui/states';
import { usePhone } from '@/ui/viewport';
import { useLabel, useLang, useWords } from '@/ui/words';

/** Dead letters, or what was sent: why, to whom, and once more by hand. */
export function DeliveriesDrawer({
  channel,
  state,
  onClose,
}: {
  channel: Channel;
  state: 'dead' | 'sent';
  onClose: () => void;
}) {
  const say = useWords();
  const label = useLabel();
  const phone = usePhone();
  const answer = useQuery(channelDeliveriesQuery(channel.code, state));
  const title = say(state === 'dead' ? 'channels.deadTitle' : 'channels.sentTitle');
  return (
    <Drawer open title={`${label(channel.label)} · ${title}`} size={phone ? '100%' : 560} onClose={onClose}>
      {answer.error && <ErrorNote error={answer.error} />}
      {answer.isPending && <PageLoading />}
      {answer.data?.items.length === 0 && <EmptyState compact title={say('channels.noneHere')} />}
      <ul className="plain-list dead-letters">
        {answer.data?.items.map((row) => (
          <Letter key={row.id} row={row} />
        ))}
      </ul>
    </Drawer>
  );
}

function Letter({ row }: { row: ChannelDelivery }) {
  const say = useWords();
  const lang = useLang();
  const label = useLabel();
  const may = useMay();
  const replay = useReplay();
  const problem = useProblemText();
  const { message } = App.useApp();
  return (
    <li>
      {row.alert ? (
        <Link to="/r/$kind/$id" params={{ kind: 'alert', id: row.alert }} className="title-link">
          {row.title}
        </Link>
      ) : (
        <strong>{row.title}</strong>
      )}{' '}
      <span className="mono quiet">{row.number}</span>
      <p className="quiet num">
        {[row.recipient, row.sent_at && formatInstant(row.sent_at, lang), row.message_id]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {row.state === 'dead' && (
        <p className="channel-bad">{[label(row.reason_label), row.error].filter(Boolean).join(' · ')}</p>
      )}
      {row.fell_to_label && (
        <p className="quiet">{say('deliveries.fellTo', { channel: label(row.fell_to_label) })}</p>
      )}
      {row.waits ? (
        may('alert_channel', 'amend') && (
          <Button
            size="small"
            loading={replay.isPending}
            onClick={() =>
              replay.mutate(row.id, {
                onSuccess: (answer) => void message.success(say('channels.replayed', { n: answer.again })),
                onError: (error) => void message.error(problem(error)),
              })
            }
          >
            {say('channels.replay')}
          </Button>
        )
      ) : (
        <span className="quiet">{say('channels.notWaiting')}</span>
      )}
    </li>
  );
}
