import { useQuery } from '@tanstack/react-query';
import { App, Button, Input, Select } from 'antd';
import { useId, useState } from 'react';
import { type Digest, useSaveWishes, type Wish, wishesQuery } from '@/api/channels';
import { Panel } from '@/ui/Panel';
import { ErrorNote, PageLoading, useProblemText } from '@/ui/states';
import { useTitle } from '@/ui/viewport';
import { useLabel, useWords } from '@/ui/words';
import { DigestPanel } from './DigestPanel';

/** Where and how one is told. */
export function NotificationsPage() {
  const say = useWords();
  useTitle(say('notifications.title'));
  const answer = useQuery(wishesQuery);
  if (answer.error) return <ErrorNote error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <PageLoading />;
  return <WishesForm items={answer.data.items} chosen={answer.data.digest} />;
}

function WishesForm({ items, chosen }: { items: Wish[]; chosen: Digest }) {
  const say = useWords();
  const problem = useProblemText();
  const { message } = App.useApp();
  const [rows, setRows] = useState(items);
  const [digest, setDigest] = useState(chosen);
  const saving = useSaveWishes();

  function change(channel: string, part: Partial<Wish>): void {
    setRows(rows.map((row) => (row.channel === channel ? { ...row, ...part } : row)));
  }

  function save(): void {
    const before = new Map(items.map((row) => [row.channel, row.address]));
    const addresses = Object.fromEntries(
      rows
        .filter((row) => before.get(row.channel) !== row.address)
        .map((row) => [row.field, row.address.trim()]),
    );
    const wishes = rows.map(({ channel, from_level, quiet_from, quiet_to }) => ({
      channel,
      from_level,
      quiet_from,
      quiet_to,
    }));
    const { rhythm, weekday, hour, working_days } = digest;
    saving.mutate(
      { addresses, wishes, digest: { rhythm, weekday, hour, working_days } },
      {
        onSuccess: (answer) => {
          setDigest(answer.digest);
          void message.success(say('notifications.saved'));
        },
        onError: (error) => void message.error(problem(error)),
      },
    );
  }

  return (
    <div>
      <header className="page-head">
        <h1>{say('notifications.title')}</h1>
        <Button type="primary" loading={saving.isPending} onClick={save}>
          {say('notifications.save')}
        </Button>
      </header>
      <p className="quiet page-intro">{say('notifications.intro')}</p>
      <Panel>
        {rows.map((row) => (
          <WishRow key={row.channel} row={row} onChange={(part) => change(row.channel, part)} />
        ))}
      </Panel>
      <DigestPanel digest={digest} onChange={(part) => setDigest({ ...digest, ...part, next: null })} />
    </div>
  );
}

function WishRow({ row, onChange }: { row: Wish; onChange: (part: Partial<Wish>) => void }) {
  const say = useWords();
  const label = useLabel();
  const name = label(row.label);
  const field = useId();
  return (
    <fieldset className="wish plain-fieldset" aria-label={name}>
      <div>
        <strong>{name}</strong>
        {!row.ready && <div className="quiet">{say('notifications.notReady')}</div>}
      </div>
      <label htmlFor={field}>
        <span>{say(`notifications.${row.field}` as 'notifications.email')}</span>
        <Input
          id={field}
          value={row.address}
          onChange={(event) => onChange({ address: event.target.value })}
          maxLength={254}
        />
      </label>
      <div>
        <span className="quiet">{say('notifications.level')}</span>
        <Select
          aria-label={`${name} ${say('notifications.level')}`}
          style={{ width: '100%' }}
          value={row.from_level}
          onChange={(level) => onChange({ from_level: level })}
          options={[
            { value: 'info', label: say('notifications.all') },
            { value: 'warning', label: say('notifications.warning') },
            { value: 'urgent', label: say('notifications.urgent') },
          ]}
        />
      </div>
      <div className="times">
        <span>{say('notifications.own')}</span>
        <span className="pair">
          <Input
            aria-label={`${name} ${say('channels.from')}`}
            placeholder="--:--"
            maxLength={5}
            value={row.quiet_from}
            onChange={(event) => onChange({ quiet_from: event.target.value })}
          />
          –
          <Input
            aria-label={`${name} ${say('channels.to')}`}
            placeholder="--:--"
            maxLength={5}
            value={row.quiet_to}
            onChange={(event) => onChange({ quiet_to: event.target.value })}
          />
        </span>
        <span className="quiet">{say('notifications.ownHelp')}</span>
      </div>
    </fieldset>
  );
}
