import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCatalogue, useKind } from '@/api/catalogue';
import { listQuery } from '@/api/records';
import { fieldOf } from '@/foundation/catalogue';
import { formatInstant } from '@/foundation/dates';
import { Panel } from '@/ui/Panel';
import { EmptyState } from '@/ui/states';
import { useLabel, useLang, useWords } from '@/ui/words';
import { plainText, Value } from '../values/Value';

/** What was imported lately, each leading back to its result and its undo. */
export function RecentImports() {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const spec = useKind('import_run');
  const { byName } = useCatalogue();
  const list = useInfiniteQuery({
    ...listQuery('import_run', {
      sort: '-created_at',
      limit: 8,
      fields: ['title', 'record_kind', 'state', 'rows', 'created', 'updated', 'rejected', 'created_at'],
    }),
    enabled: spec !== undefined,
  });
  if (!spec || !list.data) return null;
  const rows = list.data.pages.flatMap((page) => page.items);
  const state = fieldOf(spec, 'state');
  return (
    <Panel title={say('import.recent')}>
      {rows.length === 0 && <EmptyState compact title={say('import.recentNone')} />}
      <ul className="plain-list import-recent">
        {rows.map((row) => (
          <li key={row.id}>
            <Link to="/import/$id" params={{ id: row.id }} className="title-link">
              {plainText(row.title)}
            </Link>
            <span className="quiet">
              {label(byName.get(String(row.record_kind))?.plural) || String(row.record_kind)}
            </span>
            {state && <Value field={state} value={row.state} cell />}
            <span className="quiet num">
              {say('import.count.created')} {String(row.created ?? 0)} · {say('import.count.updated')}{' '}
              {String(row.updated ?? 0)} · {say('import.count.rejected')} {String(row.rejected ?? 0)}
            </span>
            <time className="quiet num" dateTime={String(row.created_at)}>
              {formatInstant(String(row.created_at), lang)}
            </time>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
