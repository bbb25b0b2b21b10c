import { Link } from '@tanstack/react-router';
import type { HomeBoard } from '@/api/questions';
import { formatNumber } from '@/foundation/numbers';
import { searchFor } from '@/records/list/search';
import { Panel } from '@/ui/Panel';
import { useLabel, useLang, useWords } from '@/ui/words';

const SHOWN = 12;

/** The types with most credentials, as bars of one measure. */
export function TypePanel({ items }: { items: HomeBoard['by_type'] }) {
  const say = useWords();
  const lang = useLang();
  const label = useLabel();
  const sorted = items.filter((item) => item.count > 0).sort((a, b) => b.count - a.count);
  const shown = sorted.slice(0, SHOWN);
  const most = shown[0]?.count ?? 1;
  return (
    <Panel
      className="span-3"
      title={say('home.byType')}
      extra={
        <Link to="/r/$kind" params={{ kind: 'credential_type' }}>
          {say('home.more')}
        </Link>
      }
    >
      <ul className="plain-list type-bars">
        {shown.map((item) => (
          <li key={item.id ?? label(item.label)}>
            <Link
              to="/r/$kind"
              params={{ kind: item.kind ?? 'credential' }}
              search={searchFor(item.condition)}
            >
              <span className="type-name">{label(item.label)}</span>
              <span className="type-bar" aria-hidden="true">
                <span style={{ width: `${(item.count / most) * 100}%` }} />
              </span>
              <span className="num">{formatNumber(item.count, lang)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
