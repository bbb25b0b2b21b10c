import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Checkbox, Input } from 'antd';
import { useState } from 'react';
import { useKind } from '@/api/catalogue';
import { isRef } from '@/api/names';
import { listQuery, type RecordRow } from '@/api/records';
import { useMay } from '@/api/session';
import type { KindSpec } from '@/foundation/catalogue';
import { formatInstant } from '@/foundation/dates';
import { QueuePage, SelectAll } from '@/records/list/QueuePage';
import { Value } from '@/records/values/Value';
import { usePassed } from '@/ui/clock';
import { EmptyState } from '@/ui/states';
import { useTitle } from '@/ui/viewport';
import { useLang, useWords } from '@/ui/words';
import { BulkApprove, MOST_AT_ONCE } from './BulkApprove';
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
  const [approving, setApproving] = useState(false);
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
  const open = show === 'todo' ? rows.map((row) => row.id) : [];
  const chosen = picked.filter((id) => open.includes(id));
  return (
    <>
      <QueuePage<Show>
        className="work-page"
        listClass="work-list"
        title={say('work.title')}
        shows={SHOWS.map((one) => ({ value: one, label: say(`work.${one}`) }))}
        show={show}
        onShow={(next) => void navigate({ search: { show: next === 'todo' ? undefined : next } })}
        extra={
          <div className="designer-actions">
            {may('case', 'oversee') && (
              <Link to="/processes/measures">
                <Button>{say('work.measures')}</Button>
              </Link>
            )}
            {may('case', 'start') && (
              <Button type="primary" onClick={() => setStarting(true)}>
                {say('work.start')}
              </Button>
            )}
          </div>
        }
        tools={
          <>
            <Input.Search
              allowClear
              aria-label={say('work.search')}
              placeholder={say('work.search')}
              defaultValue={search.q}
              onSearch={(q) => void navigate({ search: { ...search, q: q || undefined } })}
              className="work-search"
            />
            <SelectAll
              open={open}
              chosen={chosen}
              onChange={(ids) => setPicked(ids.slice(0, MOST_AT_ONCE))}
            />
            {chosen.length > 0 && (
              <section className="selection-bar" aria-label={say('list.bulk')}>
                <span className="num" aria-live="polite">
                  {say('list.selected', { count: chosen.length })}
                </span>
                <span className="grow" />
                <Button size="small" type="primary" onClick={() => setApproving(true)}>
                  {say('bulk.open')}
                </Button>
                <Button size="small" type="text" onClick={() => setPicked([])}>
                  {say('list.clearSelection')}
                </Button>
              </section>
            )}
          </>
        }
        list={list}
        rows={rows}
        empty={{ title: say('work.empty'), help: say('work.emptyHelp') }}
      >
        {(row) => (
          <Item
            key={row.id}
            kind={kind}
            row={row}
            picked={show === 'todo' ? chosen.includes(row.id) : null}
            onPick={(next) =>
              setPicked((before) =>
                next ? [...before, row.id].slice(-MOST_AT_ONCE) : before.filter((id) => id !== row.id),
              )
            }
          />
        )}
      </QueuePage>
      {starting && <StartDialog onClose={() => setStarting(false)} />}
      {approving && (
        <BulkApprove
          ids={chosen}
          onClose={() => setApproving(false)}
          onDone={() => {
            setApproving(false);
            setPicked([]);
          }}
        />
      )}
    </>
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
  const late = usePassed(due);
  if (due && row.state === 'open') {
    return (
      <span className={late ? 'num work-late' : 'num quiet'}>
        {say(late ? 'work.late' : 'work.due', { when: formatInstant(due, lang) })}
      </span>
    );
  }
  return <span className="num quiet">{say('work.came', { when: formatInstant(came, lang) })}</span>;
}
