import { PushpinOutlined, SaveOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useKind } from '@/api/catalogue';
import { useMay } from '@/api/session';
import { type SavedView, viewsQuery } from '@/api/views';
import type { KindSpec } from '@/foundation/catalogue';
import { stripIds } from '@/foundation/condition';
import { useWords } from '@/ui/words';
import { ActionDialog } from '../form/ActionDialog';
import type { ListSearch } from './search';

const CLEAR: Partial<ListSearch> = {
  c: undefined,
  q: undefined,
  sort: undefined,
  cols: undefined,
  view: undefined,
};

function isShown(view: SavedView, search: ListSearch): boolean {
  return (
    JSON.stringify(view.condition ? stripIds(view.condition) : null) === JSON.stringify(search.c ?? null) &&
    (search.sort ?? '') === view.sort &&
    !search.q
  );
}

/** Saved views as tabs above the list: mine, the team's and the built-in ones; and saving what is shown now. */
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
  const [saving, setSaving] = useState(false);
  const found = useQuery({
    ...viewsQuery(viewKind?.fields.map((field) => field.name) ?? []),
    enabled: viewKind !== undefined && may('saved_view', 'read'),
  });
  const views = (found.data ?? []).filter((view) => view.kind === kind.name);
  const creating = viewKind?.actions.find((action) => action.creates && may('saved_view', action.name));
  const current = views.find((view) => view.id === search.view);
  const untouched = current ? isShown(current, search) : !search.c && !search.q && !search.sort;
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
        <button
          type="button"
          key={view.id}
          className="view-tab"
          aria-current={current?.id === view.id ? 'page' : undefined}
          onClick={() =>
            onChoose({
              ...CLEAR,
              view: view.id,
              c: view.condition ?? undefined,
              sort: view.sort || undefined,
              cols: view.columns.length ? view.columns.join(',') : undefined,
            })
          }
        >
          {view.isDefault && <PushpinOutlined aria-hidden="true" />}
          {view.name}
          {current?.id === view.id && !untouched && <span className="quiet"> · {say('view.changed')}</span>}
        </button>
      ))}
      {!untouched && creating && (
        <Button size="small" type="link" icon={<SaveOutlined />} onClick={() => setSaving(true)}>
          {say('view.save')}
        </Button>
      )}
      {saving && creating && (
        <ActionDialog
          kind={viewKind}
          action={creating}
          title={say('view.saveTitle')}
          initial={{
            kind: kind.name,
            condition: search.c ?? null,
            columns,
            sort: search.sort ?? '',
            q: search.q ?? '',
          }}
          onDone={(outcome) => {
            setSaving(false);
            onChoose({ view: outcome.id });
          }}
          onCancel={() => setSaving(false)}
        />
      )}
    </nav>
  );
}
