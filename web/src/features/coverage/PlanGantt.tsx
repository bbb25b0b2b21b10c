import type { Plan } from '@/api/planning';
import { daysUntil, formatDay } from '@/foundation/dates';
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

/** The schedule: a bar for each certificate, as expected and (lighter) on the safe side; a line on the wanted day. */
export function PlanGantt({ plan }: { plan: Plan }) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const ends = [
    ...plan.items.flatMap((one) => [one.ready_on, one.safe_on]),
    ...(plan.ready_by ? [plan.ready_by] : []),
  ];
  const total = Math.max(1, ...ends.map((day) => daysUntil(day, plan.begin)));
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
              {day.slice(0, 7)}
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
              className={
                one.time.days === null ? 'plan-bar unknown' : one.mandatory ? 'plan-bar' : 'plan-bar advised'
              }
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
