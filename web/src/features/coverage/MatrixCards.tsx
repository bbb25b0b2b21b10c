import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import type { MatrixColumn, MatrixRow } from '@/api/coverage';
import { ErrorNote, PageLoading } from '@/ui/states';
import { useLabel, useWords } from '@/ui/words';
import { type MatrixProps, useLevel } from './MatrixGrid';
import { NothingFits } from './NothingFits';
import { StateMark, useCellText } from './StateMark';

/** On a phone: one card for each subject, with a chip for each market. */
export function MatrixCards({ parent, ...props }: MatrixProps & { parent?: string }) {
  const say = useWords();
  const { found, rows } = useLevel(props.asked, parent);
  const names = new Map(found.data?.pages.flatMap((page) => page.columns.map((one) => [one.code, one])));
  if (found.error) return <ErrorNote error={found.error} retry={() => void found.refetch()} />;
  if (found.isPending) return <PageLoading />;
  return (
    <>
      {rows.length === 0 && !parent && <NothingFits asked={props.asked} />}
      <ul className="plain-list coverage-cards">
        {rows.map((row) => (
          <Card key={row.subject.id} {...props} row={row} names={names} />
        ))}
      </ul>
      {found.hasNextPage && (
        <Button block onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>
          {say('coverage.more')}
        </Button>
      )}
    </>
  );
}

function Card({ row, names, ...props }: MatrixProps & { row: MatrixRow; names: Map<string, MatrixColumn> }) {
  const say = useWords();
  const label = useLabel();
  const cellText = useCellText();
  const [opened, setOpened] = useState(false);
  return (
    <li className="coverage-card">
      <Link to="/r/$kind/$id" params={{ kind: props.kind, id: row.subject.id }}>
        <strong>{row.subject.label}</strong>
      </Link>
      <div className="coverage-chips">
        {Object.entries(row.cells).map(([column, cell]) => (
          <button
            key={column}
            type="button"
            className="coverage-cell"
            onClick={() => props.onOpen(row.subject.id, column)}
          >
            <StateMark
              state={cell.state}
              text={`${label(names.get(column)) || column} · ${cellText(cell)}`}
            />
          </button>
        ))}
      </div>
      {row.below && (
        <Button type="link" size="small" aria-expanded={opened} onClick={() => setOpened(!opened)}>
          {say(opened ? 'coverage.hideModels' : 'coverage.showModels')}
        </Button>
      )}
      {opened && <MatrixCards {...props} parent={row.subject.id} />}
    </li>
  );
}
