import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Segmented, Spin } from 'antd';
import dayjs from 'dayjs';
import { type CalendarItem, calendarQuery } from '@/api/records';
import type { KindSpec } from '@/foundation/catalogue';
import type { Condition } from '@/foundation/condition';
import { daysUntil, formatDay, monthRange } from '@/foundation/dates';
import { EmptyState, ErrorNote } from '@/ui/states';
import { usePhone } from '@/ui/viewport';
import { useLang, useWords } from '@/ui/words';
import { useAsOf, useDay } from '../asof/context';
import { isOpening, useDeadlineName } from '../values/deadlines';

const SHOWN_PER_DAY = 2;

/** What falls due, month by month: a grid on a desk, a list by day on a phone. */
export default function CalendarView({
  kind,
  condition,
  q,
  month,
  layout,
  onMonth,
  onLayout,
}: {
  kind: KindSpec;
  condition: Condition | null;
  q: string;
  month: string | undefined;
  layout: 'days' | undefined;
  onMonth: (month: string) => void;
  onLayout: (layout: 'days' | undefined) => void;
}) {
  const say = useWords();
  const lang = useLang();
  const today = useDay();
  // deadlines follow from what is known now, whatever instant the list is asked as of
  const { on, known } = useAsOf();
  const phone = usePhone();
  const shown = dayjs(`${month ?? today.slice(0, 7)}-01`);
  const { from, to } = monthRange(shown);
  const answer = useQuery(calendarQuery(kind.name, from, to, condition, q, on ? { on } : {}));
  const items = answer.data?.items ?? [];
  const byDay = group(items);
  return (
    <section className="calendar" aria-label={say('list.calendar')}>
      <header className="calendar-head">
        <Button
          icon={<LeftOutlined />}
          aria-label={say('calendar.previous')}
          onClick={() => onMonth(shown.subtract(1, 'month').format('YYYY-MM'))}
        />
        <h2 aria-live="polite">{shown.format(lang === 'zh' ? 'YYYY年M月' : 'MMMM YYYY')}</h2>
        <Button
          icon={<RightOutlined />}
          aria-label={say('calendar.next')}
          onClick={() => onMonth(shown.add(1, 'month').format('YYYY-MM'))}
        />
        <Button onClick={() => onMonth(today.slice(0, 7))}>{say('calendar.today')}</Button>
        <span className="quiet num">{say('calendar.dueCount', { count: items.length })}</span>
        <span className="grow" />
        {!phone && (
          <Segmented
            aria-label={say('calendar.layout')}
            value={layout ?? 'grid'}
            options={[
              { value: 'grid', label: say('calendar.grid') },
              { value: 'days', label: say('calendar.days') },
            ]}
            onChange={(next) => onLayout(next === 'days' ? 'days' : undefined)}
          />
        )}
      </header>
      {known && <p className="quiet">{say('calendar.knownNow')}</p>}
      {answer.error && <ErrorNote error={answer.error} retry={() => void answer.refetch()} />}
      <Spin spinning={answer.isFetching}>
        {phone || layout === 'days' ? (
          <DayList kind={kind} byDay={byDay} today={today} />
        ) : (
          <MonthGrid kind={kind} byDay={byDay} today={today} first={from} onMore={() => onLayout('days')} />
        )}
        {items.length === 0 && !answer.isFetching && !answer.error && (
          <EmptyState compact title={say('calendar.empty')} />
        )}
      </Spin>
    </section>
  );
}

function group(items: CalendarItem[]): Map<string, CalendarItem[]> {
  const map = new Map<string, CalendarItem[]>();
  for (const item of items) {
    const day = item.due_on.slice(0, 10);
    map.set(day, [...(map.get(day) ?? []), item]);
  }
  return map;
}

interface DaysProps {
  kind: KindSpec;
  byDay: Map<string, CalendarItem[]>;
  today: string;
}

function MonthGrid({ kind, byDay, today, first, onMore }: DaysProps & { first: string; onMore: () => void }) {
  const say = useWords();
  const start = dayjs(first);
  const lead = (start.day() + 6) % 7;
  const weeks = Math.ceil((lead + start.daysInMonth()) / 7);
  const days = Array.from({ length: weeks * 7 }, (_, at) => start.add(at - lead, 'day'));
  return (
    <div className="month-grid">
      {say('calendar.weekdays')
        .split(',')
        .map((name) => (
          <div key={name} className="weekday">
            {name}
          </div>
        ))}
      {days.map((day) => {
        const iso = day.format('YYYY-MM-DD');
        const inMonth = day.month() === start.month();
        const items = inMonth ? (byDay.get(iso) ?? []) : [];
        return (
          <div key={iso} className={`day${inMonth ? '' : ' outside'}${iso === today ? ' today' : ''}`}>
            <span className="day-number num">{day.date()}</span>
            {items.slice(0, SHOWN_PER_DAY).map((item) => (
              <DueLink key={`${item.id}${item.code ?? ''}`} kind={kind} item={item} today={today} />
            ))}
            {items.length > SHOWN_PER_DAY && (
              <button type="button" className="day-more link-button" onClick={onMore}>
                {say('calendar.more', { count: items.length - SHOWN_PER_DAY })}
              </button>
            )}
          </div>
        );
      })}
    </div>
  );
}

function DayList({ kind, byDay, today }: DaysProps) {
  const lang = useLang();
  return (
    <ul className="plain-list day-list">
      {[...byDay.entries()]
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([day, items]) => (
          <li key={day}>
            <h3 className="num">{formatDay(day, lang)}</h3>
            {items.map((item) => (
              <DueLink key={`${item.id}${item.code ?? ''}`} kind={kind} item={item} today={today} />
            ))}
          </li>
        ))}
    </ul>
  );
}

/** What falls due and which sort of deadline it is. */
function DueLink({ kind, item, today }: { kind: KindSpec; item: CalendarItem; today: string }) {
  const nameOf = useDeadlineName();
  const asOf = useAsOf();
  const left = daysUntil(item.due_on, today);
  const tone = isOpening(item) ? 'later' : left < 0 ? 'bad' : left <= 90 ? 'soon' : 'later';
  const what = nameOf(item);
  return (
    <Link
      to="/r/$kind/$id"
      params={{ kind: item.kind ?? kind.name, id: item.record_id ?? item.id }}
      search={asOf}
      className={`due ${tone}`}
      title={[item.title, item.number, what].filter(Boolean).join(' · ')}
    >
      <span className="due-title">{item.title}</span>
      <span className="due-what">{what}</span>
    </Link>
  );
}
