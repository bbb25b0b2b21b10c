import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCatalogue } from '@/api/catalogue';
import { aboutQuery, type RecordDetail } from '@/api/records';
import type { KindSpec } from '@/foundation/catalogue';
import type { Label } from '@/foundation/labels';
import { KindIcon } from '@/ui/icons';
import { Panel } from '@/ui/Panel';
import { EmptyState } from '@/ui/states';
import { useLabel, useWords } from '@/ui/words';
import { searchFor } from '../list/search';

interface RelatedGroup {
  kind: string;
  label?: Label | string;
  field?: string;
  condition?: unknown;
  count?: number;
  items: { id: string; label: string; detail?: string | null; kind?: string }[];
}

/** Records that point here, by kind; every count opens the list behind it. */
export function RelatedPanel({
  kind,
  detail,
  compact = false,
}: {
  kind: KindSpec;
  detail: RecordDetail;
  compact?: boolean;
}) {
  const say = useWords();
  const label = useLabel();
  const { byName } = useCatalogue();
  const answer = useQuery(
    aboutQuery<{ items?: RelatedGroup[]; groups?: RelatedGroup[] }>(kind.name, detail.id, 'related'),
  );
  const groups = (answer.data?.groups ?? answer.data?.items ?? []).filter(
    (group) => (group.items ?? []).length > 0,
  );
  if (groups.length === 0) return compact ? null : <EmptyState compact title={say('app.none')} />;
  return (
    <Panel title={say('detail.related')}>
      {groups.map((group) => {
        const other = byName.get(group.kind);
        const name = label(group.label) || label(other?.plural) || group.kind;
        const shown = compact ? group.items.slice(0, 5) : group.items;
        return (
          <div key={`${group.kind}${group.field ?? ''}`} className="related-group">
            <h3>
              <KindIcon kind={group.kind} />{' '}
              {group.condition ? (
                <Link to="/r/$kind" params={{ kind: group.kind }} search={searchFor(group.condition)}>
                  {name} <span className="num">{group.count ?? group.items.length}</span>
                </Link>
              ) : (
                <>
                  {name} <span className="num">{group.count ?? group.items.length}</span>
                </>
              )}
            </h3>
            <ul className="plain-list">
              {shown.map((item) => (
                <li key={item.id}>
                  <Link
                    to="/r/$kind/$id"
                    params={{ kind: item.kind ?? group.kind, id: item.id }}
                    className="record-link"
                  >
                    {item.label}
                  </Link>
                  {item.detail && <span className="quiet"> {item.detail}</span>}
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </Panel>
  );
}
