import { Link } from '@tanstack/react-router';
import type { CoverageAsked } from '@/api/coverage';
import { useMay } from '@/api/session';
import { EmptyState } from '@/ui/states';
import { useWords } from '@/ui/words';

const FILTERS = ['subject', 'market', 'unit', 'state', 'rule', 'type'];

/** The matrix has no line: the filters leave none, or nobody has said what anything is meant for. */
export function NothingFits({ asked }: { asked: CoverageAsked }) {
  const say = useWords();
  const may = useMay();
  const context = String(asked.context);
  const other = context === 'market' ? {} : { context };
  if (FILTERS.some((name) => asked[name]))
    return (
      <EmptyState compact title={say('coverage.nothingFits')} help={say('coverage.nothingFitsHelp')}>
        <Link to="/coverage" search={other} className="ant-btn-like">
          {say('coverage.clear')}
        </Link>
      </EmptyState>
    );
  return (
    <EmptyState compact title={say('coverage.nothingYet')} help={say('coverage.nothing')}>
      {may('engagement', 'plan') && (
        <Link
          to="/r/$kind/new"
          params={{ kind: 'engagement' }}
          search={{ with: { context } }}
          className="ant-btn-like"
        >
          {say('coverage.plan.engagement')}
        </Link>
      )}
    </EmptyState>
  );
}
