import type { ReactNode } from 'react';
import type { ScenarioItem } from '@/api/scenarios';
import { formatDay } from '@/foundation/dates';
import type { WordKey } from '@/foundation/words';
import { TableRegion } from '@/ui/TableRegion';
import { usePhone } from '@/ui/viewport';
import { useLabel, useLang, useWords } from '@/ui/words';
import { CostOf, Mark } from './PlanMark';
import { type Part, type PartCell, type PartRow, partRows } from './scenarios';

interface Asked<F> {
  id: string;
  now: F | null;
  at_saving: F;
}

/** One line of a comparison: what it is called, and what stands in each column. */
export interface Row {
  key: string;
  head: ReactNode;
  cells: ReactNode[];
}

export interface Section {
  /** empty: the figures above all */
  title: string;
  rows: Row[];
}

/** Columns of one comparison, a scenario each. On a phone one after the other. */
export function SideBySide({
  label,
  items,
  heads,
  sections,
}: {
  label: string;
  items: { id: string }[];
  heads: ReactNode[];
  sections: Section[];
}) {
  const phone = usePhone();
  const filled = sections.filter((one) => one.rows.length > 0);
  if (phone)
    return (
      <ol className="plan-cards scenario-cards" aria-label={label}>
        {items.map((one, at) => (
          <li key={one.id}>
            {heads[at]}
            {filled.map((section) => (
              <Card key={section.title} section={section} at={at} />
            ))}
          </li>
        ))}
      </ol>
    );
  return (
    <TableRegion label={label}>
      <table className="plan-table scenario-table">
        <thead>
          <tr>
            <td />
            {items.map((one, at) => (
              <th key={one.id} scope="col">
                {heads[at]}
              </th>
            ))}
          </tr>
        </thead>
        {filled.map((section) => (
          <tbody key={section.title} className={section.title ? 'scenario-items' : undefined}>
            {section.title && (
              <tr>
                <th scope="rowgroup" colSpan={items.length + 1}>
                  {section.title}
                </th>
              </tr>
            )}
            {section.rows.map((row) => (
              <tr key={row.key}>
                <th scope="row">{row.head}</th>
                {items.map((one, at) => (
                  <td key={one.id}>{row.cells[at]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </TableRegion>
  );
}

function Card({ section, at }: { section: Section; at: number }) {
  if (!section.title)
    return (
      <dl>
        {section.rows.map((row) => (
          <div key={row.key}>
            <dt>{row.head}</dt>
            <dd>{row.cells[at]}</dd>
          </div>
        ))}
      </dl>
    );
  return (
    <>
      <h3>{section.title}</h3>
      <ul className="plan-serves">
        {section.rows.map((row) => (
          <li key={row.key}>
            {row.head} {row.cells[at]}
          </li>
        ))}
      </ul>
    </>
  );
}

/** One figure as text; what was said at its saving stands below where it differs. */
export interface Line<F> {
  word: WordKey;
  of: (figures: F) => string;
}

export function useFigureRows<F extends { on: string }>(items: Asked<F>[], lines: Line<F>[]): Row[] {
  const say = useWords();
  const lang = useLang();
  return lines.map((line) => ({
    key: line.word,
    head: say(line.word),
    cells: items.map((one) => {
      const then = line.of(one.at_saving);
      const now = one.now ? line.of(one.now) : '';
      const was = say('scenario.was', { day: formatDay(one.at_saving.on, lang), value: then });
      return (
        <div key={one.id}>
          {now}
          {now !== then && <div className="quiet">{was}</div>}
        </div>
      );
    }),
  }));
}

/** Parts of the figures, row by row: where scenarios differ, and what came or went since saving. */
export function usePartRows<F, P extends Part>(
  items: Asked<F>[],
  parts: (figures: F) => P[],
  shown: (part: P) => ReactNode,
  absent: WordKey,
  gone: WordKey,
): Row[] {
  const rows = partRows(items, parts);
  return rows.map((row) => ({
    key: row.code,
    head: <PartHead row={row} />,
    cells: row.cells.map((cell, at) => (
      <PartShown key={items[at]?.id} cell={cell} shown={shown} absent={absent} gone={gone} />
    )),
  }));
}

function PartHead<P extends Part>({ row }: { row: PartRow<P> }) {
  const say = useWords();
  const label = useLabel();
  return (
    <>
      {label(row.label)} <code>{row.code}</code>{' '}
      {row.differs && <Mark tone="open">{say('scenario.differs')}</Mark>}
    </>
  );
}

function PartShown<P extends Part>({
  cell,
  shown,
  absent,
  gone,
}: {
  cell: PartCell<P>;
  shown: (part: P) => ReactNode;
  absent: WordKey;
  gone: WordKey;
}) {
  const say = useWords();
  if (cell.unasked) return <span className="quiet">{cell.was ? say('scenario.wasThere') : '—'}</span>;
  if (!cell.now) return <span className="quiet">{say(cell.was ? gone : absent)}</span>;
  return (
    <div className="plan-name">
      {!cell.was && (
        <span>
          <Mark tone="open">{say('scenario.added')}</Mark>
        </span>
      )}
      {shown(cell.now)}
    </div>
  );
}

/** A certificate to obtain: whether it must be, its days and its cost. */
export function ItemShown({ item }: { item: ScenarioItem }) {
  const say = useWords();
  const lang = useLang();
  return (
    <>
      <span>
        <Mark tone={item.mandatory ? 'bad' : undefined}>
          {say(item.mandatory ? 'plan.mandatory' : 'plan.advised')}
        </Mark>
      </span>
      <span>
        {formatDay(item.start_on, lang)} → {formatDay(item.ready_on, lang)}
      </span>
      <CostOf cost={item.cost} />
    </>
  );
}
