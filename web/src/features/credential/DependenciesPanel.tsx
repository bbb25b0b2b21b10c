import { formatDay } from '@/foundation/dates';
import type { SectionProps } from '@/records/detail/sections';
import { RecordLink } from '@/records/values/Value';
import { Panel } from '@/ui/Panel';
import { StatusTag } from '@/ui/StatusTag';
import { useLabel, useLang, useWords } from '@/ui/words';
import { SectionAction } from './SectionAction';
import type { Dependency } from './shapes';
import { Unsure } from './Unsure';

/** What the credential needs besides its paper: each with its days, whether it is met, and whether it binds. */
export function DependenciesPanel({ kind, detail }: SectionProps) {
  const say = useWords();
  const all = (detail.extra.dependencies as Dependency[] | undefined) ?? [];
  const sorted = [...all].sort((a, b) => Number(a.met) - Number(b.met) || a.code.localeCompare(b.code));
  return (
    <Panel
      title={say('depends.title')}
      extra={<SectionAction kind={kind} detail={detail} action="add_dependency" />}
    >
      <ul className="plain-list depends">
        {sorted.map((one) => (
          <DependencyLine key={one.id} kind={kind} detail={detail} one={one} />
        ))}
      </ul>
    </Panel>
  );
}

function DependencyLine({ kind, detail, one }: SectionProps & { one: Dependency }) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const days = [
    one.holds_from && say('standing.from', { day: formatDay(one.holds_from, lang) }),
    one.holds_to && say('standing.until', { day: formatDay(one.holds_to, lang) }),
  ].filter(Boolean);
  const state = one.resolved_on ? 'done' : one.met ? 'valid' : one.binding ? 'overdue' : 'due';
  return (
    <li>
      <p className="depends-head">
        <StatusTag
          status={state}
          text={
            one.resolved_on ? say('depends.resolved') : one.met ? say('depends.met') : say('depends.unmet')
          }
        />
        <span className="quiet">{label(one.label)}</span>
        {one.on && (
          <RecordLink kind={one.on.kind} id={one.on.id}>
            {one.on.label}
          </RecordLink>
        )}
        <Unsure certainty={one.certainty ?? (one.binding ? null : 'check')} />
      </p>
      <p className="quiet num">
        {days.length > 0 ? days.join(' ') : one.met ? say('depends.noEnd') : ''}
        {one.resolved_on && ` · ${say('depends.resolvedOn', { day: formatDay(one.resolved_on, lang) })}`}
        {!one.binding && ` · ${say('depends.warns')}`}
        {one.auto && ` · ${say('depends.auto')}`}
      </p>
      {(label(one.reason) || one.note) && <p>{label(one.reason) || one.note}</p>}
      {!one.met && !one.resolved_on && (
        <SectionAction
          kind={kind}
          detail={detail}
          action="resolve_dependency"
          fixed={{ dependency: one.id }}
        />
      )}
    </li>
  );
}
