import { Button } from 'antd';
import type { Plan, PlanItem, Prefer } from '@/api/planning';
import { formatDay } from '@/foundation/dates';
import { Panel } from '@/ui/Panel';
import { EmptyState } from '@/ui/states';
import { TableRegion } from '@/ui/TableRegion';
import { usePhone } from '@/ui/viewport';
import { useLabel, useLang, useWords } from '@/ui/words';
import { PlanGantt } from './PlanGantt';
import { CostOf, Mark, Sums, TimeOf, useList } from './PlanMark';
import { PlanMet, PlanReasons } from './PlanReasons';
import { PREFER_WORDS } from './planning';

/** What it takes: the earliest day, the routes, the schedule, every certificate, and why. */
export function PlanResult({ plan, choose }: { plan: Plan; choose: (prefer: Prefer) => void }) {
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
          {!phone && (
            <Panel title={say('plan.gantt')}>
              <PlanGantt plan={plan} />
            </Panel>
          )}
          <Panel title={say('plan.items')}>
            {phone ? <ItemCards plan={plan} /> : <ItemTable plan={plan} />}
          </Panel>
        </>
      )}
      <PlanReasons plan={plan} />
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

function PlanRoutes({ plan, choose }: { plan: Plan; choose: (prefer: Prefer) => void }) {
  const say = useWords();
  const list = useList();
  const lang = useLang();
  return (
    <Panel title={say('plan.routes')}>
      <TableRegion label={say('plan.routes')}>
        <table className="plan-table">
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
                  {one.cost.length > 0 && <Sums sums={one.cost} />}{' '}
                  {one.without_cost.length > 0 && (
                    <span className="quiet">{say('plan.noCost', { count: one.without_cost.length })}</span>
                  )}
                </td>
                <td>{list(one.types)}</td>
                <td>
                  {one.prefer === plan.prefer ? (
                    <Mark tone="good">{say('plan.chosen')}</Mark>
                  ) : (
                    <Button size="small" className="no-print" onClick={() => choose(one.prefer)}>
                      {say('plan.choose')}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableRegion>
    </Panel>
  );
}

function ItemTable({ plan }: { plan: Plan }) {
  const say = useWords();
  const lang = useLang();
  return (
    <TableRegion label={say('plan.items')}>
      <table className="plan-table">
        <thead>
          <tr>
            <th scope="col">{say('plan.certificate')}</th>
            <th scope="col">{say('plan.serves')}</th>
            <th scope="col">{say('plan.time')}</th>
            <th scope="col">{say('plan.costOf')}</th>
            <th scope="col">{say('plan.start')}</th>
            <th scope="col">{say('plan.ready')}</th>
          </tr>
        </thead>
        <tbody>
          {plan.items.map((one) => (
            <tr key={one.type.code}>
              <th scope="row">
                <ItemName item={one} />
              </th>
              <td>
                <Serves item={one} />
              </td>
              <td>
                <TimeOf time={one.time} />
              </td>
              <td>
                <CostOf cost={one.cost} />
              </td>
              <td>{formatDay(one.start_on, lang)}</td>
              <td>{formatDay(one.ready_on, lang)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}

function ItemCards({ plan }: { plan: Plan }) {
  const lang = useLang();
  return (
    <ol className="plan-cards">
      {plan.items.map((one) => (
        <li key={one.type.code}>
          <ItemName item={one} />
          <p>
            {formatDay(one.start_on, lang)} → <strong>{formatDay(one.ready_on, lang)}</strong>
          </p>
          <p>
            <TimeOf time={one.time} /> · <CostOf cost={one.cost} />
          </p>
          <Serves item={one} />
        </li>
      ))}
    </ol>
  );
}

function ItemName({ item }: { item: PlanItem }) {
  const say = useWords();
  const list = useList();
  const label = useLabel();
  return (
    <div className="plan-name">
      <span>
        <strong>{label(item.type)}</strong> <code>{item.type.code}</code>{' '}
        <Mark tone={item.mandatory ? 'bad' : undefined}>
          {say(item.mandatory ? 'plan.mandatory' : 'plan.advised')}
        </Mark>
      </span>
      {item.after.length > 0 && (
        <span className="quiet">{say('plan.after', { types: list(item.after) })}</span>
      )}
      {item.needed_by.length > 0 && (
        <span className="quiet">{say('plan.neededBy', { codes: list(item.needed_by) })}</span>
      )}
      {item.papers.length > 0 && (
        <span className="quiet">
          {say('plan.papers', { papers: list(item.papers.map((paper) => label(paper))) })}
        </span>
      )}
    </div>
  );
}

function Serves({ item }: { item: PlanItem }) {
  return (
    <ul className="plan-serves">
      {item.serves.map((one) => (
        <li key={`${one.market} ${one.rule}`}>
          {one.market} · {one.rule}
        </li>
      ))}
    </ul>
  );
}
