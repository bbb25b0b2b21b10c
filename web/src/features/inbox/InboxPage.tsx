import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { useKind } from '@/api/catalogue';
import { listQuery, type RecordRow } from '@/api/records';
import type { ActionSpec, KindSpec } from '@/foundation/catalogue';
import { ActionDialog } from '@/records/form/ActionDialog';
import { EmptyState, ErrorNote, PageLoading } from '@/ui/states';
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
  return (
    <div className="inbox">
      <header className="page-head">
        <h1>{say('inbox.title')}</h1>
        <Segmented<Show>
          value={show}
          onChange={(next) => void navigate({ search: next === 'open' ? {} : { show: next } })}
          options={[
            { value: 'open', label: say('inbox.open') },
            { value: 'done', label: say('inbox.done') },
            { value: 'all', label: say('inbox.all') },
          ]}
        />
      </header>
      {list.error ? (
        <ErrorNote error={list.error} retry={() => void list.refetch()} />
      ) : list.isPending ? (
        <PageLoading />
      ) : rows.length === 0 ? (
        <EmptyState title={say('inbox.empty')} help={say('inbox.emptyHelp')} />
      ) : (
        <ul className="plain-list alert-list">
          {rows.map((row) => (
            <AlertCard key={row.id} kind={kind} row={row} onAct={(action) => setActing({ row, action })} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <div className="list-more">
          <Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
            {say('list.loadMore', { count: 50 })}
          </Button>
        </div>
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
    </div>
  );
}
