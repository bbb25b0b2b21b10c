import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Alert } from 'antd';
import { useState } from 'react';
import { useKind } from '@/api/catalogue';
import { detailQuery, listQuery, type RecordRow } from '@/api/records';
import { type ActionSpec, actionOf, type KindSpec } from '@/foundation/catalogue';
import { ActionDialog } from '@/records/form/ActionDialog';
import { QueuePage, SelectAll } from '@/records/list/QueuePage';
import { SelectionBar } from '@/records/list/SelectionBar';
import { plainText } from '@/records/values/Value';
import { EmptyState } from '@/ui/states';
import { useTitle } from '@/ui/viewport';
import { useLabel, useWords } from '@/ui/words';
import { AlertCard } from './AlertCard';
import { allAlerts, answeredAlerts, openAlerts } from './conditions';
import { demandOf, plain, registerDemands } from './demands';

registerDemands();

const SHOWS = { open: openAlerts, done: answeredAlerts, all: allAlerts } as const;
type Show = keyof typeof SHOWS;

/** What this person was told and has to answer. */
export function InboxPage() {
  const kind = useKind('alert');
  const say = useWords();
  useTitle(say('inbox.title'));
  if (!kind) return <EmptyState title={say('app.notFound')} help={say('app.notFoundHelp')} />;
  return <Inbox kind={kind} />;
}

function Inbox({ kind }: { kind: KindSpec }) {
  const say = useWords();
  const search = useSearch({ from: '/app/inbox' });
  const navigate = useNavigate({ from: '/inbox' });
  const show: Show = search.show === 'done' || search.show === 'all' ? search.show : 'open';
  const [acting, setActing] = useState<{ row: RecordRow; action: ActionSpec } | null>(null);
  const list = useInfiniteQuery(
    listQuery('alert', {
      condition: SHOWS[show](kind),
      sort: show === 'open' ? 'due_on' : '-created_at',
      fields: kind.fields.filter((field) => field.type !== 'json').map((field) => field.name),
      limit: 50,
    }),
  );
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const [picked, setPicked] = useState<string[]>([]);
  const open = rows.filter((row) => row.state === 'open').map((row) => row.id);
  const chosen = picked.filter((id) => open.includes(id));
  const demanding = rows.filter((row) => chosen.includes(row.id) && demandOf(row) !== 'acknowledge').length;
  return (
    <>
      <QueuePage<Show>
        className="inbox"
        listClass="alert-list"
        title={say('inbox.title')}
        shows={[
          { value: 'open', label: say('inbox.open') },
          { value: 'done', label: say('inbox.done') },
          { value: 'all', label: say('inbox.all') },
        ]}
        show={show}
        onShow={(next) => void navigate({ search: next === 'open' ? {} : { show: next } })}
        tools={
          <>
            <SelectAll open={open} chosen={chosen} onChange={setPicked} />
            <SelectionBar
              kind={kind}
              selected={chosen}
              onClear={() => setPicked([])}
              condition={null}
              q=""
              total={null}
              capped={false}
            />
            {demanding > 0 && (
              <p className="demand-many" role="status">
                {say('inbox.asksMany', { count: demanding })}
              </p>
            )}
          </>
        }
        list={list}
        rows={rows}
        empty={{ title: say('inbox.empty'), help: say('inbox.emptyHelp') }}
      >
        {(row) => (
          <AlertCard
            key={row.id}
            kind={kind}
            row={row}
            onAct={(action) => setActing({ row, action })}
            picked={chosen.includes(row.id)}
            onPick={(next) =>
              setPicked((before) => (next ? [...before, row.id] : before.filter((id) => id !== row.id)))
            }
          />
        )}
      </QueuePage>
      {search.answer && (
        <Asked
          key={search.answer}
          kind={kind}
          id={search.answer}
          onEnd={() => void navigate({ search: {}, replace: true })}
        />
      )}
      {acting && (
        <ActionDialog
          kind={kind}
          action={acting.action}
          record={{ id: acting.row.id, version: acting.row.version, values: acting.row }}
          onDone={() => setActing(null)}
          onCancel={() => setActing(null)}
        />
      )}
    </>
  );
}

/** The form of one alert, to which a message led. */
function Asked({ kind, id, onEnd }: { kind: KindSpec; id: string; onEnd: () => void }) {
  const say = useWords();
  const label = useLabel();
  const found = useQuery(detailQuery('alert', id));
  const action = actionOf(kind, 'acknowledge');
  if (found.isPending || !action) return null;
  const state = found.data ? plain(found.data.values.state) : '';
  if (!found.data || (state !== 'open' && state !== 'snoozed'))
    return <Alert type="info" showIcon closable title={say('inbox.ended')} onClose={onEnd} />;
  const { version, values } = found.data;
  return (
    <ActionDialog
      kind={kind}
      action={action}
      title={`${label(action.label)} · ${plainText(values.title)}`}
      record={{ id, version, values }}
      onDone={onEnd}
      onCancel={onEnd}
    />
  );
}
