import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Spin } from 'antd';
import { useEffect, useState } from 'react';
import { type ImportRow, type ImportRun, importRowsQuery } from '@/api/imports';
import { WORDS, type WordKey } from '@/foundation/words';
import { Panel } from '@/ui/Panel';
import { EmptyState, ErrorNote } from '@/ui/states';
import { TableRegion } from '@/ui/TableRegion';
import { statusTone } from '@/ui/theme';
import { useLabel, useWords } from '@/ui/words';
import { plainText } from '../values/Value';

const STATE_TONE: Record<string, string> = {
  created: 'valid',
  updated: 'pending',
  rejected: 'rejected',
  duplicate: 'due',
};

/** The user's own rows with what became of each and every remark at its cell. */
export function RowsPanel({
  run,
  state,
  onState,
}: {
  run: ImportRun;
  state: string;
  onState: (state: string) => void;
}) {
  const say = useWords();
  const [after, setAfter] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter starts at the first row
  useEffect(() => setAfter(0), [state]);
  const stamp = `${run.state} ${JSON.stringify(run.counts)}`;
  const answer = useQuery(importRowsQuery(run.id, state, after, stamp));
  const table = run.tables.find((one) => one.id === run.mapping?.table);
  const rows = answer.data?.items ?? [];
  const title =
    state && `import.rowState.${state}` in WORDS ? `import.rowState.${state}` : 'import.count.rows';
  return (
    <Panel
      title={say(title as WordKey)}
      flush
      extra={
        state && (
          <Button size="small" type="link" onClick={() => onState('')}>
            {say('import.count.rows')}
          </Button>
        )
      }
    >
      {answer.error && <ErrorNote error={answer.error} retry={() => void answer.refetch()} />}
      <Spin spinning={answer.isFetching}>
        {rows.length === 0 && !answer.isFetching ? (
          <EmptyState compact title={say('import.noRows')} />
        ) : (
          <TableRegion label={say(title as WordKey)}>
            <table className="small-table import-rows">
              <thead>
                <tr>
                  <th>{say('import.row')}</th>
                  <th>{say('import.result')}</th>
                  <th>{say('import.messages')}</th>
                  {table?.columns.map((column) => (
                    <th key={column.index}>{column.heading || column.letter}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <RowLine
                    key={row.row}
                    run={run}
                    row={row}
                    letters={table?.columns.map((c) => c.letter) ?? []}
                  />
                ))}
              </tbody>
            </table>
          </TableRegion>
        )}
      </Spin>
      <div className="proposal-foot">
        {after > 0 && <Button onClick={() => setAfter(0)}>{say('import.firstRows')}</Button>}
        {answer.data?.next && (
          <Button onClick={() => setAfter(answer.data?.next ?? 0)}>{say('import.nextRows')}</Button>
        )}
      </div>
    </Panel>
  );
}

function RowLine({ run, row, letters }: { run: ImportRun; row: ImportRow; letters: string[] }) {
  const say = useWords();
  const label = useLabel();
  const tone = statusTone(STATE_TONE[row.state] ?? row.state);
  const remarks = new Map(row.messages.filter((one) => one.column).map((one) => [one.column, one]));
  const key = `import.rowState.${row.state}`;
  return (
    <tr>
      <td className="num">{row.row}</td>
      <td>
        <span className="map-level" style={{ color: tone.text, background: tone.back }}>
          {key in WORDS ? say(key as WordKey) : row.state}
        </span>
        {row.record && (
          <Link to="/r/$kind/$id" params={{ kind: run.kind, id: row.record.id }} className="record-link">
            {say('import.openRecord')}
          </Link>
        )}
      </td>
      <td className="import-remarks">
        {row.messages.map((one) => (
          <p key={`${one.column}${one.code}${one.message}`} className={`remark ${one.level}`}>
            {one.column && <span className="map-letter mono">{one.column}</span>} {one.message}
          </p>
        ))}
        {row.changes.slice(0, 4).map((one) => (
          <p key={one.field} className="remark">
            {say('import.changeOf', {
              field: label(run.targets.find((target) => target.name === one.field)?.label) || one.field,
              old: plainText(one.old) || say('history.nothing'),
              new: plainText(one.new) || say('history.nothing'),
            })}
          </p>
        ))}
      </td>
      {letters.map((letter, at) => (
        <td key={letter} className={remarks.has(letter) ? `cell-${remarks.get(letter)?.level}` : undefined}>
          {row.cells[at]}
        </td>
      ))}
    </tr>
  );
}
