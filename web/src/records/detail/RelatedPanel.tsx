import { RightOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCatalogue } from '@/api/catalogue';
import { aboutQuery, listQuery, type RecordDetail, type RelatedGroup } from '@/api/records';
import { type FieldSpec, fieldOf, type KindSpec, titleIn, withTitleIn } from '@/foundation/catalogue';
import { asCondition, type Condition } from '@/foundation/condition';
import { formatCount } from '@/foundation/numbers';
import { KindIcon } from '@/ui/icons';
import { Panel } from '@/ui/Panel';
import { EmptyState } from '@/ui/states';
import { useLabel, useLang, useWords } from '@/ui/words';
import { searchFor } from '../list/search';
import { isBlank, plainText, Value } from '../values/Value';

const SHOWN = { compact: 5, whole: 20 };
const BESIDE = [
  ['status', 'state'],
  ['valid_to', 'due_on'],
];

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
  const answer = useQuery(aboutQuery<{ items: RelatedGroup[] }>(kind.name, detail.id, 'related'));
  const groups = answer.data?.items ?? [];
  if (groups.length === 0)
    return compact || answer.isPending ? null : <EmptyState compact title={say('detail.noRelated')} />;
  return (
    <Panel title={say('detail.related')}>
      {groups.map((group) => (
        <RelatedRecords key={`${group.kind}.${group.field}`} group={group} compact={compact} />
      ))}
    </Panel>
  );
}

/** One kind of records that point here: how many, the first of them, and the list behind. */
export function RelatedRecords({ group, compact }: { group: RelatedGroup; compact: boolean }) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const other = useCatalogue().byName.get(group.kind);
  if (!other) return null;
  return (
    <div className="related-group">
      <h3>
        <Link
          to="/r/$kind"
          params={{ kind: group.kind }}
          search={searchFor(group.condition)}
          className="related-head"
        >
          <KindIcon kind={group.kind} /> {label(group.label)}
          <span className="quiet"> · {label(group.field_label)}</span>
          <span className="related-count num">
            {formatCount(group.count, group.capped, lang)} <RightOutlined aria-hidden="true" />
            <span className="visually-hidden">{say('home.more')}</span>
          </span>
        </Link>
      </h3>
      <Members kind={other} condition={asCondition(group.condition)} compact={compact} />
    </div>
  );
}

function Members({
  kind,
  condition,
  compact,
}: {
  kind: KindSpec;
  condition: Condition | null;
  compact: boolean;
}) {
  const say = useWords();
  const lang = useLang();
  const beside = BESIDE.map((names) => names.map((name) => fieldOf(kind, name)).find(Boolean)).filter(
    (field): field is FieldSpec => field !== undefined,
  );
  const list = useInfiniteQuery(
    listQuery(kind.name, {
      condition,
      fields: withTitleIn(kind, [kind.title_field, ...beside.map((field) => field.name)], lang),
      limit: compact ? SHOWN.compact : SHOWN.whole,
    }),
  );
  const rows = list.data?.pages[0]?.items ?? [];
  return (
    <ul className="plain-list related-list">
      {rows.map((row) => (
        <li key={row.id}>
          <Link to="/r/$kind/$id" params={{ kind: kind.name, id: row.id }} className="record-link">
            {plainText(titleIn(kind, row, lang)) || say('list.unnamed')}
          </Link>
          <span className="related-facts">
            {beside
              .filter((field) => !isBlank(row[field.name]))
              .map((field) => (
                <Value key={field.name} field={field} value={row[field.name]} cell />
              ))}
          </span>
        </li>
      ))}
    </ul>
  );
}
