import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Checkbox, Segmented } from 'antd';
import { useState } from 'react';
import { useKind } from '@/api/catalogue';
import { listQuery, type RecordRow } from '@/api/records';
import type { ActionSpec, KindSpec } from '@/foundation/catalogue';
import { ActionDialog } from '@/records/form/ActionDialog';
import { SelectionBar } from '@/records/list/SelectionBar';
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
  const [picked, setPicked] = useState<string[]>([]);
  const open = rows.filter((row) => row.state === 'open').map((row) => row.id);
  const chosen = picked.filter((id) => open.includes(id));
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
      {open.length > 1 && (
        <div className="inbox-bulk">
          <Checkbox
            checked={chosen.length === open.length}
            indeterminate={chosen.length > 0 && chosen.length < open.length}
            onChange={(event) => setPicked(event.target.checked ? open : [])}
          >
            {say('inbox.selectAll')}
          </Checkbox>
        </div>
      )}
      <SelectionBar
        kind={kind}
        selected={chosen}
        onClear={() => setPicked([])}
        condition={null}
        q=""
        total={null}
        capped={false}
      />
      {list.error ? (
        <ErrorNote error={list.error} retry={() => void list.refetch()} />
      ) : list.isPending ? (
        <PageLoading />
      ) : rows.length === 0 ? (
        <EmptyState title={say('inbox.empty')} help={say('inbox.emptyHelp')} />
      ) : (
        <ul className="plain-list alert-list">
          {rows.map((row) => (
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
