import { useToday } from '@/api/session';
import { fieldOf } from '@/foundation/catalogue';
import { distance, formatDay } from '@/foundation/dates';
import type { Label } from '@/foundation/labels';
import type { SectionProps } from '@/records/detail/sections';
import { plainText } from '@/records/values/Value';
import { StatusTag } from '@/ui/StatusTag';
import { statusTone } from '@/ui/theme';
import { useLabel, useLang, useWords } from '@/ui/words';

interface Standing {
  status?: string;
  state?: string;
  label?: Label | string;
  sentence?: Label | string;
  reason?: Label | string;
  from?: string | null;
  to?: string | null;
  effective_from?: string | null;
  effective_to?: string | null;
  binding?: Label | string | null;
}

interface StatusChange {
  id?: string;
  act?: string;
  label?: Label | string;
  from_date?: string | null;
  effective_on?: string | null;
  on?: string | null;
  to_date?: string | null;
  until?: string | null;
  reason?: string | null;
  why?: string | null;
}

/** What holds the credential up today, until when, and why: the answer before any detail. */
export function StandingPanel({ kind, detail }: SectionProps) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const today = useToday();
  const standing = detail.extra.standing as Standing;
  const statusField = fieldOf(kind, 'status');
  const status = String(detail.values.status ?? standing.status ?? standing.state ?? '');
  const option = statusField?.options?.find((one) => one.value === status);
  const from = standing.effective_from ?? standing.from;
  const to = standing.effective_to ?? standing.to;
  const reason = label(standing.sentence) || label(standing.reason) || label(standing.binding);
  const changes = (detail.extra.status_changes as StatusChange[] | undefined) ?? [];
  return (
    <section
      className="standing"
      aria-label={say('standing.title')}
      style={{ borderInlineStartColor: statusTone(status).mark }}
    >
      <p className="standing-head">
        <StatusTag status={status} text={label(option?.label) || label(standing.label) || status} />
        <span className="num">
          {from && `${say('standing.from', { day: formatDay(from, lang) })} `}
          {to ? say('standing.until', { day: formatDay(to, lang) }) : say('standing.noEnd')}
          {to && <span className="quiet"> · {distance(to, today, lang)}</span>}
        </span>
      </p>
      {reason && (
        <p className="standing-reason">
          <span className="quiet">{say('standing.because')}</span> {reason}
        </p>
      )}
      {changes.length > 0 && (
        <ul className="plain-list standing-changes">
          {changes.map((change, at) => (
            <li key={change.id ?? at}>
              <span className="num">
                {formatDay(change.from_date ?? change.effective_on ?? change.on, lang)}
              </span>{' '}
              {label(change.label) || change.act}
              {(change.to_date ?? change.until) && (
                <span className="num"> → {formatDay(change.to_date ?? change.until, lang)}</span>
              )}
              {(change.reason || change.why) && (
                <span className="quiet"> {plainText(change.reason ?? change.why)}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
