import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useCatalogue } from '@/api/catalogue';
import { countQuery, listQuery } from '@/api/records';
import { type AsOf, asOfParts } from '@/foundation/asof';
import { type KindSpec, withTitleIn } from '@/foundation/catalogue';
import { both, type Condition } from '@/foundation/condition';
import { formatCount, formatNumber } from '@/foundation/numbers';
import { EmptyState, ErrorNote, PageLoading } from '@/ui/states';
import { usePhone, useTitle } from '@/ui/viewport';
import { useLabel, useLang, useWords } from '@/ui/words';
import { AsOfBanner } from '../asof/AsOfBanner';
import { AsOfContext } from '../asof/context';
import { Chips } from '../filter/Chips';
import { FilterDrawer } from '../filter/FilterDrawer';
import { ColumnChooser } from './ColumnChooser';
import { keepColumns, shownColumns } from './columns';
import { ListCards } from './ListCards';
import { ListEmpty } from './ListEmpty';
import { ListTable } from './ListTable';
import { ListToolbar } from './ListToolbar';
import { SelectionBar } from './SelectionBar';
import type { ListSearch } from './search';
import { ViewTabs } from './ViewTabs';

const PAGE = 50;
/** Most visits see the table only. */
const CalendarView = lazy(() => import('./CalendarView'));

/** The list of any kind. */
export function ListPage() {
  const { kind: name } = useParams({ from: '/app/r/$kind' });
  const { byName, kinds } = useCatalogue();
  const say = useWords();
  const kind = byName.get(name);
  if (kinds.length === 0) return <PageLoading />;
  if (!kind) return <EmptyState title={say('app.notFound')} help={say('app.notFoundHelp')} />;
  return <KindList key={name} kind={kind} />;
}

function KindList({ kind }: { kind: KindSpec }) {
  const label = useLabel();
  const lang = useLang();
  const phone = usePhone();
  const search = useSearch({ from: '/app/r/$kind' });
  const navigate = useNavigate({ from: '/r/$kind' });
  const [selected, setSelected] = useState<string[]>([]);
  const [panel, setPanel] = useState<'filter' | 'columns' | null>(null);
  useTitle(label(kind.plural));

  const columns = shownColumns(kind, search.cols);
  const condition = search.c ?? null;
  const asOf = useMemo(() => asOfParts({ on: search.on, known: search.known }), [search.on, search.known]);
  const question = {
    ...asOf,
    condition,
    q: search.q,
    sort: search.sort,
    fields: withTitleIn(
      kind,
      columns.map((field) => field.name),
      lang,
    ),
    limit: PAGE,
  };
  const list = useInfiniteQuery({ ...listQuery(kind.name, question), enabled: search.mode !== 'calendar' });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const first = list.data?.pages[0];
  // what is shown while the next answer is on its way must not be counted as that answer
  const settled = !list.isPlaceholderData;
  const more = useQuery({
    ...countQuery(kind.name, condition, search.q, asOf),
    enabled: settled && first?.capped === true,
  });
  const counted = first?.capped && more.data ? more.data : first;
  const total = settled ? (counted?.count ?? null) : null;
  const capped = counted?.capped ?? false;

  const asked = JSON.stringify([condition, search.q, asOf]);
  // a selection belongs to what was asked; a new question starts a new one
  // biome-ignore lint/correctness/useExhaustiveDependencies: the question is the trigger
  useEffect(() => setSelected([]), [asked]);

  function change(next: Partial<ListSearch>): void {
    void navigate({
      search: (before: ListSearch) => {
        const merged: Record<string, unknown> = { ...before, ...next };
        for (const key of Object.keys(merged))
          if (merged[key] === undefined || merged[key] === null || merged[key] === '') delete merged[key];
        return merged as ListSearch;
      },
    });
  }

  function chooseColumns(names: string[] | null): void {
    keepColumns(kind, names);
    change({ cols: undefined });
    setPanel(null);
  }

  const applyCondition = (next: Condition | null) => change({ c: next ?? undefined });
  const chooseTimes = (next: AsOf) => change({ on: next.on, known: next.known });
  const narrowed = condition !== null || Boolean(search.q);

  return (
    <AsOfContext value={asOf}>
      <div className="list-page">
        <header className="page-head">
          <h1>{label(kind.plural)}</h1>
          <Counted total={total} capped={capped} narrowed={narrowed} />
        </header>
        <ViewTabs
          kind={kind}
          search={search}
          columns={columns.map((field) => field.name)}
          onChoose={change}
        />
        <ListToolbar
          kind={kind}
          search={search}
          question={question}
          onText={(q) => change({ q: q || undefined })}
          onUnderstood={(found, rest) =>
            change({ c: both(condition, found) ?? undefined, q: rest || undefined })
          }
          onMode={(mode) => change({ mode })}
          onSort={(sort) => change({ sort })}
          onPanel={setPanel}
          asOf={asOf}
          onAsOf={chooseTimes}
        />
        <AsOfBanner asOf={asOf} onChange={chooseTimes} answered={!first || first.as_of !== undefined} />
        <Chips
          kind={kind}
          condition={condition}
          q={search.q ?? ''}
          onCondition={applyCondition}
          onText={(q) => change({ q: q || undefined })}
        />
        {search.mode === 'calendar' ? (
          <Suspense fallback={<PageLoading />}>
            <CalendarView
              kind={kind}
              condition={condition}
              q={search.q ?? ''}
              month={search.month}
              layout={search.layout}
              onMonth={(month) => change({ month })}
              onLayout={(layout) => change({ layout })}
            />
          </Suspense>
        ) : list.error ? (
          <ErrorNote error={list.error} retry={() => void list.refetch()} />
        ) : list.isPending ? (
          <PageLoading />
        ) : rows.length === 0 ? (
          <ListEmpty kind={kind} narrowed={narrowed} onClear={() => change({ c: undefined, q: undefined })} />
        ) : (
          <>
            <SelectionBar
              kind={kind}
              selected={asOf.known ? [] : selected}
              onClear={() => setSelected([])}
              condition={condition}
              q={search.q ?? ''}
              total={total}
              capped={capped}
            />
            <Rows
              phone={phone}
              kind={kind}
              columns={columns}
              rows={rows}
              sort={search.sort}
              onSort={(sort) => change({ sort })}
              selected={selected}
              onSelect={setSelected}
              loading={list.isFetching && !list.isFetchingNextPage}
            />
            <More
              shown={rows.length}
              total={total}
              capped={capped}
              hasMore={list.hasNextPage}
              busy={list.isFetchingNextPage}
              onMore={() => void list.fetchNextPage()}
            />
          </>
        )}
        {panel === 'filter' && (
          <FilterDrawer
            kind={kind}
            condition={condition}
            q={search.q ?? ''}
            onApply={(next) => {
              applyCondition(next);
              setPanel(null);
            }}
            onClose={() => setPanel(null)}
          />
        )}
        {panel === 'columns' && (
          <ColumnChooser
            kind={kind}
            shown={columns.map((field) => field.name)}
            onApply={chooseColumns}
            onClose={() => setPanel(null)}
          />
        )}
      </div>
    </AsOfContext>
  );
}

function Rows({ phone, ...props }: { phone: boolean } & Parameters<typeof ListTable>[0]) {
  return phone ? <ListCards {...props} /> : <ListTable {...props} />;
}

function Counted({ total, capped, narrowed }: { total: number | null; capped: boolean; narrowed: boolean }) {
  const say = useWords();
  const lang = useLang();
  if (total === null) return null;
  return (
    <span className={narrowed ? 'page-count narrowed num' : 'page-count num'} aria-live="polite">
      {say('list.count', { count: total, text: formatCount(total, capped, lang) })}
    </span>
  );
}

function More({
  shown,
  total,
  capped,
  hasMore,
  busy,
  onMore,
}: {
  shown: number;
  total: number | null;
  capped: boolean;
  hasMore: boolean;
  busy: boolean;
  onMore: () => void;
}) {
  const say = useWords();
  const lang = useLang();
  if (!hasMore) return null;
  const left = total === null || capped ? PAGE : Math.min(PAGE, total - shown);
  return (
    <div className="list-more">
      {total !== null && (
        <span className="quiet num">
          {say('list.shown', { shown: formatNumber(shown, lang), total: formatCount(total, capped, lang) })}
        </span>
      )}
      <Button onClick={onMore} loading={busy}>
        {say('list.loadMore', { count: left })}
      </Button>
    </div>
  );
}
