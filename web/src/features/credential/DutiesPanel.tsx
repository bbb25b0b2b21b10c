import { useQuery } from '@tanstack/react-query';
import { aboutQuery } from '@/api/records';
import { useToday } from '@/api/session';
import { daysUntil, distance, formatDay } from '@/foundation/dates';
import type { Label } from '@/foundation/labels';
import { WORDS, type WordKey } from '@/foundation/words';
import type { SectionProps } from '@/records/detail/sections';
import { Panel } from '@/ui/Panel';
import { EmptyState } from '@/ui/states';
import { useLabel, useLang, useWords } from '@/ui/words';

interface Deadline {
  id: string;
  code: string;
  due_on: string;
  latest_safe_start: string | null;
  closed_on: string | null;
}

interface Duty {
  id: string;
  label: Label;
  due_on: string;
  grace_days: number | null;
  lapses: boolean;
  done_on: string | null;
  result: string;
  state: 'done' | 'closed' | 'overdue' | 'open';
}

interface Renewal {
  opens_on: string | null;
  files_by: string | null;
  open: boolean;
  missed: boolean;
  note: Label | null;
  proposed_valid_to: string | null;
}

/** What must be done by when, and the window in which a renewal may be filed. */
export function DutiesPanel({ kind, detail }: SectionProps) {
  const say = useWords();
  const answer = useQuery(aboutQuery<{ items: Deadline[] }>(kind.name, detail.id, 'deadlines'));
  const duties = (detail.extra.duties as Duty[] | undefined) ?? [];
  const renewal = detail.extra.renewal as Renewal | null | undefined;
  const open = (answer.data?.items ?? [])
    .filter((one) => !one.closed_on && one.code !== 'duty_due')
    .sort((a, b) => a.due_on.localeCompare(b.due_on));
  return (
    <Panel title={say('duties.title')}>
      {open.length === 0 && duties.length === 0 && <EmptyState compact title={say('duties.none')} />}
      <ul className="plain-list duties">
        {open.map((one) => (
          <DeadlineLine key={one.id} deadline={one} />
        ))}
        {duties.map((one) => (
          <DutyLine key={one.id} duty={one} />
        ))}
      </ul>
      {renewal && <RenewalWindow renewal={renewal} />}
    </Panel>
  );
}

function DueDay({ day }: { day: string }) {
  const lang = useLang();
  const today = useToday();
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
  const today = useToday();
  const key = `duties.deadline.${deadline.code}`;
  const start = deadline.latest_safe_start;
  return (
    <li>
      <strong>{key in WORDS ? say(key as WordKey) : deadline.code}</strong> <DueDay day={deadline.due_on} />
      {start && start !== deadline.due_on && (
        <p className={start <= today ? 'day-bad num' : 'quiet num'}>
          {say('duties.latestStart', { day: formatDay(start, lang) })}
        </p>
      )}
    </li>
  );
}

function DutyLine({ duty }: { duty: Duty }) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  return (
    <li>
      <strong>{label(duty.label)}</strong>{' '}
      {duty.done_on ? (
        <span className="quiet num">{say('duties.done', { day: formatDay(duty.done_on, lang) })}</span>
      ) : (
        <DueDay day={duty.due_on} />
      )}
      {duty.result && <p className="quiet">{duty.result}</p>}
      {duty.lapses && duty.grace_days !== null && (
        <p className="quiet">{say('duties.lapses', { days: duty.grace_days })}</p>
      )}
    </li>
  );
}

function RenewalWindow({ renewal }: { renewal: Renewal }) {
  const say = useWords();
  const lang = useLang();
  const tone = renewal.missed ? 'day-bad' : renewal.open ? 'day-soon' : 'quiet';
  return (
    <div className="renewal">
      <h3>{say('renewal.title')}</h3>
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
      {renewal.proposed_valid_to && (
        <p className="quiet num">
          {say('renewal.proposed', { day: formatDay(renewal.proposed_valid_to, lang) })}
        </p>
      )}
      {renewal.note && <p className="quiet">{lang === 'zh' ? renewal.note.zh : renewal.note.en}</p>}
    </div>
  );
}
