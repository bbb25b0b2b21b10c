import { useQuery } from '@tanstack/react-query';
import { aboutQuery } from '@/api/records';
import { daysUntil, distance, formatDay } from '@/foundation/dates';
import { useAsOf, useDay } from '@/records/asof/context';
import type { SectionProps } from '@/records/detail/sections';
import { isOpening, useDeadlineName } from '@/records/values/deadlines';
import { Panel } from '@/ui/Panel';
import { EmptyState } from '@/ui/states';
import { useLabel, useLang, useWords } from '@/ui/words';
import { SectionAction } from './SectionAction';
import type { Deadline, Duty, LetLapse, Renewal } from './shapes';
import { Unsure } from './Unsure';

/** What must be done by when, and the window in which a renewal may be filed. */
export function DutiesPanel({ kind, detail }: SectionProps) {
  const say = useWords();
  const asOf = useAsOf();
  const answer = useQuery(aboutQuery<{ items: Deadline[] }>(kind.name, detail.id, 'deadlines', asOf));
  const duties = (detail.extra.duties as Duty[] | undefined) ?? [];
  const renewal = detail.extra.renewal as Renewal | null | undefined;
  const lapse = detail.extra.let_lapse as LetLapse | null | undefined;
  const open = (answer.data?.items ?? [])
    .filter((one) => !one.closed_on && !one.code.startsWith('duty_') && !isOpening(one))
    .sort((a, b) => a.due_on.localeCompare(b.due_on));
  const rank = (one: Duty) => (one.state === 'overdue' ? 0 : one.state === 'open' ? 1 : 2);
  const sorted = [...duties].sort((a, b) => rank(a) - rank(b) || a.due_on.localeCompare(b.due_on));
  return (
    <Panel title={say('duties.title')}>
      {open.length === 0 && duties.length === 0 && <EmptyState compact title={say('duties.none')} />}
      <ul className="plain-list duties">
        {open.map((one) => (
          <DeadlineLine key={one.id} deadline={one} />
        ))}
        {sorted.map((one) => (
          <DutyLine key={one.id} kind={kind} detail={detail} duty={one} />
        ))}
      </ul>
      {lapse ? (
        <Lapse kind={kind} detail={detail} lapse={lapse} />
      ) : (
        renewal && <RenewalWindow renewal={renewal} />
      )}
    </Panel>
  );
}

function DueDay({ day }: { day: string }) {
  const lang = useLang();
  const today = useDay();
  const left = daysUntil(day, today);
  const tone = left < 0 ? 'day-bad' : left <= 90 ? 'day-soon' : '';
  return (
    <>
      <span className={`num ${tone}`}>{formatDay(day, lang)}</span>{' '}
      <span className="quiet">{distance(day, today, lang)}</span>
    </>
  );
}

function DeadlineLine({ deadline }: { deadline: Deadline }) {
  const say = useWords();
  const lang = useLang();
  const today = useDay();
  const nameOf = useDeadlineName();
  const start = deadline.latest_safe_start;
  return (
    <li>
      <strong>{nameOf(deadline)}</strong> <DueDay day={deadline.due_on} />{' '}
      <Unsure certainty={deadline.certainty} />
      {deadline.opens_on && (
        <p className="quiet num">
          {deadline.opens_on > today
            ? say('renewal.opens', { day: formatDay(deadline.opens_on, lang) })
            : say('duties.opened', { day: formatDay(deadline.opens_on, lang) })}
        </p>
      )}
      {start && start !== deadline.due_on && (
        <p className={start <= today ? 'day-bad num' : 'quiet num'}>
          {say('duties.latestStart', { day: formatDay(start, lang) })}
        </p>
      )}
    </li>
  );
}

function DutyLine({ kind, detail, duty }: SectionProps & { duty: Duty }) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const todo = duty.state === 'open' || duty.state === 'overdue';
  return (
    <li>
      <strong>{label(duty.label)}</strong>{' '}
      {duty.done_on ? (
        <span className="quiet num">{say('duties.done', { day: formatDay(duty.done_on, lang) })}</span>
      ) : (
        <DueDay day={duty.due_on} />
      )}{' '}
      <Unsure certainty={duty.certainty} />
      {duty.result && <p className="quiet">{duty.result}</p>}
      {duty.lapses && duty.grace_days !== null && (
        <p className="quiet">{say('duties.lapses', { days: duty.grace_days })}</p>
      )}
      {todo && (
        <p className="duty-do">
          <SectionAction
            kind={kind}
            detail={detail}
            action="record_duty"
            text={say('duties.record')}
            initial={{ code: duty.code }}
          />
        </p>
      )}
    </li>
  );
}

/** It was decided not to renew: said where the renewal would stand, with the way back. */
function Lapse({ kind, detail, lapse }: SectionProps & { lapse: LetLapse }) {
  const say = useWords();
  const lang = useLang();
  return (
    <div className="renewal">
      <h3>{say('lapse.title')}</h3>
      <p className="num">
        {say('lapse.decided', { day: formatDay(lapse.decided_on, lang) })}
        {lapse.approver && ` · ${say('lapse.by', { who: lapse.approver })}`}
      </p>
      {lapse.reason && <p className="quiet">{lapse.reason}</p>}
      <p className="duty-do">
        <SectionAction kind={kind} detail={detail} action="keep" />
      </p>
    </div>
  );
}

function RenewalWindow({ renewal }: { renewal: Renewal }) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const today = useDay();
  const tone = renewal.missed ? 'day-bad' : renewal.open ? 'day-soon' : 'quiet';
  return (
    <div className="renewal">
      <h3>
        {say('renewal.title')} <Unsure certainty={renewal.certainty} />
      </h3>
      <p className={`num ${tone}`}>
        {renewal.missed
          ? say('renewal.missed')
          : renewal.open
            ? say('renewal.openNow')
            : say('renewal.opens', { day: formatDay(renewal.opens_on, lang) })}
        {renewal.files_by && !renewal.missed && (
          <> · {say('renewal.filesBy', { day: formatDay(renewal.files_by, lang) })}</>
        )}
      </p>
      {renewal.latest_safe_start && !renewal.missed && renewal.latest_safe_start !== renewal.files_by && (
        <p className={renewal.latest_safe_start <= today ? 'day-bad num' : 'num'}>
          {say('duties.latestStart', { day: formatDay(renewal.latest_safe_start, lang) })}
        </p>
      )}
      {renewal.weekdays_only && <p className="quiet">{say('renewal.weekdays')}</p>}
      {renewal.proposed_valid_to && (
        <p className="quiet num">
          {say('renewal.proposed', { day: formatDay(renewal.proposed_valid_to, lang) })}
        </p>
      )}
      {renewal.note && <p className="quiet">{label(renewal.note)}</p>}
    </div>
  );
}
