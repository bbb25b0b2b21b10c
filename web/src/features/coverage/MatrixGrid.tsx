import { CaretDownOutlined, CaretRightOutlined } from '@ant-design/icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { type KeyboardEvent, useEffect, useMemo, useState } from 'react';
import { type CoverageAsked, type MatrixColumn, type MatrixRow, matrixQuery } from '@/api/coverage';
import { learnName } from '@/api/names';
import { ErrorNote } from '@/ui/states';
import { TableRegion } from '@/ui/TableRegion';
import { useLabel, useWords } from '@/ui/words';
import { NothingFits } from './NothingFits';
import { StateMark, useCellText } from './StateMark';

export interface MatrixProps {
  asked: CoverageAsked;
  kind: string;
  onOpen: (subject: string, column: string) => void;
}

interface LevelProps extends MatrixProps {
  parent?: string;
  depth: number;
  columns: MatrixColumn[];
  onColumns: (some: MatrixColumn[]) => void;
}

/** The columns of all pages that were read, in order of their code. */
export function useColumns(): [MatrixColumn[], (some: MatrixColumn[]) => void] {
  const [known, setKnown] = useState<Record<string, MatrixColumn>>({});
  const columns = useMemo(() => Object.values(known).sort((a, b) => (a.code < b.code ? -1 : 1)), [known]);
  const learn = (some: MatrixColumn[]): void =>
    setKnown((now) =>
      some.every((one) => one.code in now)
        ? now
        : { ...now, ...Object.fromEntries(some.map((one) => [one.code, one])) },
    );
  return [columns, learn];
}

/** One level of the matrix, page by page. */
export function useLevel(asked: CoverageAsked, parent: string | undefined) {
  const { subject, ...others } = asked;
  // below a product the product is asked for, not the one the filter names
  const found = useInfiniteQuery(matrixQuery(parent ? { ...others, parent } : { ...others, subject }));
  const rows = found.data?.pages.flatMap((page) => page.rows) ?? [];
  useEffect(() => {
    for (const page of found.data?.pages ?? [])
      for (const row of page.rows) learnName(row.subject.id, row.subject.label);
  }, [found.data]);
  return { found, rows };
}

/** Arrow keys move between the cells. */
function move(event: KeyboardEvent<HTMLTableElement>): void {
  const steps: Record<string, [number, number]> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
  };
  const step = steps[event.key];
  const cell = (event.target as HTMLElement).closest('td, th');
  const row = cell?.closest('tr');
  if (!step || !cell || !row) return;
  event.preventDefault();
  const rows = [...event.currentTarget.querySelectorAll('tbody tr')];
  let [y, x] = [rows.indexOf(row), [...row.children].indexOf(cell)];
  for (;;) {
    y += step[0];
    x += step[1];
    const next = rows[y]?.children[x];
    if (!next) return;
    const target = next.querySelector<HTMLElement>('.coverage-cell, .coverage-name a');
    if (target) {
      target.focus();
      return;
    }
  }
}

export function MatrixGrid(props: MatrixProps) {
  const say = useWords();
  const label = useLabel();
  const [columns, onColumns] = useColumns();
  const coded = props.asked.across === 'rule' || props.asked.context === 'market'; // others are no codes that people use
  return (
    <TableRegion label={say('coverage.matrix')}>
      <table className="coverage-matrix" onKeyDown={move}>
        <thead>
          <tr>
            <th scope="col">{say('coverage.subject')}</th>
            {columns.map((one) => (
              <th key={one.code} scope="col">
                {label(one)} {coded && <span className="mono quiet">{one.code}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Level {...props} depth={0} columns={columns} onColumns={onColumns} />
        </tbody>
      </table>
    </TableRegion>
  );
}

function Level(props: LevelProps) {
  const { asked, parent, depth, columns, onColumns } = props;
  const say = useWords();
  const { found, rows } = useLevel(asked, parent);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was read is what changes the columns
  useEffect(() => {
    for (const page of found.data?.pages ?? []) onColumns(page.columns);
  }, [found.data]);
  const wide = columns.length + 1;
  if (found.error)
    return (
      <tr>
        <td colSpan={wide}>
          <ErrorNote error={found.error} retry={() => void found.refetch()} />
        </td>
      </tr>
    );
  return (
    <>
      {rows.map((row) => (
        <Row key={row.subject.id} {...props} row={row} />
      ))}
      {(found.isPending || found.hasNextPage || (depth === 0 && rows.length === 0)) && (
        <tr className="coverage-more">
          <td colSpan={wide}>
            {found.isPending || found.isFetchingNextPage ? (
              say('app.loading')
            ) : found.hasNextPage ? (
              <Button type="link" onClick={() => void found.fetchNextPage()}>
                {say('coverage.more')}
              </Button>
            ) : (
              <NothingFits asked={asked} />
            )}
          </td>
        </tr>
      )}
    </>
  );
}

function Row({ row, ...props }: LevelProps & { row: MatrixRow }) {
  const { columns, depth, kind, onOpen } = props;
  const say = useWords();
  const label = useLabel();
  const cellText = useCellText();
  const [opened, setOpened] = useState(false);
  return (
    <>
      <tr data-depth={depth}>
        <th scope="row">
          <span className="coverage-name" style={{ paddingInlineStart: depth * 20 }}>
            {row.below ? (
              <button
                type="button"
                className="coverage-fold"
                aria-expanded={opened}
                aria-label={say(opened ? 'coverage.fold' : 'coverage.unfold', { name: row.subject.label })}
                onClick={() => setOpened(!opened)}
              >
                {opened ? <CaretDownOutlined /> : <CaretRightOutlined />}
              </button>
            ) : (
              <span className="coverage-fold" />
            )}
            <Link to="/r/$kind/$id" params={{ kind, id: row.subject.id }}>
              {row.subject.label}
            </Link>
          </span>
        </th>
        {columns.map((one) => {
          const cell = row.cells[one.code];
          const text = cell && cellText(cell);
          return (
            <td key={one.code}>
              {cell && (
                <button
                  type="button"
                  className="coverage-cell"
                  aria-label={`${row.subject.label} · ${label(one)} · ${text}`}
                  onClick={() => onOpen(row.subject.id, one.code)}
                >
                  <StateMark state={cell.state} text={text} />
                </button>
              )}
            </td>
          );
        })}
      </tr>
      {opened && <Level {...props} parent={row.subject.id} depth={depth + 1} />}
    </>
  );
}
