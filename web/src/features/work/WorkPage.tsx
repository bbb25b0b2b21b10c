import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Checkbox, Input, Segmented } from 'antd';
import { useState } from 'react';
import { useKind } from '@/api/catalogue';
import { isRef } from '@/api/names';
import { listQuery, type RecordRow } from '@/api/records';
import { useMay } from '@/api/session';
import type { KindSpec } from '@/foundation/catalogue';
import { formatInstant } from '@/foundation/dates';
import { SelectionBar } from '@/records/list/SelectionBar';
import { Value } from '@/records/values/Value';
import { EmptyState, ErrorNote, PageLoading } from '@/ui/states';
import { useTitle } from '@/ui/viewport';
import { useLang, useWords } from '@/ui/words';
import { conditionOf, SHOWS, type Show } from './conditions';
import { StartDialog } from './StartDialog';

/** What is asked of this person, what they did, what they started, what was copied to them. */
export function WorkPage() {
  const say = useWords();
  const tasks = useKind('task');
  const cases = useKind('case');
  useTitle(say('work.title'));
  if (!tasks || !cases) return <EmptyState title={say('app.notFound')} help={say('app.notFoundHelp')} />;
  return <Work tasks={tasks} cases={cases} />;
}

function Work({ tasks, cases }: { tasks: KindSpec; cases: KindSpec }) {
  const say = useWords();
  const may = useMay();
  const search = useSearch({ from: '/app/work' });
  const navigate = useNavigate({ from: '/work' });
  const show: Show = SHOWS.find((one) => one === search.show) ?? 'todo';
  const [starting, setStarting] = useState(false);
  const [picked, setPicked] = useState<string[]>([]);
  const kind = show === 'started' ? cases : tasks;
  const list = useInfiniteQuery(
    listQuery(kind.name, {
      condition: conditionOf(show),
      q: search.q,
      sort: show === 'started' ? '-started_at' : show === 'todo' ? 'due_at' : '-opened_at',
      fields: kind.fields.filter((field) => field.type !== 'json').map((field) => field.name),
      limit: 50,
    }),
  );
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const chosen = show === 'todo' ? picked.filter((id) => rows.some((row) => row.id === id)) : [];
  return (
    <div className="work-page">
      <header className="page-head">
        <h1>{say('work.title')}</h1>
        <Segmented<Show>
          value={show}
          onChange={(next) => void navigate({ search: { show: next === 'todo' ? undefined : next } })}
          options={SHOWS.map((one) => ({ value: one, label: say(`work.${one}`) }))}
        />
        {may('case', 'start') && (
          <Button type="primary" onClick={() => setStarting(true)}>
            {say('work.start')}
          </Button>
        )}
      </header>
      <Input.Search
        allowClear
        aria-label={say('work.search')}
        placeholder={say('work.search')}
        defaultValue={search.q}
        onSearch={(q) => void navigate({ search: { ...search, q: q || undefined } })}
        className="work-search"
      />
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
        <EmptyState title={say('work.empty')} help={say('work.emptyHelp')} />
      ) : (
        <ul className="plain-list work-list">
          {rows.map((row) => (
            <Item
              key={row.id}
              kind={kind}
              row={row}
              picked={show === 'todo' ? chosen.includes(row.id) : null}
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
      {starting && <StartDialog onClose={() => setStarting(false)} />}
    </div>
  );
}

function Item({
  kind,
  row,
  picked,
  onPick,
}: {
  kind: KindSpec;
  row: RecordRow;
  picked: boolean | null;
  onPick: (next: boolean) => void;
}) {
  const title = String(row.title ?? '');
  const state = kind.fields.find((field) => field.name === 'state');
  const about = isRef(row.case) ? row.case.label : isRef(row.process) ? row.process.label : '';
  return (
    <li className="work-item">
      {picked !== null && (
        <Checkbox checked={picked} aria-label={title} onChange={(event) => onPick(event.target.checked)} />
      )}
      <div className="work-what">
        <Link to="/r/$kind/$id" params={{ kind: kind.name, id: row.id }} className="record-link">
          {title}
        </Link>
        <span className="quiet">
          {[row.name ?? row.where, about].filter(Boolean).map(String).join(' · ')}
        </span>
      </div>
      <div className="work-when">
        {state && <Value field={state} value={row.state} cell />}
        <When row={row} />
      </div>
    </li>
  );
}

function When({ row }: { row: RecordRow }) {
  const say = useWords();
  const lang = useLang();
  const due = typeof row.due_at === 'string' ? row.due_at : null;
  const came = typeof row.opened_at === 'string' ? row.opened_at : String(row.started_at ?? '');
  if (due && row.state === 'open') {
    const late = new Date(due).getTime() < Date.now();
    return (
      <span className={late ? 'num work-late' : 'num quiet'}>
        {say(late ? 'work.late' : 'work.due', { when: formatInstant(due, lang) })}
      </span>
    );
  }
  return <span className="num quiet">{say('work.came', { when: formatInstant(came, lang) })}</span>;
}
