import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Compared, Figures, ScenarioItem } from '@/api/scenarios';
import { formatDay } from '@/foundation/dates';
import type { WordKey } from '@/foundation/words';
import { TableRegion } from '@/ui/TableRegion';
import { usePhone } from '@/ui/viewport';
import { useLabel, useLang, useWords } from '@/ui/words';
import { CostOf, Mark, money, useList } from './PlanMark';
import { type ItemRow, itemRows } from './scenarios';

/** One line of the comparison: what a scenario's figures say, as text; what was said at its saving stands below. */
interface Line {
  word: WordKey;
  of: (figures: Figures, one: Compared) => string;
}

function useLines(): Line[] {
  const say = useWords();
  const lang = useLang();
  const count = (some: unknown[]) => (some.length ? say('scenario.count', { count: some.length }) : '0');
  return [
    { word: 'plan.begin', of: (it) => formatDay(it.begin, lang) },
    { word: 'plan.earliest', of: (it) => formatDay(it.earliest, lang) },
    {
      word: 'scenario.inTime',
      of: (it) =>
        it.in_time === null ? say('scenario.noDay') : say(it.in_time ? 'scenario.yes' : 'scenario.no'),
    },
    { word: 'scenario.startBy', of: (it) => (it.start_by ? formatDay(it.start_by, lang) : '—') },
    {
      word: 'plan.cost',
      of: (it) =>
        it.cost.map((one) => money(one.amount, one.currency)).join(' + ') ||
        say(it.items.length ? 'plan.unknown' : 'plan.nothing'),
    },
    { word: 'scenario.noCost', of: (it) => count(it.without_cost) },
    { word: 'scenario.noTime', of: (it) => count(it.without_lead_time) },
    { word: 'plan.items', of: (it) => count(it.items) },
    { word: 'scenario.undecided', of: (it) => count(it.undecided) },
  ];
}

/** Scenarios side by side: figures first, then every certificate and where they differ. On a phone one after the other. */
export function ScenarioFigures({ items }: { items: Compared[] }) {
  const phone = usePhone();
  return phone ? <Cards items={items} /> : <Table items={items} />;
}

function Table({ items }: { items: Compared[] }) {
  const say = useWords();
  const lines = useLines();
  return (
    <TableRegion label={say('scenario.figures')}>
      <table className="plan-table scenario-table">
        <thead>
          <tr>
            <td />
            {items.map((one) => (
              <th key={one.id} scope="col">
                <Head one={one} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.word}>
              <th scope="row">{say(line.word)}</th>
              {items.map((one) => (
                <td key={one.id}>
                  <ThenAndNow one={one} line={line} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tbody className="scenario-items">
          <tr>
            <th scope="rowgroup" colSpan={items.length + 1}>
              {say('scenario.items')}
            </th>
          </tr>
          {itemRows(items).map((row) => (
            <tr key={row.code}>
              <th scope="row">
                <ItemHead row={row} />
              </th>
              {row.cells.map((cell, at) => (
                <td key={items[at]?.id}>
                  <Item now={cell.now} was={cell.was} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}

function Cards({ items }: { items: Compared[] }) {
  const say = useWords();
  const lines = useLines();
  const rows = itemRows(items);
  return (
    <ol className="plan-cards scenario-cards">
      {items.map((one, at) => (
        <li key={one.id}>
          <Head one={one} />
          <dl>
            {lines.map((line) => (
              <div key={line.word}>
                <dt>{say(line.word)}</dt>
                <dd>
                  <ThenAndNow one={one} line={line} />
                </dd>
              </div>
            ))}
          </dl>
          <ul className="plan-serves">
            {rows.map((row) => (
              <li key={row.code}>
                <ItemHead row={row} /> <Item now={row.cells[at]?.now} was={row.cells[at]?.was} />
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function Head({ one }: { one: Compared }) {
  const say = useWords();
  const label = useLabel();
  const list = useList();
  return (
    <div className="plan-name">
      <Link to="/r/$kind/$id" params={{ kind: 'scenario', id: one.id }}>
        <strong>{one.title}</strong>
      </Link>
      <span>
        {one.subject.label} → {list(one.markets)}
      </span>
      <span className="quiet">{label(one.prefer_label)}</span>
      <Link
        className="no-print"
        to="/coverage/plan"
        search={{
          subject: one.subject.id,
          markets: one.markets.join(','),
          begin: one.now?.begin ?? one.begin,
          ...(one.ready_by ? { by: one.ready_by } : {}),
          ...(one.prefer === 'fewest' ? {} : { prefer: one.prefer }),
        }}
      >
        {say('scenario.planAgain')}
      </Link>
      {one.trouble && <Mark tone="bad">{one.trouble}</Mark>}
    </div>
  );
}

function ThenAndNow({ one, line }: { one: Compared; line: Line }) {
  const say = useWords();
  const lang = useLang();
  const then = line.of(one.at_saving, one);
  const now = one.now ? line.of(one.now, one) : '';
  const was = say('scenario.was', { day: formatDay(one.at_saving.on, lang), value: then });
  return (
    <>
      {now}
      {now !== then && <div className="quiet">{was}</div>}
    </>
  );
}

function ItemHead({ row }: { row: ItemRow }): ReactNode {
  const say = useWords();
  const label = useLabel();
  return (
    <>
      {label(row.label)} <code>{row.code}</code>{' '}
      {row.differs && <Mark tone="open">{say('scenario.differs')}</Mark>}
    </>
  );
}

function Item({ now, was }: { now: ScenarioItem | undefined; was: boolean | undefined }) {
  const say = useWords();
  const lang = useLang();
  if (!now) return <span className="quiet">{say(was ? 'scenario.gone' : 'scenario.notNeeded')}</span>;
  return (
    <div className="plan-name">
      <span>
        <Mark tone={now.mandatory ? 'bad' : undefined}>
          {say(now.mandatory ? 'plan.mandatory' : 'plan.advised')}
        </Mark>{' '}
        {!was && <Mark tone="open">{say('scenario.added')}</Mark>}
      </span>
      <span>
        {formatDay(now.start_on, lang)} → {formatDay(now.ready_on, lang)}
      </span>
      <CostOf cost={now.cost} />
    </div>
  );
}
