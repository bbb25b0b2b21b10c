import type { Plan, PlanReason } from '@/api/planning';
import { Panel } from '@/ui/Panel';
import { useLabel, useWords } from '@/ui/words';
import { CostOf, Mark, TimeOf, useList } from './PlanMark';
import { Asked } from './Questions';

const SHOWN = 5;

/** Why: each rule that would not be met, with every way to meet it. */
export function PlanReasons({ plan, subject }: { plan: Plan; subject: string }) {
  const say = useWords();
  const label = useLabel();
  return (
    <>
      {plan.rules.length > 0 && (
        <Panel title={say('plan.reasons')}>
          <ul className="plan-reasons">
            {plan.rules.map((one) => (
              <Reason key={`${one.market} ${one.rule.code} ${one.subjects[0]}`} one={one} />
            ))}
          </ul>
        </Panel>
      )}
      {plan.undecided.length > 0 && (
        <Panel title={say('plan.undecided')}>
          {plan.questions.length > 0 && (
            <div className="no-print">
              <Asked subject={subject} facts={plan.questions} />
            </div>
          )}
          <ul className="plan-reasons">
            {plan.undecided.map((one) => (
              <li key={one.code}>
                <code>{one.code}</code> {label(one)}
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}

function Reason({ one }: { one: PlanReason }) {
  const say = useWords();
  const list = useList();
  const label = useLabel();
  const more = one.subjects.length - SHOWN;
  return (
    <li>
      <p>
        <Mark>{one.market}</Mark> <strong>{label(one.rule)}</strong> <code>{one.rule.code}</code>{' '}
        <span className="quiet">{label(one.state_label)}</span>{' '}
        {one.rule.certainty === 'check' && <Mark tone="open">{say('plan.toConfirm')}</Mark>}
      </p>
      {one.rule.legal_basis && <p className="quiet">{one.rule.legal_basis}</p>}
      <p className="quiet">
        {list(one.subjects.slice(0, SHOWN))}
        {more > 0 && ` +${more}`}
      </p>
      {one.ways.map((way, at) => (
        <div
          key={way.types.map((type) => type.code).join(' ')}
          className={way.chosen ? 'plan-way chosen' : 'plan-way'}
        >
          {one.ways.length > 1 && (
            <span>
              {say('plan.way', { n: at + 1 })} {way.chosen && <Mark tone="good">{say('plan.chosen')}</Mark>}
            </span>
          )}
          <ul>
            {way.types.map((type) => (
              <li key={type.code}>
                {label(type)} <code>{type.code}</code>{' '}
                {type.held ? (
                  <Mark tone="good">{say('plan.held')}</Mark>
                ) : (
                  <>
                    <TimeOf time={type.time} /> · <CostOf cost={type.cost} />
                  </>
                )}{' '}
                {type.recognised_from.length > 0 && (
                  <span className="quiet">
                    {say('plan.recognised', { markets: list(type.recognised_from) })}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </li>
  );
}

/** What is met already, and by which paper. */
export function PlanMet({ plan }: { plan: Plan }) {
  const say = useWords();
  const list = useList();
  const label = useLabel();
  if (plan.met.length === 0) return null;
  return (
    <Panel title={say('plan.met')}>
      <ul className="plan-reasons">
        {plan.met.map((one) => (
          <li key={`${one.market} ${one.rule.code} ${one.type} ${one.credential}`}>
            <Mark>{one.market}</Mark> {label(one.rule)}
            {one.credential && (
              <>
                {' '}
                {say('plan.by')} <code>{one.type}</code> <span className="code">{one.credential}</span>
              </>
            )}
            <p className="quiet">
              {list(one.subjects.slice(0, SHOWN))}
              {one.subjects.length > SHOWN && ` +${one.subjects.length - SHOWN}`}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
