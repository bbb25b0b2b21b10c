import { CheckOutlined, CloseOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { aboutQuery } from '@/api/records';
import { fieldOf } from '@/foundation/catalogue';
import { addDays, distance, formatDay } from '@/foundation/dates';
import { useAsOf, useDay } from '@/records/asof/context';
import type { SectionProps } from '@/records/detail/sections';
import { isOpening, useDeadlineName } from '@/records/values/deadlines';
import { StatusTag } from '@/ui/StatusTag';
import { statusTone } from '@/ui/theme';
import { useLabel, useLang, useWords } from '@/ui/words';
import { StatusChanges } from './StatusChanges';
import type { Act, Deadline, Segment, Standing, StatusChange, Term, ToConfirm } from './shapes';
import { TimeLine } from './TimeLine';
import { Unsure } from './Unsure';

const HOLDING = new Set(['valid', 'expiring_soon']);

/** What holds the credential up on the day asked, until when and why, what it permits: the answer before any detail. */
export function StandingPanel({ kind, detail }: SectionProps) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const asOf = useAsOf();
  const day = useDay();
  const standing = detail.extra.standing as Standing;
  const status = String(detail.values.status ?? standing.status);
  const option = fieldOf(kind, 'status')?.options?.find((one) => one.value === status);
  const terms = (detail.extra.terms as Term[] | undefined) ?? [];
  const unsure = (detail.extra.to_confirm as ToConfirm[] | undefined) ?? [];
  return (
    <section
      className="standing"
      aria-label={say('standing.title')}
      style={{ borderInlineStartColor: statusTone(status).mark }}
    >
      <p className="standing-head">
        <StatusTag status={status} text={label(option?.label) || label(standing.label)} />
        <Until standing={standing} status={status} />
      </p>
      {label(standing.reason) && (
        <p className="standing-reason">
          <span className="quiet">{say('standing.because')}</span> {label(standing.reason)}
        </p>
      )}
      {standing.acts && standing.acts.length > 0 && <Acts acts={standing.acts} />}
      <TimeLine
        segments={standing.segments}
        terms={terms}
        seams={standing.seams ?? []}
        day={day}
        dayName={asOf.on ? formatDay(asOf.on, lang) : say('calendar.today')}
      />
      {standing.segments.length > 1 && <Segments segments={standing.segments} />}
      <StatusChanges changes={(detail.extra.status_changes as StatusChange[] | undefined) ?? []} />
      {HOLDING.has(status) && <NextDeadline kind={kind} detail={detail} />}
      {unsure.length > 0 && <Unconfirmed facts={unsure} />}
    </section>
  );
}

/** "Valid until …", "since …", "from …": the stretch the day lies in. */
function Until({ standing, status }: { standing: Standing; status: string }) {
  const say = useWords();
  const lang = useLang();
  const day = useDay();
  const now = standing.segments.find((one) => one.current);
  const starts = now ? now.starts : standing.effective_from;
  const ends = now ? now.ends : standing.effective_to;
  if (HOLDING.has(status))
    return (
      <span className="num">
        {ends ? say('standing.until', { day: formatDay(ends, lang) }) : say('standing.noEnd')}
        {ends && <span className="quiet"> · {distance(ends, day, lang)}</span>}
      </span>
    );
  if (status === 'not_yet_effective' && ends) {
    const first = addDays(ends, 1);
    return (
      <span className="num">
        {say('standing.begins', { day: formatDay(first, lang) })}
        <span className="quiet"> · {distance(first, day, lang)}</span>
      </span>
    );
  }
  return (
    <span className="num">
      {starts && say('standing.since', { day: formatDay(starts, lang) })}
      {starts && <span className="quiet"> · {distance(starts, day, lang)}</span>}
      {ends && <> · {say('standing.until', { day: formatDay(ends, lang) })}</>}
    </span>
  );
}

function Acts({ acts }: { acts: Act[] }) {
  const say = useWords();
  const asOf = useAsOf();
  const may = acts.filter((one) => one.permitted);
  const mayNot = acts.filter((one) => !one.permitted);
  return (
    <dl className="acts">
      <ActRow title={asOf.on ? say('acts.mayThen') : say('acts.may')} acts={may} permitted />
      <ActRow title={asOf.on ? say('acts.mayNotThen') : say('acts.mayNot')} acts={mayNot} permitted={false} />
    </dl>
  );
}

function ActRow({ title, acts, permitted }: { title: string; acts: Act[]; permitted: boolean }) {
  const say = useWords();
  const label = useLabel();
  if (acts.length === 0 && !permitted) return null;
  const Mark = permitted ? CheckOutlined : CloseOutlined;
  return (
    <div className={permitted ? 'acts-row may' : 'acts-row may-not'}>
      <dt>{title}</dt>
      <dd>
        {acts.length === 0 && <span className="act none">{say('acts.nothing')}</span>}
        {acts.map((act) => (
          <span key={act.code} className="act" title={act.why ? label(act.why) : undefined}>
            <Mark aria-hidden="true" /> {label(act.label)} <Unsure certainty={act.certainty} />
          </span>
        ))}
      </dd>
    </div>
  );
}

/** The rules behind all this that are still to be confirmed. */
function Unconfirmed({ facts }: { facts: ToConfirm[] }) {
  const say = useWords();
  const label = useLabel();
  return (
    <details className="standing-note">
      <summary>
        <Unsure certainty="check" /> {say('unsure.count', { count: facts.length })}
      </summary>
      <ul>
        {facts.map((one) => (
          <li key={`${one.fact}${label(one.label)}`}>
            {label(one.label)}
            {label(one.note) && <span className="quiet"> {label(one.note)}</span>}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** How it stood over time, each stretch with its reason; any of them opens the page as of its first day. */
function Segments({ segments }: { segments: Segment[] }) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const asOf = useAsOf();
  return (
    <details className="standing-segments">
      <summary>{say('standing.history', { count: segments.length })}</summary>
      <ol className="plain-list">
        {segments.map((one) => (
          <li key={`${one.starts}${one.state}`} aria-current={one.current ? 'true' : undefined}>
            <span className="num">
              {one.starts ? (
                <Link
                  to="."
                  search={{ ...asOf, on: one.starts }}
                  title={say('standing.seeThen')}
                  className="record-link"
                >
                  {formatDay(one.starts, lang)}
                </Link>
              ) : (
                '…'
              )}{' '}
              – {formatDay(one.ends, lang) || '…'}
            </span>
            <StatusTag status={one.state} text={label(one.label)} />
            <span className="quiet">{label(one.reason)}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}

/** The first thing that must happen, so that nobody has to look for it. */
function NextDeadline({ kind, detail }: SectionProps) {
  const say = useWords();
  const lang = useLang();
  const day = useDay();
  const asOf = useAsOf();
  const nameOf = useDeadlineName();
  const answer = useQuery(aboutQuery<{ items: Deadline[] }>(kind.name, detail.id, 'deadlines', asOf));
  const next = (answer.data?.items ?? [])
    .filter((one) => !one.closed_on && !(isOpening(one) && one.due_on <= day))
    .sort((a, b) => a.due_on.localeCompare(b.due_on))[0];
  if (!next) return null;
  return (
    <p className="standing-next">
      <span className="quiet">{say('standing.next')}</span> <strong>{nameOf(next)}</strong>{' '}
      <span className="num">
        {formatDay(next.due_on, lang)} <span className="quiet">{distance(next.due_on, day, lang)}</span>
      </span>
      {next.opens_on && next.opens_on > day && (
        <span className="quiet num"> · {say('renewal.opens', { day: formatDay(next.opens_on, lang) })}</span>
      )}
      {next.latest_safe_start && next.latest_safe_start !== next.due_on && (
        <span className={next.latest_safe_start <= day ? 'day-bad num' : 'num'}>
          {' '}
          · {say('duties.latestStart', { day: formatDay(next.latest_safe_start, lang) })}
        </span>
      )}{' '}
      <Unsure certainty={next.certainty} />
    </p>
  );
}
