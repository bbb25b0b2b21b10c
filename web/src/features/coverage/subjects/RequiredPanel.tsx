import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type MatrixColumn, matrixQuery } from '@/api/coverage';
import { useMay } from '@/api/session';
import { learnWords } from '@/foundation/i18n';
import { COVERAGE } from '@/foundation/words/coverage';
import type { SectionProps } from '@/records/detail/sections';
import { Panel } from '@/ui/Panel';
import { ErrorNote } from '@/ui/states';
import { useLabel, useWords } from '@/ui/words';
import { StateMark, useCellText } from '../StateMark';
import { acrossOf, askedBy, CONTEXTS, SUBJECT_KIND } from '../search';

learnWords(COVERAGE);

/** Where it is meant for, and whether what that takes is there; each leads to its cell of the matrix. */
export default function RequiredPanel({ kind, detail }: SectionProps) {
  const say = useWords();
  const may = useMay();
  if (!may('engagement', 'read')) return null;
  const product = kind.name === 'product';
  return (
    <Panel
      title={say('coverage.title')}
      extra={
        product && (
          <Link to="/coverage/plan" search={{ subject: detail.id }}>
            {say('coverage.plan')}
          </Link>
        )
      }
    >
      {CONTEXTS.filter((one) => SUBJECT_KIND[one] === kind.name).map((one) => (
        <Places key={one} context={one} subject={detail.id} quiet={one === 'company'} />
      ))}
    </Panel>
  );
}

function Places({ context, subject, quiet }: { context: string; subject: string; quiet: boolean }) {
  const say = useWords();
  const label = useLabel();
  const cellText = useCellText();
  const search = { ...(context === 'market' ? {} : { context }), subject };
  const found = useInfiniteQuery(matrixQuery({ ...askedBy(search), limit: 1 }));
  if (found.error) return <ErrorNote error={found.error} retry={() => void found.refetch()} />;
  const page = found.data?.pages[0];
  if (!page) return <p className="quiet">{say('app.loading')}</p>;
  const row = page.rows.find((one) => one.subject.id === subject);
  if (!row) return quiet ? null : <p className="quiet">{say('coverage.nothingYet')}</p>;
  const names = new Map<string, MatrixColumn>(page.columns.map((one) => [one.code, one]));
  const across = acrossOf(search);
  return (
    <ul className="plain-list coverage-chips">
      {Object.entries(row.cells).map(([column, cell]) => (
        <li key={column}>
          <Link to="/coverage" search={{ ...search, across, cell: `${subject}~${column}` }}>
            <StateMark
              state={cell.state}
              text={`${label(names.get(column)) || column} · ${cellText(cell)}`}
            />
          </Link>
        </li>
      ))}
    </ul>
  );
}
