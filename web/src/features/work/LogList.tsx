import { formatInstant } from '@/foundation/dates';
import { useLabel, useLang, useWords } from '@/ui/words';
import type { LogLine } from './shapes';

/** What happened in a step, line by line. */
export function LogList({ lines }: { lines: LogLine[] }) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  if (lines.length === 0) return <p className="quiet">{say('work.noLog')}</p>;
  return (
    <ol className="plain-list work-log">
      {lines.map((one) => (
        <li key={one.n}>
          <span className="num quiet">{formatInstant(one.at, lang)}</span>
          <span>
            <strong>{one.automatic ? say('work.automatic') : one.actor}</strong>
            {one.on_behalf && <span className="quiet"> {say('work.behalf', { who: one.on_behalf })}</span>}{' '}
            {label(one.label)}
            {one.people.length > 0 && <span> → {one.people.join('、')}</span>}
            {one.text && <q>{one.text}</q>}
            {one.away.map((missed) => (
              <span key={missed.person} className="log-away">
                {missed.instead
                  ? say('work.awayInstead', { who: missed.person, instead: missed.instead })
                  : say('work.awayNobody', { who: missed.person })}
              </span>
            ))}
          </span>
        </li>
      ))}
    </ol>
  );
}
