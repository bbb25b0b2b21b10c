import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { type Channel, channelsQuery } from '@/api/channels';
import { useMay } from '@/api/session';
import { StatusTag } from '@/ui/StatusTag';
import { ErrorNote, PageLoading } from '@/ui/states';
import { useTitle } from '@/ui/viewport';
import { useLabel, useWords } from '@/ui/words';
import { ChannelForm } from './ChannelForm';
import { DeliveriesDrawer } from './DeliveriesDrawer';
import { TestDialog } from './TestDialog';

/** Every channel: whether it works, what went over it, its settings and a test. */
export function ChannelsPage() {
  const say = useWords();
  useTitle(say('channels.title'));
  const answer = useQuery(channelsQuery);
  const search = useSearch({ from: '/app/settings/channels' });
  const navigate = useNavigate({ from: '/settings/channels' });
  const [testing, setTesting] = useState<Channel | null>(null);
  const [looking, setLooking] = useState<{ channel: Channel; state: 'dead' | 'sent' } | null>(null);
  if (answer.error) return <ErrorNote error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <PageLoading />;
  const open = answer.data.items.find((one) => one.code === search.open);
  return (
    <div className="channels">
      <header className="page-head">
        <h1>{say('channels.title')}</h1>
      </header>
      <p className="quiet">{say('channels.intro')}</p>
      <div className="channel-grid">
        {answer.data.items.map((channel) => (
          <ChannelCard
            key={channel.code}
            channel={channel}
            onEdit={() => void navigate({ search: { open: channel.code } })}
            onTest={() => setTesting(channel)}
            onLook={(state) => setLooking({ channel, state })}
          />
        ))}
      </div>
      {open && <ChannelForm key={open.code} channel={open} onClose={() => void navigate({ search: {} })} />}
      {testing && <TestDialog channel={testing} onClose={() => setTesting(null)} />}
      {looking && <DeliveriesDrawer {...looking} onClose={() => setLooking(null)} />}
    </div>
  );
}

function ChannelCard({
  channel,
  onEdit,
  onTest,
  onLook,
}: {
  channel: Channel;
  onEdit: () => void;
  onTest: () => void;
  onLook: (state: 'dead' | 'sent') => void;
}) {
  const say = useWords();
  const label = useLabel();
  const may = useMay();
  const { counts } = channel;
  const waiting = (counts.due ?? 0) + (counts.retry ?? 0) + (counts.sending ?? 0);
  const names = channel.asked
    .filter((one) => channel.missing.includes(one.name))
    .map((one) => label(one.label));
  return (
    <article className="channel-card" aria-label={label(channel.label)}>
      <header>
        <h2>{label(channel.label)}</h2>
        <ChannelStatus channel={channel} />
      </header>
      <p className="quiet">{channel.by_operator ? say('channels.operator') : label(channel.about)}</p>
      {names.length > 0 && (
        <p className="channel-bad">{say('channels.missing', { names: names.join('、') })}</p>
      )}
      {channel.trouble && <p className="channel-bad">{channel.trouble}</p>}
      {(counts.sent || waiting || counts.dead) && (
        <p className="channel-counts num">
          <span className="quiet">{say('channels.last30')}</span>
          {counts.sent && (
            <button type="button" className="link-button" onClick={() => onLook('sent')}>
              {say('channels.sent', { n: counts.sent })}
            </button>
          )}
          {waiting > 0 && <span>{say('channels.waiting', { n: waiting })}</span>}
          {counts.dead && (
            <button type="button" className="link-button channel-bad" onClick={() => onLook('dead')}>
              {say('channels.dead', { n: counts.dead })}
            </button>
          )}
        </p>
      )}
      {may('alert_channel', 'amend') && (
        <div className="channel-actions">
          {!channel.by_operator && (
            <Button type={channel.id ? 'default' : 'primary'} onClick={onEdit}>
              {say(channel.id ? 'channels.edit' : 'channels.setUp')}
            </Button>
          )}
          {channel.ready && <Button onClick={onTest}>{say('channels.test')}</Button>}
        </div>
      )}
    </article>
  );
}

function ChannelStatus({ channel }: { channel: Channel }) {
  const say = useWords();
  if (channel.trouble) return <StatusTag status="expired" text={say('channels.trouble')} />;
  if (channel.ready) return <StatusTag status="valid" text={say('channels.ready')} />;
  if (channel.id && !channel.active) return <StatusTag status="archived" text={say('channels.off')} />;
  return <StatusTag status="draft" text={say('channels.unset')} />;
}
