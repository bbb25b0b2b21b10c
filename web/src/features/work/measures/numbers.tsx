import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { searchFor } from '@/records/list/search';
import type { Num, Share } from './shapes';

/** A number that opens the list of what it counts. */
export function Opens({ num, children }: { num: Num | null; children?: ReactNode }) {
  if (!num) return <span className="quiet">–</span>;
  if (num.count === 0 || !num.condition) return <span className="num quiet">{children ?? num.count}</span>;
  return (
    <Link to="/r/$kind" params={{ kind: num.kind }} search={searchFor(num.condition)} className="num opens">
      {children ?? num.count}
    </Link>
  );
}

export function Rate({ share, good = false }: { share: Share | null; good?: boolean }) {
  if (!share || share.rate === null) return <span className="quiet">–</span>;
  const bad = good ? share.rate < 0.8 : share.rate > 0.2;
  return (
    <span className={bad ? 'day-soon' : undefined}>
      <Opens num={share}>{`${Math.round(share.rate * 100)}% (${share.count})`}</Opens>
    </span>
  );
}
