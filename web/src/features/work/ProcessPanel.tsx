import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { lazy, Suspense } from 'react';
import { formatInstant } from '@/foundation/dates';
import type { SectionProps } from '@/records/detail/sections';
import { Panel } from '@/ui/Panel';
import { PageLoading } from '@/ui/states';
import { useLang, useWords } from '@/ui/words';
import { download } from './download';
import { Findings } from './Findings';
import type { ProcessExtra } from './shapes';

const Diagram = lazy(() => import('./Diagram'));
const ChainShown = lazy(() => import('./designing/ChainShown'));
const StartsShown = lazy(() => import('./designing/StartsShown'));

/** A process: its draft drawn and as a chain, what keeps it from being published, and what was published. */
export function ProcessPanel({ detail }: SectionProps) {
  const say = useWords();
  const lang = useLang();
  const extra = detail.extra as unknown as ProcessExtra;
  const name = String(detail.values.code ?? 'process');
  return (
    <>
      <Panel
        title={say('process.draft')}
        flush
        extra={
          <div className="work-links">
            <Button onClick={() => download(extra.bpmn, `${name}.bpmn`)}>{say('process.download')}</Button>
            {detail.actions.includes('draw') && (
              <Link to="/processes/$id" params={{ id: detail.id }}>
                <Button type="primary">{say('process.design')}</Button>
              </Link>
            )}
          </div>
        }
      >
        <Suspense fallback={<PageLoading />}>
          <Diagram bpmn={extra.bpmn} label={say('process.draft')} />
        </Suspense>
      </Panel>
      <Panel title={say('process.findings')}>
        <Findings found={extra.findings} />
      </Panel>
      <Panel
        title={say('process.chain')}
        extra={
          extra.chain &&
          detail.actions.includes('set_chain') && (
            <Link to="/processes/$id/chain" params={{ id: detail.id }}>
              <Button type="primary">{say('process.editChain')}</Button>
            </Link>
          )
        }
      >
        {extra.chain ? (
          <>
            <p className="quiet">{say('process.chainHelp')}</p>
            <Suspense fallback={<PageLoading />}>
              <ChainShown chain={extra.chain} kind={String(detail.values.subject_kind ?? '')} />
            </Suspense>
          </>
        ) : (
          <p className="quiet">{say('process.notChain')}</p>
        )}
      </Panel>
      {extra.versions.length > 0 && (
        <Panel
          title={say('process.starts')}
          extra={
            detail.actions.includes('set_node') && (
              <Link
                to={extra.chain ? '/processes/$id/chain' : '/processes/$id'}
                params={{ id: detail.id }}
                search={extra.chain ? { part: 'start' } : {}}
              >
                <Button>{say('process.editStarts')}</Button>
              </Link>
            )
          }
        >
          <Suspense fallback={<PageLoading />}>
            <StartsShown
              kind={String(detail.values.subject_kind ?? '')}
              rules={extra.starts}
              started={extra.started}
            />
          </Suspense>
        </Panel>
      )}
      {extra.versions.length > 0 && (
        <Panel
          title={say('process.versions')}
          extra={
            <Link to="/processes/$id/publish" params={{ id: detail.id }}>
              <Button>{say('process.impact', { count: extra.impact.running_cases })}</Button>
            </Link>
          }
        >
          <ul className="plain-list work-cases">
            {extra.versions.map((one) => (
              <li key={one.n}>
                <strong className="num">v{one.n}</strong>
                <span className="num quiet">{formatInstant(one.published_at, lang)}</span>
                <span>{one.note}</span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}
