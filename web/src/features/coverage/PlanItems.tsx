import { Checkbox } from 'antd';
import { type ReactNode, useState } from 'react';
import type { Applied } from '@/api/applying';
import type { PlanItem } from '@/api/planning';
import { formatDay } from '@/foundation/dates';
import { Panel } from '@/ui/Panel';
import { TableRegion } from '@/ui/TableRegion';
import { usePhone } from '@/ui/viewport';
import { useLabel, useLang, useWords } from '@/ui/words';
import { ApplyButton, RunningCases, useMayApply } from './Applying';
import { CostOf, Mark, TimeOf, useList } from './PlanMark';

/** The box by which a certificate is chosen; null where nobody may apply. */
type Pick = ((item: PlanItem) => ReactNode) | null;

/** Every certificate to obtain for these kinds of subject; those not under way can be chosen and applied for. */
export function PlanItems({
  title,
  items,
  kinds,
  apply,
  children,
}: {
  title: string;
  items: PlanItem[];
  kinds: string[];
  apply: (types: string[]) => Promise<Applied>;
  children?: ReactNode;
}) {
  const say = useWords();
  const label = useLabel();
  const phone = usePhone();
  const mayApply = useMayApply(...kinds);
  const [chosen, setChosen] = useState<string[]>([]);
  const open = items.filter((one) => !one.under_way).map((one) => one.type.code);
  const types = chosen.filter((code) => open.includes(code));
  const pick: Pick = mayApply
    ? (item) => (
        <Checkbox
          aria-label={say('plan.pick', { name: label(item.type) })}
          disabled={item.under_way}
          checked={types.includes(item.type.code)}
          onChange={(event) =>
            setChosen((now) =>
              event.target.checked ? [...now, item.type.code] : now.filter((code) => code !== item.type.code),
            )
          }
        />
      )
    : null;
  return (
    <Panel title={title}>
      {children}
      {mayApply && (
        <div className="plan-apply no-print">
          <span className="quiet">{say('plan.applyHelp')}</span>
          <ApplyButton primary disabled={types.length === 0} send={() => apply(types)}>
            {say('plan.apply', { count: types.length })}
          </ApplyButton>
        </div>
      )}
      {phone ? <ItemCards items={items} pick={pick} /> : <ItemTable items={items} pick={pick} />}
    </Panel>
  );
}

function ItemTable({ items, pick }: { items: PlanItem[]; pick: Pick }) {
  const say = useWords();
  const lang = useLang();
  return (
    <TableRegion label={say('plan.items')}>
      <table className="plan-table">
        <thead>
          <tr>
            {pick && <td className="no-print" />}
            <th scope="col">{say('plan.certificate')}</th>
            <th scope="col">{say('plan.serves')}</th>
            <th scope="col">{say('plan.time')}</th>
            <th scope="col">{say('plan.costOf')}</th>
            <th scope="col">{say('plan.start')}</th>
            <th scope="col">{say('plan.ready')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <tr key={one.type.code}>
              {pick && <td className="no-print">{pick(one)}</td>}
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
              <td className="plan-date">{formatDay(one.start_on, lang)}</td>
              <td className="plan-date">{formatDay(one.ready_on, lang)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}

function ItemCards({ items, pick }: { items: PlanItem[]; pick: Pick }) {
  const lang = useLang();
  return (
    <ol className="plan-cards">
      {items.map((one) => (
        <li key={one.type.code}>
          {pick?.(one)}
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
      <RunningCases cases={item.cases} />
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
        <li key={`${one.market} ${one.rule}`}>{[one.market, one.rule].filter(Boolean).join(' · ')}</li>
      ))}
    </ul>
  );
}
