import { Link } from '@tanstack/react-router';
import type { HomeBoard } from '@/api/questions';
import { formatNumber } from '@/foundation/numbers';
import { searchFor } from '@/records/list/search';
import { Panel } from '@/ui/Panel';
import { StatusTag } from '@/ui/StatusTag';
import { statusTone } from '@/ui/theme';
import { useLabel, useLang, useWords } from '@/ui/words';

/** How the register stands, as one bar and a list; every number opens its records. */
export function StatusPanel({ items }: { items: HomeBoard['by_status'] }) {
  const say = useWords();
  const lang = useLang();
  const label = useLabel();
  const shown = items.filter((item) => item.count > 0).sort((a, b) => b.count - a.count);
  const total = shown.reduce((sum, item) => sum + item.count, 0);
  return (
    <Panel
      title={say('home.byStatus')}
      extra={
        <Link to="/r/$kind" params={{ kind: 'credential' }} className="num">
          {say('home.total')} {formatNumber(total, lang)}
        </Link>
      }
    >
      <div className="share-bar" aria-hidden="true">
        {shown.map((item) => (
          <span
            key={item.status}
            style={{ flexGrow: item.count, background: statusTone(item.status).mark }}
          />
        ))}
      </div>
      <ul className="plain-list figure-list">
        {shown.map((item) => (
          <li key={item.status}>
            <Link
              to="/r/$kind"
              params={{ kind: item.kind ?? 'credential' }}
              search={searchFor(item.condition)}
            >
              <StatusTag status={item.status} text={label(item.label) || item.status} />
              <span className="grow" />
              <span className="num">{formatNumber(item.count, lang)}</span>
              <span className="num quiet share">{Math.round((item.count / total) * 100)}%</span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
