import { useToday } from '@/api/session';
import { fieldOf } from '@/foundation/catalogue';
import { distance, formatDay } from '@/foundation/dates';
import type { Label } from '@/foundation/labels';
import type { SectionProps } from '@/records/detail/sections';
import { StatusTag } from '@/ui/StatusTag';
import { statusTone } from '@/ui/theme';
import { useLabel, useLang, useWords } from '@/ui/words';

interface Segment {
  starts: string | null;
  ends: string | null;
  state: string;
  label: Label;
  reason: Label;
  current: boolean;
}

interface Standing {
  status: string;
  label: Label;
  reason: Label;
  effective_from: string | null;
  effective_to: string | null;
  segments: Segment[];
}

interface StatusChange {
  id: string;
  label: Label;
  effective_on: string | null;
  reason: string;
  document_no: string;
}

/** What holds the credential up today, until when, and why: the answer before any detail. */
export function StandingPanel({ kind, detail }: SectionProps) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const today = useToday();
  const standing = detail.extra.standing as Standing;
  const status = String(detail.values.status ?? standing.status);
  const option = fieldOf(kind, 'status')?.options?.find((one) => one.value === status);
  const { effective_from: from, effective_to: to } = standing;
  const changes = (detail.extra.status_changes as StatusChange[] | undefined) ?? [];
  return (
    <section
      className="standing"
      aria-label={say('standing.title')}
      style={{ borderInlineStartColor: statusTone(status).mark }}
    >
      <p className="standing-head">
        <StatusTag status={status} text={label(option?.label) || label(standing.label)} />
        <span className="num">
          {from && `${say('standing.from', { day: formatDay(from, lang) })} `}
          {to ? say('standing.until', { day: formatDay(to, lang) }) : say('standing.noEnd')}
          {to && <span className="quiet"> · {distance(to, today, lang)}</span>}
        </span>
      </p>
      {label(standing.reason) && (
        <p className="standing-reason">
          <span className="quiet">{say('standing.because')}</span> {label(standing.reason)}
        </p>
      )}
      {standing.segments.length > 2 && <Segments segments={standing.segments} />}
      {changes.length > 0 && (
        <ul className="plain-list standing-changes" aria-label={say('standing.changes')}>
          {changes.map((change) => (
            <li key={change.id}>
              <span className="num">{formatDay(change.effective_on, lang)}</span> {label(change.label)}{' '}
              <span className="quiet">{[change.reason, change.document_no].filter(Boolean).join(' · ')}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** How it stood over time, each stretch with its reason. */
function Segments({ segments }: { segments: Segment[] }) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  return (
    <details className="standing-segments">
      <summary>{say('standing.history')}</summary>
      <ol className="plain-list">
        {segments.map((one) => (
          <li key={`${one.starts}${one.state}`} aria-current={one.current ? 'true' : undefined}>
            <span className="num">
              {formatDay(one.starts, lang) || '…'} – {formatDay(one.ends, lang) || '…'}
            </span>
            <StatusTag status={one.state} text={label(one.label)} />
            <span className="quiet">{label(one.reason)}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
