import { Button } from 'antd';
import { applyForPlan } from '@/api/applying';
import type { Plan, PlanQuestion, PlanRoute, Prefer } from '@/api/planning';
import { formatDay } from '@/foundation/dates';
import { Panel } from '@/ui/Panel';
import { EmptyState } from '@/ui/states';
import { TableRegion } from '@/ui/TableRegion';
import { usePhone } from '@/ui/viewport';
import { useLang, useWords } from '@/ui/words';
import { GanttRows, PlanGantt } from './PlanGantt';
import { PlanItems } from './PlanItems';
import { Mark, Sums, useList } from './PlanMark';
import { PlanMet, PlanReasons } from './PlanReasons';
import { PREFER_WORDS } from './planning';

/** What it takes: the earliest day, the routes, the schedule, every certificate, and why. */
export function PlanResult({
  plan,
  question,
  choose,
}: {
  plan: Plan;
  question: PlanQuestion;
  choose: (prefer: Prefer) => void;
}) {
  const say = useWords();
  const phone = usePhone();
  return (
    <div className="plan-result">
      {plan.items.length === 0 ? (
        <EmptyState title={say('plan.nothing')} help={say('plan.nothingHelp')} />
      ) : (
        <>
          <PlanSummary plan={plan} />
          <PlanRoutes plan={plan} choose={choose} />
          <Panel title={say('plan.gantt')}>
            {phone ? <GanttRows plan={plan} /> : <PlanGantt plan={plan} />}
          </Panel>
          <PlanItems
            key={JSON.stringify(question)}
            title={say('plan.items')}
            items={plan.items}
            kinds={['product']}
            apply={(types) => applyForPlan(question, types)}
          />
        </>
      )}
      <PlanReasons plan={plan} subject={question.subject} />
      <PlanMet plan={plan} />
    </div>
  );
}

function PlanSummary({ plan }: { plan: Plan }) {
  const say = useWords();
  const lang = useLang();
  return (
    <section className="plan-summary" aria-label={say('plan.earliest')}>
      <dl>
        <div>
          <dt>{say('plan.earliest')}</dt>
          <dd className="plan-day">{formatDay(plan.earliest, lang)}</dd>
        </div>
        {plan.earliest_safe !== plan.earliest && (
          <div>
            <dt>{say('plan.safe')}</dt>
            <dd>{formatDay(plan.earliest_safe, lang)}</dd>
          </div>
        )}
        <div>
          <dt>{say('plan.cost')}</dt>
          <dd>
            {plan.cost.length ? <Sums sums={plan.cost} /> : say('plan.unknown')}
            <p className="quiet">{say('plan.costHelp')}</p>
          </dd>
        </div>
      </dl>
      <p className="plan-notes">
        {plan.ready_by && (
          <Mark tone={plan.in_time ? 'good' : 'bad'}>
            {say(plan.in_time ? 'plan.inTime' : 'plan.late', { day: formatDay(plan.ready_by, lang) })}
          </Mark>
        )}
        {plan.start_by && <Mark>{say('plan.startBy', { day: formatDay(plan.start_by, lang) })}</Mark>}
        {plan.undecided.length > 0 && (
          <Mark tone="open">{say('plan.open', { count: plan.undecided.length })}</Mark>
        )}
        {plan.without_lead_time.length > 0 && (
          <Mark tone="open">{say('plan.noTime', { count: plan.without_lead_time.length })}</Mark>
        )}
        {plan.without_cost.length > 0 && (
          <Mark tone="open">{say('plan.noCost', { count: plan.without_cost.length })}</Mark>
        )}
      </p>
    </section>
  );
}

interface RoutesShown {
  plan: Plan;
  choose: (prefer: Prefer) => void;
}

function PlanRoutes({ plan, choose }: RoutesShown) {
  const say = useWords();
  const phone = usePhone();
  return (
    <Panel title={say('plan.routes')}>
      {phone ? <RouteCards plan={plan} choose={choose} /> : <RouteTable plan={plan} choose={choose} />}
    </Panel>
  );
}

function RouteCards({ plan, choose }: RoutesShown) {
  const say = useWords();
  const list = useList();
  const lang = useLang();
  return (
    <ol className="plan-cards plan-routes">
      {plan.routes.map((one) => (
        <li key={one.prefer} aria-current={one.prefer === plan.prefer}>
          <p className="plan-route-name">
            <strong>{say(PREFER_WORDS[one.prefer])}</strong> <Chosen one={one} plan={plan} choose={choose} />
          </p>
          <p>
            {formatDay(one.earliest, lang)}
            {(one.cost.length > 0 || one.without_cost.length > 0) && ' · '}
            <RouteCost one={one} />
          </p>
          <p className="quiet">{list(one.types)}</p>
        </li>
      ))}
    </ol>
  );
}

function RouteTable({ plan, choose }: RoutesShown) {
  const say = useWords();
  const list = useList();
  const lang = useLang();
  return (
    <TableRegion label={say('plan.routes')}>
      <table className="plan-table plan-routes">
        <thead>
          <tr>
            <th scope="col">{say('plan.route')}</th>
            <th scope="col">{say('plan.earliest')}</th>
            <th scope="col">{say('plan.cost')}</th>
            <th scope="col">{say('plan.items')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {plan.routes.map((one) => (
            <tr key={one.prefer} aria-current={one.prefer === plan.prefer}>
              <th scope="row">{say(PREFER_WORDS[one.prefer])}</th>
              <td>{formatDay(one.earliest, lang)}</td>
              <td>
                <RouteCost one={one} />
              </td>
              <td>{list(one.types)}</td>
              <td>
                <Chosen one={one} plan={plan} choose={choose} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}

function RouteCost({ one }: { one: PlanRoute }) {
  const say = useWords();
  return (
    <>
      {one.cost.length > 0 && <Sums sums={one.cost} />}{' '}
      {one.without_cost.length > 0 && (
        <span className="quiet">{say('plan.noCost', { count: one.without_cost.length })}</span>
      )}
    </>
  );
}

/** Which route is gone; another one can be chosen. */
function Chosen({ one, plan, choose }: RoutesShown & { one: PlanRoute }) {
  const say = useWords();
  if (one.prefer === plan.prefer) return <Mark tone="good">{say('plan.chosen')}</Mark>;
  return (
    <Button size="small" className="no-print" onClick={() => choose(one.prefer)}>
      {say('plan.choose')}
    </Button>
  );
}
