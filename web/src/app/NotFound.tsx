import { Link } from '@tanstack/react-router';
import { EmptyState } from '@/ui/states';
import { useWords } from '@/ui/words';

export function NotFound() {
  const say = useWords();
  return (
    <EmptyState title={say('app.notFound')} help={say('app.notFoundHelp')}>
      <Link to="/">{say('nav.home')}</Link>
    </EmptyState>
  );
}
