import { useQuery } from '@tanstack/react-query';
import { Link, Navigate, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Tabs } from 'antd';
import { useMemo } from 'react';
import { useCatalogue } from '@/api/catalogue';
import { detailQuery, type RecordDetail } from '@/api/records';
import { type AsOf, asOfParts } from '@/foundation/asof';
import { type KindSpec, titleIn } from '@/foundation/catalogue';
import { formatInstant } from '@/foundation/dates';
import { Problem } from '@/foundation/problem';
import { EmptyState, ErrorNote, PageLoading } from '@/ui/states';
import { useTitle } from '@/ui/viewport';
import { useLabel, useLang, useWords } from '@/ui/words';
import { AsOfBanner } from '../asof/AsOfBanner';
import { AsOfContext } from '../asof/context';
import { FilesPanel } from '../files/FilesPanel';
import { plainText } from '../values/Value';
import { AlertsPanel } from './AlertsPanel';
import { DetailHeader } from './DetailHeader';
import { ExtraPanels } from './ExtraPanels';
import { FieldsPanel } from './FieldsPanel';
import { HistoryPanel } from './HistoryPanel';
import { RelatedPanel } from './RelatedPanel';
import { sectionsFor } from './sections';

/** The page of one record of any kind. */
export function DetailPage() {
  const { kind: name, id } = useParams({ from: '/app/r/$kind/$id' });
  const { byName, kinds } = useCatalogue();
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const kind = byName.get(name);
  const search = useSearch({ from: '/app/r/$kind/$id' });
  const asOf = useMemo(() => asOfParts({ on: search.on, known: search.known }), [search.on, search.known]);
  const answer = useQuery({ ...detailQuery(name, id, asOf), enabled: kind !== undefined });
  const title = kind && answer.data ? plainText(titleIn(kind, answer.data.values, lang)) : undefined;
  useTitle(title);
  if (kinds.length === 0 || (kind && answer.isPending)) return <PageLoading />;
  if (!kind) return <EmptyState title={say('app.notFound')} help={say('app.notFoundHelp')} />;
  if (answer.error instanceof Problem && answer.error.status === 404 && asOf.known)
    return (
      <EmptyState
        title={say('asof.unknown', { day: formatInstant(asOf.known, lang) })}
        help={say('asof.unknownHelp')}
      >
        <Link to="/r/$kind/$id" params={{ kind: name, id }}>
          {say('asof.back')}
        </Link>
      </EmptyState>
    );
  if (answer.error instanceof Problem && answer.error.status === 404)
    return (
      <EmptyState title={say('detail.notFound')} help={say('detail.notFoundHelp')}>
        <Link to="/r/$kind" params={{ kind: name }}>
          {say('detail.backToList', { name: label(kind.plural) })}
        </Link>
      </EmptyState>
    );
  if (!answer.data) return <ErrorNote error={answer.error} retry={() => void answer.refetch()} />;
  const page = answer.data.extra.page as { kind: string; id: string } | undefined;
  if (page && byName.has(page.kind)) return <Navigate to="/r/$kind/$id" params={page} replace />;
  // what was known then cannot be changed now
  const detail = asOf.known ? { ...answer.data, actions: [] } : answer.data;
  return (
    <AsOfContext value={asOf}>
      <RecordView key={id} kind={kind} detail={detail} asOf={asOf} />
    </AsOfContext>
  );
}

function RecordView({ kind, detail, asOf }: { kind: KindSpec; detail: RecordDetail; asOf: AsOf }) {
  const say = useWords();
  const { tab } = useSearch({ from: '/app/r/$kind/$id' });
  const navigate = useNavigate({ from: '/r/$kind/$id' });
  const chooseTimes = (next: AsOf) => void navigate({ search: { ...(tab ? { tab } : {}), ...next } });
  const top = sectionsFor(kind, detail, 'top');
  const side = sectionsFor(kind, detail, 'side');
  const below = sectionsFor(kind, detail, 'below');
  const overview = (
    <div className="detail-columns">
      <div className="detail-main">
        {top.map(({ name, component: Part }) => (
          <Part key={name} kind={kind} detail={detail} />
        ))}
        <FieldsPanel kind={kind} detail={detail} />
        {below.map(({ name, component: Part }) => (
          <Part key={name} kind={kind} detail={detail} />
        ))}
        <ExtraPanels kind={kind} detail={detail} />
      </div>
      <aside className="detail-side">
        {side.map(({ name, component: Part }) => (
          <Part key={name} kind={kind} detail={detail} />
        ))}
        <FilesPanel kind={kind} detail={detail} compact />
        <AlertsPanel kind={kind} detail={detail} />
        <RelatedPanel kind={kind} detail={detail} compact />
      </aside>
    </div>
  );
  return (
    <article className="detail-page">
      <DetailHeader kind={kind} detail={detail} onAsOf={chooseTimes} />
      <AsOfBanner asOf={asOf} onChange={chooseTimes} answered={detail.as_of !== undefined} />
      <Tabs
        activeKey={tab ?? 'overview'}
        destroyOnHidden
        onChange={(next) =>
          void navigate({
            search: { ...asOf, ...(next === 'overview' ? {} : { tab: next }) },
            replace: true,
          })
        }
        items={[
          { key: 'overview', label: say('detail.overview'), children: overview },
          {
            key: 'files',
            label: say('detail.files'),
            children: <FilesPanel kind={kind} detail={detail} />,
          },
          {
            key: 'history',
            label: say('detail.history'),
            children: <HistoryPanel kind={kind} detail={detail} />,
          },
          {
            key: 'related',
            label: say('detail.related'),
            children: <RelatedPanel kind={kind} detail={detail} />,
          },
        ]}
      />
    </article>
  );
}
