import { Link } from '@tanstack/react-router';
import { applyForLoss } from '@/api/applying';
import type { Fallen, Loss } from '@/api/losing';
import { formatDay } from '@/foundation/dates';
import { RelatedRecords } from '@/records/detail/RelatedPanel';
import { NameOf } from '@/records/inputs/NameOf';
import { Panel } from '@/ui/Panel';
import { EmptyState } from '@/ui/states';
import { TableRegion } from '@/ui/TableRegion';
import { usePhone } from '@/ui/viewport';
import { useLabel, useLang, useWords } from '@/ui/words';
import { LimitMark } from './LimitMark';
import { PlanItems } from './PlanItems';
import { Mark, Sums } from './PlanMark';
import { StateMark } from './StateMark';

/** What falls: how much, where and since when, what replaces it, and each requirement. */
export function LosingResult({ found, loss }: { found: Fallen; loss: Loss }) {
  const say = useWords();
  const nothing =
    found.total === 0 &&
    found.vacated.length === 0 &&
    found.missing.length === 0 &&
    found.handover.length === 0;
  return (
    <div className="plan-result">
      {nothing ? (
        <EmptyState title={say('losing.nothing')} help={say('losing.nothingHelp')} />
      ) : (
        <Summary found={found} />
      )}
      {loss.kind === 'person' && <Posts found={found} person={loss.record} />}
      {found.places.length > 0 && <Places found={found} />}
      {found.replacement && found.replacement.items.length > 0 && (
        <Replacement key={JSON.stringify(loss)} plan={found.replacement} loss={loss} />
      )}
      {found.touched.length > 0 && <Touched found={found} />}
      {found.items.length > 0 && <Items found={found} />}
    </div>
  );
}

function Summary({ found }: { found: Fallen }) {
  const say = useWords();
  const lang = useLang();
  const first = found.places[0]?.since;
  return (
    <section className="plan-summary" aria-label={say('losing.falls')}>
      <dl>
        <div>
          <dt>{say('losing.falls')}</dt>
          <dd className="plan-day">{found.total}</dd>
        </div>
        <div>
          <dt>{say('losing.subjects')}</dt>
          <dd className="plan-day">{found.subjects}</dd>
        </div>
        {first && (
          <div>
            <dt>{say('losing.first')}</dt>
            <dd className="plan-day">{formatDay(first, lang)}</dd>
          </div>
        )}
      </dl>
      {found.hidden > 0 && <p className="quiet">{say('losing.hidden', { count: found.hidden })}</p>}
    </section>
  );
}

function Posts({ found, person }: { found: Fallen; person: string }) {
  const say = useWords();
  const label = useLabel();
  return (
    <>
      {found.vacated.length > 0 && (
        <Panel title={say('losing.vacated')}>
          <ul className="plan-reasons">
            {found.vacated.map((one) => (
              <li key={one.engagement}>
                <Link to="/r/$kind/$id" params={{ kind: 'engagement', id: one.engagement }}>
                  {label(one.label)}
                </Link>{' '}
                <span className="quiet">{one.place}</span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <Handover found={found} person={person} />
      {found.missing.length > 0 && (
        <Panel title={say('losing.missing')}>
          <ul className="plan-reasons">
            {found.missing.map((one) => (
              <li key={one.rule.code}>
                <StateMark state={one.state} /> <strong>{label(one.rule)}</strong>{' '}
                <code>{one.rule.code}</code>{' '}
                {one.ways
                  .map((way) => way.map((type) => label(type)).join(' + '))
                  .join(` ${say('coverage.or')} `)}
                {one.asks.length > 0 && (
                  <div className="quiet">
                    {say('coverage.unknown')} {one.asks.map((ask) => label(ask)).join(', ')}
                  </div>
                )}
                {one.limits.map((limit) => (
                  <div key={limit.code}>
                    <LimitMark limit={limit} />
                  </div>
                ))}
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}

/** What their account answers for; where nothing does, why. */
function Handover({ found, person }: { found: Fallen; person: string }) {
  const say = useWords();
  if (found.signs_in === false)
    return (
      <Panel title={say('losing.handover')}>
        <p className="plan-help">
          {say('losing.noAccount')}{' '}
          <Link to="/r/$kind/$id" params={{ kind: 'person', id: person }}>
            <NameOf kind="person" id={person} />
          </Link>
        </p>
        <p className="quiet plan-help">{say('losing.noAccountHelp')}</p>
      </Panel>
    );
  return (
    <Panel title={say('losing.handover')}>
      <p className="quiet plan-help">
        {say(found.handover.length > 0 ? 'losing.handoverHelp' : 'losing.handoverNone')}
      </p>
      {found.handover.map((group) => (
        <RelatedRecords key={`${group.kind}.${group.field}`} group={group} compact />
      ))}
    </Panel>
  );
}

function Places({ found }: { found: Fallen }) {
  const say = useWords();
  const lang = useLang();
  const label = useLabel();
  const phone = usePhone();
  const named = (one: Fallen['places'][number]) => (
    <>
      {one.label ? label(one.label) : one.code} <span className="quiet">{label(one.context_label)}</span>
    </>
  );
  if (phone)
    return (
      <Panel title={say('losing.places')}>
        <ul className="plan-reasons">
          {found.places.map((one) => (
            <li key={`${one.context} ${one.code}`}>
              <strong>{named(one)}</strong>
              <div className="quiet">
                {say('losing.places.count', { count: one.subjects })} ·{' '}
                {say('losing.from', { day: formatDay(one.since, lang) })}
              </div>
            </li>
          ))}
        </ul>
      </Panel>
    );
  return (
    <Panel title={say('losing.places')}>
      <TableRegion label={say('losing.places')}>
        <table className="plan-table">
          <thead>
            <tr>
              <th scope="col">{say('losing.place')}</th>
              <th scope="col">{say('losing.subjects')}</th>
              <th scope="col">{say('losing.since')}</th>
            </tr>
          </thead>
          <tbody>
            {found.places.map((one) => (
              <tr key={`${one.context} ${one.code}`}>
                <th scope="row">{named(one)}</th>
                <td>{one.subjects}</td>
                <td className="plan-date">{formatDay(one.since, lang)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableRegion>
    </Panel>
  );
}

/** The cheapest way to meet again what falls. */
function Replacement({ plan, loss }: { plan: NonNullable<Fallen['replacement']>; loss: Loss }) {
  const say = useWords();
  const lang = useLang();
  return (
    <PlanItems
      title={say('losing.replacement')}
      items={plan.items}
      kinds={plan.kinds}
      apply={(types) => applyForLoss(loss, types)}
    >
      <p className="plan-notes">
        <Mark>{say('losing.there', { day: formatDay(plan.earliest, lang) })}</Mark>
        {plan.ready_by && (
          <Mark tone={plan.in_time ? 'good' : 'bad'}>
            {say(plan.in_time ? 'plan.inTime' : 'plan.late', { day: formatDay(plan.ready_by, lang) })}
          </Mark>
        )}
        {plan.start_by && <Mark>{say('plan.startBy', { day: formatDay(plan.start_by, lang) })}</Mark>}
        {plan.cost.length > 0 && (
          <Mark>
            {say('plan.cost')} <Sums sums={plan.cost} />
          </Mark>
        )}
        {plan.without_cost.length > 0 && (
          <Mark tone="open">{say('plan.noCost', { count: plan.without_cost.length })}</Mark>
        )}
        {plan.without_lead_time.length > 0 && (
          <Mark tone="open">{say('plan.noTime', { count: plan.without_lead_time.length })}</Mark>
        )}
      </p>
    </PlanItems>
  );
}

function Touched({ found }: { found: Fallen }) {
  const say = useWords();
  const lang = useLang();
  return (
    <Panel title={say('losing.touched')}>
      <ul className="plan-reasons">
        {found.touched.map((one) => (
          <li key={one.subject.id}>
            <Link to="/r/$kind/$id" params={{ kind: one.subject.kind, id: one.subject.id }}>
              {one.subject.label}
            </Link>{' '}
            <span className="quiet">
              {say('losing.count', { count: one.requirements })} ·{' '}
              {say('losing.from', { day: formatDay(one.since, lang) })}
            </span>
          </li>
        ))}
      </ul>
      {found.subjects > found.touched.length && found.hidden === 0 && (
        <p className="quiet">{say('coverage.others', { count: found.subjects - found.touched.length })}</p>
      )}
    </Panel>
  );
}

function Items({ found }: { found: Fallen }) {
  const say = useWords();
  const lang = useLang();
  const label = useLabel();
  return (
    <Panel title={say('losing.items')}>
      <ul className="plan-reasons">
        {found.items.map((one) => (
          <li key={`${one.engagement} ${one.subject.id} ${one.rule.code}`}>
            <StateMark state={one.state} /> {one.subject.label} <Mark>{one.market || one.role}</Mark>{' '}
            {label(one.rule)} <code>{one.rule.code}</code>{' '}
            <span className="quiet">{say('losing.from', { day: formatDay(one.since, lang) })}</span>
          </li>
        ))}
      </ul>
      {found.total - found.hidden > found.items.length && (
        <p className="quiet">
          {say('coverage.others', { count: found.total - found.hidden - found.items.length })}
        </p>
      )}
    </Panel>
  );
}
