import { useKind } from '@/api/catalogue';
import { formatInstant } from '@/foundation/dates';
import { useLabel, useLang, useWords } from '@/ui/words';
import type { LogLine } from './shapes';

/** What happened in a step, line by line. */
export function LogList({ lines }: { lines: LogLine[] }) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const actions = useKind('task')?.actions ?? [];
  const word = (code: string) => {
    const found = actions.find((one) => one.name === code);
    return found ? label(found.label) : code;
  };
  if (lines.length === 0) return <p className="quiet">{say('work.noLog')}</p>;
  return (
    <ol className="plain-list work-log">
      {lines.map((one) => (
        <li key={one.n}>
          <span className="num quiet">{formatInstant(one.at, lang)}</span>
          <span>
            <strong>{one.automatic ? say('work.automatic') : one.actor}</strong>
            {one.on_behalf && <span className="quiet"> {say('work.behalf', { who: one.on_behalf })}</span>}{' '}
            {word(one.code)}
            {one.people.length > 0 && <span> → {one.people.join('、')}</span>}
            {one.text && <q>{one.text}</q>}
          </span>
        </li>
      ))}
    </ol>
  );
}
