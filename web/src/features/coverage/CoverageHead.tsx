import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTitle } from '@/ui/viewport';
import { useWords } from '@/ui/words';
import { COVERAGE_PAGES } from './pages';

/** The head of every page of the section: its name, the pages beside it, and what this page can do. Every page
 * of the section learns the words of `COVERAGE` itself. */
export function CoverageHead({ children }: { children?: ReactNode }) {
  const say = useWords();
  useTitle(say('coverage.title'));
  return (
    <header className="page-head coverage-head">
      <h1>{say('coverage.title')}</h1>
      <nav className="coverage-pages" aria-label={say('coverage.pages')}>
        {COVERAGE_PAGES.map((one) => (
          <Link key={one.to} to={one.to} activeOptions={{ exact: true, includeSearch: false }}>
            {say(one.word)}
          </Link>
        ))}
      </nav>
      {children}
    </header>
  );
}
