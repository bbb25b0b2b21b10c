import type { Plan, PlanItem } from '@/api/planning';
import { daysUntil, formatDay, formatMonth } from '@/foundation/dates';
import { useLabel, useLang, useWords } from '@/ui/words';

const WIDTH = 960;
const NAMES = 320;
const ROW = 30;
const TOP = 26;

/** First days of the months between two days, at most twelve of them. */
export function months(begin: string, days: number): string[] {
  const found: string[] = [];
  const first = new Date(`${begin}T00:00:00Z`);
  for (let at = 1; at < 600; at += 1) {
    const day = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + at, 1));
    const iso = day.toISOString().slice(0, 10);
    if (daysUntil(iso, begin) > days) break;
    found.push(iso);
  }
  const every = Math.max(1, Math.ceil(found.length / 12));
  return found.filter((_, at) => at % every === 0);
}

/** Until when the schedule goes: the last certificate on the safe side, or the wanted day. */
function span(plan: Plan): number {
  const ends = plan.items.flatMap((one) => [one.ready_on, one.safe_on]);
  if (plan.ready_by) ends.push(plan.ready_by);
  return Math.max(1, ...ends.map((day) => daysUntil(day, plan.begin)));
}

/** The schedule on a phone: each certificate with its days and its bar below, all on one scale. */
export function GanttRows({ plan }: { plan: Plan }) {
  const lang = useLang();
  const total = span(plan);
  const at = (day: string) => (100 * daysUntil(day, plan.begin)) / total;
  return (
    <ol className="plan-gantt-rows">
      {plan.items.map((one) => (
        <li key={one.type.code}>
          <strong>{one.type.code}</strong>
          <span className="quiet num">
            {formatDay(one.start_on, lang)} → {formatDay(one.ready_on, lang)}
          </span>
          <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" className="plan-gantt">
            {one.safe_on > one.ready_on && (
              <rect
                x={at(one.ready_on)}
                y={2}
                width={at(one.safe_on) - at(one.ready_on)}
                height={4}
                className="plan-bar-safe"
              />
            )}
            <rect
              x={at(one.start_on)}
              y={0}
              width={Math.max(1, at(one.ready_on) - at(one.start_on))}
              height={8}
              className={barOf(one)}
            />
            {plan.ready_by && (
              <line x1={at(plan.ready_by)} x2={at(plan.ready_by)} y1={0} y2={8} className="plan-wanted" />
            )}
          </svg>
        </li>
      ))}
    </ol>
  );
}

function barOf(one: PlanItem): string {
  if (one.time.days === null) return 'plan-bar unknown';
  return one.mandatory ? 'plan-bar' : 'plan-bar advised';
}

/** The schedule: a bar for each certificate, as expected and (lighter) on the safe side; a line on the wanted day. */
export function PlanGantt({ plan }: { plan: Plan }) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const total = span(plan);
  const x = (day: string) => NAMES + ((WIDTH - NAMES - 12) * daysUntil(day, plan.begin)) / total;
  const height = TOP + plan.items.length * ROW + 6;
  const said = plan.items.map(
    (one) => `${label(one.type)}: ${formatDay(one.start_on, lang)} – ${formatDay(one.ready_on, lang)}`,
  );
  return (
    <svg
      className="plan-gantt"
      viewBox={`0 0 ${WIDTH} ${height}`}
      role="img"
      aria-label={`${say('plan.gantt')}: ${said.join('; ')}`}
    >
      {months(plan.begin, total).map((day) => (
        <g key={day}>
          <line x1={x(day)} x2={x(day)} y1={TOP - 6} y2={height} className="plan-month" />
          {x(day) < WIDTH - 50 && (
            <text x={x(day) + 3} y={14} className="plan-axis">
              {formatMonth(day, lang)}
            </text>
          )}
        </g>
      ))}
      {plan.items.map((one, at) => {
        const y = TOP + at * ROW;
        const from = x(one.start_on);
        return (
          <g key={one.type.code}>
            <text x={0} y={y + 17} className="plan-bar-name">
              {one.type.code}
            </text>
            {one.safe_on > one.ready_on && (
              <rect
                x={x(one.ready_on)}
                y={y + 8}
                width={x(one.safe_on) - x(one.ready_on)}
                height={10}
                className="plan-bar-safe"
              />
            )}
            <rect
              x={from}
              y={y + 5}
              width={Math.max(3, x(one.ready_on) - from)}
              height={16}
              rx={3}
              className={barOf(one)}
            />
            <text x={150} y={y + 17} className="plan-axis">
              {formatDay(one.start_on, lang)} → {formatDay(one.ready_on, lang)}
            </text>
          </g>
        );
      })}
      {plan.ready_by && (
        <line x1={x(plan.ready_by)} x2={x(plan.ready_by)} y1={TOP - 6} y2={height} className="plan-wanted" />
      )}
    </svg>
  );
}
