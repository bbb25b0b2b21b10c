import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { formatInstant } from '@/foundation/dates';
import type { SectionProps } from '@/records/detail/sections';
import { Panel } from '@/ui/Panel';
import { PageLoading } from '@/ui/states';
import { useLang, useWords } from '@/ui/words';
import { LogList } from './LogList';
import { SinceDecided } from './SinceDecided';
import type { CaseExtra, CaseTask } from './shapes';

const Diagram = lazy(() => import('./Diagram'));

/** A case: where it is in the drawing, and every step with what happened in it. */
export function CasePanel({ detail }: SectionProps) {
  const say = useWords();
  const lang = useLang();
  const extra = detail.extra as unknown as CaseExtra;
  return (
    <>
      {['running', 'stopped'].includes(String(detail.values.state)) && <SinceDecided since={extra.since} />}
      <Panel title={say('work.drawing')} extra={<span className="quiet num">v{extra.version}</span>} flush>
        <Suspense fallback={<PageLoading />}>
          <Diagram bpmn={extra.bpmn} at={extra.at} passed={extra.passed} label={say('work.drawing')} />
        </Suspense>
      </Panel>
      <Panel title={say('work.steps')}>
        <ol className="plain-list work-steps">
          {extra.tasks.map((one) => (
            <Step key={one.id} task={one} />
          ))}
          {extra.waits.map((one) => (
            <li key={`${one.node} ${one.name}`}>
              <strong>
                {say('work.waiting')} {one.name || one.node}
              </strong>
              {one.due_at && <span className="quiet num">{formatInstant(one.due_at, lang)}</span>}
            </li>
          ))}
        </ol>
      </Panel>
    </>
  );
}

function Step({ task }: { task: CaseTask }) {
  const say = useWords();
  const lang = useLang();
  return (
    <li>
      <div className="work-step-head">
        <Link to="/r/$kind/$id" params={{ kind: 'task', id: task.id }} className="record-link">
          {task.name}
        </Link>
        <span className="quiet num">
          {formatInstant(task.opened_at, lang)}
          {task.closed_at && ` – ${formatInstant(task.closed_at, lang)}`}
        </span>
        {task.with.length > 0 && (
          <span>
            {say('work.with')}: {task.with.join('、')}
          </span>
        )}
        {task.state === 'open' && task.due_at && (
          <span className="num quiet">{say('work.due', { when: formatInstant(task.due_at, lang) })}</span>
        )}
      </div>
      <LogList lines={task.log} />
    </li>
  );
}
