import { Link } from '@tanstack/react-router';
import type { Requirement } from '@/api/coverage';
import { useLabel, useWords } from '@/ui/words';
import { Mark } from './PlanMark';

/** A limit of use: it bears, or nobody can say for want of a fact; then where that is entered. */
export function LimitMark({ limit }: { limit: Requirement['limits'][number] }) {
  const say = useWords();
  const label = useLabel();
  const mark = limit.blocks ? 'coverage.notCounted' : 'coverage.countedStill';
  const open = limit.asks.length > 0;
  return (
    <span>
      <Mark tone={limit.blocks && !open ? 'bad' : 'open'}>{say(open ? 'coverage.notJudged' : mark)}</Mark>{' '}
      {label(limit)} <span className="mono quiet">{limit.code}</span>
      {limit.asks.map((ask) => (
        <span key={`${ask.fact} ${ask.record?.id}`}>
          {' · '}
          {say('coverage.lacksFact', { fact: label(ask) })}
          {ask.record && (
            <>
              {' '}
              <Link to="/r/$kind/$id" params={{ kind: ask.record.kind, id: ask.record.id }}>
                {say('coverage.enterFact')}
              </Link>
            </>
          )}
        </span>
      ))}
    </span>
  );
}
