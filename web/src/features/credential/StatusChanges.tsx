import { formatDay } from '@/foundation/dates';
import { RecordLink } from '@/records/values/Value';
import { useLabel, useLang, useWords } from '@/ui/words';
import type { StatusChange } from './shapes';

/** What issuer or owner made of it, in order of time: who recorded it, on what ground; those taken back stay visible. */
export function StatusChanges({ changes }: { changes: StatusChange[] }) {
  const say = useWords();
  if (changes.length === 0) return null;
  return (
    <ul className="plain-list standing-changes" aria-label={say('standing.changes')}>
      {changes.map((change) => (
        <ChangeLine key={change.id} change={change} />
      ))}
    </ul>
  );
}

function ChangeLine({ change }: { change: StatusChange }) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  return (
    <li>
      <span className={change.superseded ? 'superseded' : undefined}>
        <span className="num">{formatDay(change.effective_on, lang)}</span>{' '}
        <strong>{label(change.label)}</strong>{' '}
        {[change.reason, change.document_no].filter(Boolean).join(' · ')}
      </span>
      {change.successor && (
        <>
          {' '}
          <RecordLink kind="credential" id={change.successor.id}>
            {change.successor.label}
          </RecordLink>
        </>
      )}
      <span className="quiet num">
        {change.until &&
          !change.superseded &&
          ` · ${say('change.until', { day: formatDay(change.until, lang) })}`}
        {label(change.source) && ` · ${label(change.source)}`}
        {change.recorded_by &&
          ` · ${say('standing.recorded', {
            who: change.recorded_by,
            day: formatDay(change.recorded_at?.slice(0, 10), lang),
          })}`}
      </span>
      {label(change.back_dated) && !change.superseded && (
        <span className="late"> {label(change.back_dated)}</span>
      )}
      {change.superseded && (
        <span className="day-soon">
          {' '}
          {change.taken_back_for
            ? say('change.takenBackFor', { why: change.taken_back_for })
            : say('change.takenBack')}
        </span>
      )}
    </li>
  );
}
