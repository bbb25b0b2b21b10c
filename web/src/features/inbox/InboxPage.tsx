import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useKind } from '@/api/catalogue';
import { listQuery, type RecordRow } from '@/api/records';
import type { ActionSpec, KindSpec } from '@/foundation/catalogue';
import { ActionDialog } from '@/records/form/ActionDialog';
import { QueuePage, SelectAll } from '@/records/list/QueuePage';
import { SelectionBar } from '@/records/list/SelectionBar';
import { EmptyState } from '@/ui/states';
import { useTitle } from '@/ui/viewport';
import { useWords } from '@/ui/words';
import { AlertCard } from './AlertCard';
import { allAlerts, answeredAlerts, openAlerts } from './conditions';

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
