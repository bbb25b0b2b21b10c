import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { lazy, Suspense } from 'react';
import { formatInstant } from '@/foundation/dates';
import type { WordKey } from '@/foundation/words';
import type { SectionProps } from '@/records/detail/sections';
import { Panel } from '@/ui/Panel';
import { PageLoading } from '@/ui/states';
import { useLang, useWords } from '@/ui/words';
import { download } from './download';
import { Findings } from './Findings';
import type { ChainItem, NodeSettings, ProcessExtra } from './shapes';

const Diagram = lazy(() => import('./Diagram'));

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
      <Panel title={say('process.chain')}>
        {extra.chain ? (
          <>
            <p className="quiet">{say('process.chainHelp')}</p>
            <Chain items={extra.chain.items} />
          </>
        ) : (
          <p className="quiet">{say('process.notChain')}</p>
        )}
      </Panel>
      {extra.versions.length > 0 && (
        <Panel title={say('process.versions')}>
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

function Chain({ items }: { items: ChainItem[] }) {
  return (
    <ol className="process-chain">
      {items.map((one) => (
        <li key={one.id}>
          <strong>{one.name}</strong>
          {one.settings && <Said settings={one.settings} />}
          {one.ways && (
            <div className="process-ways">
              {one.ways.map((way) => (
                <div key={way.name + way.condition}>
                  <span className="quiet">
                    {way.name} <code>{way.condition}</code>
                  </span>
                  <Chain items={way.items} />
                </div>
              ))}
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}

/** The settings of a step in one line of words. */
function Said({ settings }: { settings: Partial<NodeSettings> }) {
  const say = useWords();
  const people = (settings.approvers ?? []).map((one) =>
    [say(`by.${one.by}` as WordKey), one.code].filter(Boolean).join(' '),
  );
  const parts = [
    people.join('、'),
    people.length > 0 && settings.mode ? say(`mode.${settings.mode}` as WordKey) : '',
    settings.limit ? `${say('node.limit')} ${settings.limit}` : '',
    settings.signature ? say('node.signature') : '',
    settings.regulated ? say('node.regulated') : '',
  ];
  return <span className="quiet"> {parts.filter(Boolean).join(' · ')}</span>;
}
