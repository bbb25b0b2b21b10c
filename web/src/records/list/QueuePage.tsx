import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { Button, Checkbox, Segmented } from 'antd';
import type { ReactNode } from 'react';
import type { RecordRow } from '@/api/records';
import { EmptyState, ErrorNote, PageLoading } from '@/ui/states';
import { useWords } from '@/ui/words';

interface QueuePageProps<Show extends string> {
  title: string;
  /** the lists of the page, one of them shown */
  shows: { value: Show; label: string }[];
  show: Show;
  onShow: (next: Show) => void;
  /** what can be done beside the lists */
  extra?: ReactNode;
  /** between head and list: search, selection */
  tools?: ReactNode;
  list: Pick<
    UseInfiniteQueryResult,
    'error' | 'isPending' | 'refetch' | 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'
  >;
  rows: RecordRow[];
  empty: { title: string; help: string };
  className: string;
  listClass: string;
  children: (row: RecordRow) => ReactNode;
}

/** A person's own list as cards: several lists to choose from, what can be done, more on demand. */
export function QueuePage<Show extends string>(props: QueuePageProps<Show>) {
  const say = useWords();
  const { list, rows } = props;
  return (
    <div className={props.className}>
      <header className="page-head">
        <h1>{props.title}</h1>
        <Segmented<Show> value={props.show} onChange={props.onShow} options={props.shows} />
        {props.extra}
      </header>
      {props.tools}
      {list.error ? (
        <ErrorNote error={list.error} retry={() => void list.refetch()} />
      ) : list.isPending ? (
        <PageLoading />
      ) : rows.length === 0 ? (
        <EmptyState title={props.empty.title} help={props.empty.help} />
      ) : (
        <ul className={`plain-list ${props.listClass}`}>{rows.map(props.children)}</ul>
      )}
      {list.hasNextPage && (
        <div className="list-more">
          <Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
            {say('list.loadMore', { count: 50 })}
          </Button>
        </div>
      )}
    </div>
  );
}

/** All that is open, or none of it. */
export function SelectAll({
  open,
  chosen,
  onChange,
}: {
  open: string[];
  chosen: string[];
  onChange: (ids: string[]) => void;
}) {
  const say = useWords();
  if (open.length < 2) return null;
  return (
    <div className="inbox-bulk">
      <Checkbox
        checked={chosen.length === open.length}
        indeterminate={chosen.length > 0 && chosen.length < open.length}
        onChange={(event) => onChange(event.target.checked ? open : [])}
      >
        {say('inbox.selectAll')}
      </Checkbox>
    </div>
  );
}
