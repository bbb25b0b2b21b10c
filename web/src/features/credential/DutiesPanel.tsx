import { useQuery } from '@tanstack/react-query';
import { aboutQuery } from '@/api/records';
import { useToday } from '@/api/session';
import { daysUntil, distance, formatDay } from '@/foundation/dates';
import type { Label } from '@/foundation/labels';
import type { SectionProps } from '@/records/detail/sections';
import { Panel } from '@/ui/Panel';
import { EmptyState } from '@/ui/states';
import { useLabel, useLang, useWords } from '@/ui/words';

interface Deadline {
  id?: string;
  code: string;
  cycle?: string;
  label?: Label | string;
  opens_on?: string | null;
  due_on: string;
  latest_safe_start?: string | null;
  closed_on?: string | null;
}

/** What must be done by when, with the day it may begin and the last day it can safely begin. */
export function DutiesPanel({ kind, detail }: SectionProps) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const today = useToday();
  const answer = useQuery(aboutQuery<{ items: Deadline[] } | Deadline[]>(kind.name, detail.id, 'deadlines'));
  if (!answer.data) return null;
  const all = Array.isArray(answer.data) ? answer.data : answer.data.items;
  const open = all.filter((one) => !one.closed_on).sort((a, b) => a.due_on.localeCompare(b.due_on));
  return (
    <Panel title={say('duties.title')}>
      {open.length === 0 && <EmptyState compact title={say('duties.none')} />}
      <ul className="plain-list duties">
        {open.map((one) => {
          const left = daysUntil(one.due_on, today);
          const tone = left < 0 ? 'day-bad' : left <= 90 ? 'day-soon' : '';
          const late = one.latest_safe_start && one.latest_safe_start <= today;
          return (
            <li key={`${one.code}${one.cycle ?? ''}`}>
              <p>
                <strong>{label(one.label) || one.code}</strong>{' '}
                <span className={`num ${tone}`}>{formatDay(one.due_on, lang)}</span>{' '}
                <span className="quiet">{distance(one.due_on, today, lang)}</span>
              </p>
              {one.opens_on && (
                <p className="quiet num">{say('duties.opens', { day: formatDay(one.opens_on, lang) })}</p>
              )}
              {one.latest_safe_start && (
                <p className={late ? 'day-bad num' : 'quiet num'}>
                  {say('duties.latestStart', { day: formatDay(one.latest_safe_start, lang) })}
                </p>
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
