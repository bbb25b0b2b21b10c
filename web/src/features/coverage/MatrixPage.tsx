import { useNavigate, useSearch } from '@tanstack/react-router';
import { learnWords } from '@/foundation/i18n';
import { COVERAGE } from '@/foundation/words/coverage';
import { usePhone } from '@/ui/viewport';
import { useWords } from '@/ui/words';
import { CellDrawer } from './CellDrawer';
import { CoverageHead } from './CoverageHead';
import { FileButtons } from './FileButtons';
import { MatrixCards } from './MatrixCards';
import { MatrixFilters } from './MatrixFilters';
import { MatrixGrid } from './MatrixGrid';
import { Legend } from './StateMark';
import { askedBy, cellOf, requirementsOf, SUBJECT_KIND } from './search';
import { UnjudgedNote } from './UnjudgedNote';

learnWords(COVERAGE);

/** What is required of whom where, and how every pair stands on a day. */
export function MatrixPage() {
  const say = useWords();
  const phone = usePhone();
  const search = useSearch({ from: '/app/coverage' });
  const navigate = useNavigate({ from: '/coverage' });
  const asked = askedBy(search);
  const kind = SUBJECT_KIND[search.context ?? 'market'] ?? 'product';
  const cell = cellOf(search);
  const onOpen = (subject: string, column: string) =>
    void navigate({ search: { ...search, cell: `${subject}~${column}` } });
  return (
    <div className="coverage-page">
      <CoverageHead>
        <FileButtons what="matrix" asked={asked} />
      </CoverageHead>
      <p className="quiet">{say('coverage.intro')}</p>
      <MatrixFilters
        search={search}
        onChange={(next) => void navigate({ search: { ...next, cell: undefined } })}
      />
      <Legend />
      <UnjudgedNote asked={asked} />
      {phone ? (
        <MatrixCards asked={asked} kind={kind} onOpen={onOpen} />
      ) : (
        <MatrixGrid key={JSON.stringify(asked)} asked={asked} kind={kind} onOpen={onOpen} />
      )}
      {cell && (
        <CellDrawer
          asked={requirementsOf(search, cell.subject, cell.column)}
          kind={kind}
          subject={cell.subject}
          column={cell.column}
          onClose={() => void navigate({ search: { ...search, cell: undefined } })}
        />
      )}
    </div>
  );
}
