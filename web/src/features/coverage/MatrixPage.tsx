import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { matrixQuery } from '@/api/coverage';
import { learnWords } from '@/foundation/i18n';
import { COVERAGE } from '@/foundation/words/coverage';
import { EmptyState, ErrorNote, PageLoading } from '@/ui/states';
import { TableRegion } from '@/ui/TableRegion';
import { useLabel, useWords } from '@/ui/words';
import { CoverageHead } from './CoverageHead';

learnWords(COVERAGE);

/** Products and the markets they are meant for: how every pair stands. */
export function MatrixPage() {
  const say = useWords();
  const label = useLabel();
  const asked = useQuery(matrixQuery({ limit: 50 }));
  const found = asked.data;
  return (
    <div className="coverage-page">
      <CoverageHead />
      {asked.error ? (
        <ErrorNote error={asked.error} retry={() => void asked.refetch()} />
      ) : !found ? (
        <PageLoading />
      ) : found.rows.length === 0 ? (
        <EmptyState title={say('coverage.empty')} help={say('coverage.emptyHelp')} />
      ) : (
        <TableRegion label={say('coverage.matrix')}>
          <table className="coverage-matrix">
            <thead>
              <tr>
                <th scope="col">{say('coverage.subject')}</th>
                {found.columns.map((one) => (
                  <th key={one.code} scope="col">
                    {label(one)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {found.rows.map((row) => (
                <tr key={row.subject.id}>
                  <th scope="row">
                    <Link to="/r/$kind/$id" params={{ kind: 'product', id: row.subject.id }}>
                      {row.subject.label}
                    </Link>
                  </th>
                  {found.columns.map((one) => {
                    const cell = row.cells[one.code];
                    return <td key={one.code}>{cell ? label(found.states[cell.state]) : ''}</td>;
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </TableRegion>
      )}
    </div>
  );
}
