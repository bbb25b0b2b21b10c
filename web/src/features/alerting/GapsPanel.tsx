import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { gapsQuery } from '@/api/alerting';
import { formatDay } from '@/foundation/dates';
import { Panel } from '@/ui/Panel';
import { StatusTag } from '@/ui/StatusTag';
import { EmptyState, ErrorNote, PageLoading } from '@/ui/states';
import { useLabel, useLang, useWords } from '@/ui/words';

/** Records of the coming year that nobody, or only an administrator, would be told about. */
export function GapsPanel() {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const gaps = useQuery(gapsQuery);
  return (
    <Panel title={say('alerting.gaps')}>
      <p className="quiet">{say('alerting.gapsHelp')}</p>
      {gaps.error ? (
        <ErrorNote error={gaps.error} retry={() => void gaps.refetch()} />
      ) : gaps.isPending ? (
        <PageLoading />
      ) : gaps.data.items.length === 0 ? (
        <EmptyState title={say('alerting.noGaps')} compact />
      ) : (
        <>
          <p className="tag-row">
            {Object.entries(gaps.data.counts)
              .filter(([, count]) => count > 0)
              .map(([why, count]) => (
                <StatusTag
                  key={why}
                  status={why === 'nobody' || why === 'no_policy' ? 'expired' : 'expiring_soon'}
                  text={`${label(gaps.data.labels[why] ?? { zh: why, en: why })} · ${count}`}
                />
              ))}
          </p>
          <ul className="plain-list alerting-list">
            {gaps.data.items.map((one) => (
              <li key={`${one.id}${one.why}${one.due_on}`}>
                <Link to="/r/$kind/$id" params={{ kind: one.kind, id: one.id }} className="title-link">
                  {one.title}
                </Link>
                <span className="quiet mono">{one.number}</span>
                <span className="quiet">{label(one.label)}</span>
                <span className="num">{formatDay(one.due_on, lang)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
