import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useCatalogue } from '@/api/catalogue';
import { useMay } from '@/api/session';
import { Panel } from '@/ui/Panel';
import { EmptyState, PageLoading } from '@/ui/states';
import { useTitle } from '@/ui/viewport';
import { useLabel, useWords } from '@/ui/words';
import { ActionForm } from './ActionForm';

/** The page of a creating action. */
export function CreatePage() {
  const { kind: name } = useParams({ from: '/app/r/$kind/new' });
  const search = useSearch({ from: '/app/r/$kind/new' });
  const navigate = useNavigate();
  const { byName, kinds } = useCatalogue();
  const say = useWords();
  const label = useLabel();
  const may = useMay();
  const [round] = useState(0);
  const kind = byName.get(name);
  const action = kind?.actions.find(
    (one) => one.creates && may(name, one.name) && (!search.action || one.name === search.action),
  );
  const title = kind ? say('list.new', { name: label(kind.label) }) : undefined;
  useTitle(title);
  if (kinds.length === 0) return <PageLoading />;
  if (!kind || !action) return <EmptyState title={say('app.notFound')} help={say('app.notFoundHelp')} />;
  const back = () => void navigate({ to: '/r/$kind', params: { kind: name } });
  return (
    <div className="create-page">
      <nav className="crumbs" aria-label={label(kind.plural)}>
        <Link to="/r/$kind" params={{ kind: name }}>
          {label(kind.plural)}
        </Link>
      </nav>
      <header className="page-head">
        <h1>{title}</h1>
      </header>
      <Panel>
        <ActionForm
          key={round}
          kind={kind}
          action={action}
          initial={search.with}
          onDone={(outcome) => void navigate({ to: '/r/$kind/$id', params: { kind: name, id: outcome.id } })}
          onCancel={back}
        />
      </Panel>
    </div>
  );
}
