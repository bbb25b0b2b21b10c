import { PushpinOutlined, SaveOutlined, TeamOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useMemo, useState } from 'react';
import { useKind } from '@/api/catalogue';
import { usePerform } from '@/api/records';
import { useMay } from '@/api/session';
import { type SavedView, viewsQuery } from '@/api/views';
import { actionOf, type KindSpec } from '@/foundation/catalogue';
import { stripIds } from '@/foundation/condition';
import { useProblemText } from '@/ui/states';
import { useLabel, useWords } from '@/ui/words';
import { ActionDialog } from '../form/ActionDialog';
import { defaultColumns } from './columns';
import type { ListSearch } from './search';

const CLEAR: Partial<ListSearch> = {
  c: undefined,
  q: undefined,
  sort: undefined,
  cols: undefined,
  view: undefined,
};

interface Shown {
  condition: unknown;
  q: string;
  columns: string[];
  sort: string;
}

function shownBy(view: SavedView, kind: KindSpec): string {
  return JSON.stringify([
    view.condition ? stripIds(view.condition) : null,
    view.q,
    view.sort,
    view.columns.length ? view.columns : defaultColumns(kind),
  ]);
}

/** Saved views as tabs above the list: mine, the team's and everybody's; and saving what is shown now. */
export function ViewTabs({
  kind,
  search,
  columns,
  onChoose,
}: {
  kind: KindSpec;
  search: ListSearch;
  columns: string[];
  onChoose: (next: Partial<ListSearch>) => void;
}) {
  const say = useWords();
  const may = useMay();
  const viewKind = useKind('saved_view');
  const found = useQuery({ ...viewsQuery(kind.name), enabled: viewKind !== undefined });
  const views = found.data ?? [];
  const current = views.find((view) => view.id === search.view);
  const shown = useMemo<Shown>(
    () => ({ condition: search.c ?? null, q: search.q ?? '', columns, sort: search.sort ?? '' }),
    [search.c, search.q, search.sort, columns],
  );
  const now = JSON.stringify([shown.condition, shown.q, shown.sort, shown.columns]);
  const untouched = current ? shownBy(current, kind) === now : !search.c && !search.q && !search.sort;
  const saving = viewKind && actionOf(viewKind, 'save');
  if (!viewKind || (views.length === 0 && untouched)) return null;
  return (
    <nav className="view-tabs" aria-label={say('view.title')}>
      <button
        type="button"
        className="view-tab"
        aria-current={!current && untouched ? 'page' : undefined}
        onClick={() => onChoose(CLEAR)}
      >
        {say('view.all')}
      </button>
      {views.map((view) => (
        <ViewTab
          key={view.id}
          view={view}
          current={view.id === current?.id}
          changed={view.id === current?.id && !untouched}
          onChoose={onChoose}
        />
      ))}
      {!untouched && current && may('saved_view', 'amend') && <KeepChanges view={current} shown={shown} />}
      {!untouched && saving && may('saved_view', 'save') && (
        <SaveAs kind={kind} viewKind={viewKind} shown={shown} onSaved={(id) => onChoose({ view: id })} />
      )}
    </nav>
  );
}

function ViewTab({
  view,
  current,
  changed,
  onChoose,
}: {
  view: SavedView;
  current: boolean;
  changed: boolean;
  onChoose: (next: Partial<ListSearch>) => void;
}) {
  const say = useWords();
  const label = useLabel();
  return (
    <button
      type="button"
      className="view-tab"
      aria-current={current ? 'page' : undefined}
      onClick={() =>
        onChoose({
          ...CLEAR,
          view: view.id,
          c: view.condition ? stripIds(view.condition) : undefined,
          q: view.q || undefined,
          sort: view.sort || undefined,
          cols: view.columns.length ? view.columns.join(',') : undefined,
        })
      }
    >
      {view.sharing === 'default' && <PushpinOutlined aria-hidden="true" />}
      {view.sharing === 'team' && <TeamOutlined aria-hidden="true" />}
      {label(view.name)}
      {changed && <span className="quiet"> · {say('view.changed')}</span>}
    </button>
  );
}

function KeepChanges({ view, shown }: { view: SavedView; shown: Shown }) {
  const say = useWords();
  const label = useLabel();
  const problem = useProblemText();
  const { message } = App.useApp();
  const performing = usePerform();
  return (
    <Button
      size="small"
      type="link"
      loading={performing.isPending}
      onClick={() =>
        performing.mutate(
          { kind: 'saved_view', action: 'amend', id: view.id, version: view.version, payload: shown },
          {
            onSuccess: () => message.success(say('view.kept', { name: label(view.name) })),
            onError: (error) => message.error(problem(error)),
          },
        )
      }
    >
      {say('view.keep')}
    </Button>
  );
}

function SaveAs({
  kind,
  viewKind,
  shown,
  onSaved,
}: {
  kind: KindSpec;
  viewKind: KindSpec;
  shown: Shown;
  onSaved: (id: string) => void;
}) {
  const say = useWords();
  const [open, setOpen] = useState(false);
  const action = actionOf(viewKind, 'save');
  const fixed = useMemo(() => ({ kind: kind.name, ...shown }), [kind.name, shown]);
  return (
    <>
      <Button size="small" type="link" icon={<SaveOutlined />} onClick={() => setOpen(true)}>
        {say('view.save')}
      </Button>
      {open && action && (
        <ActionDialog
          kind={viewKind}
          action={action}
          title={say('view.saveTitle')}
          fixed={fixed}
          onDone={(outcome) => {
            setOpen(false);
            onSaved(outcome.id);
          }}
          onCancel={() => setOpen(false)}
        />
      )}
    </>
  );
}
