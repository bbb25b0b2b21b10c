import { formatDay } from '@/foundation/dates';
import type { SectionProps } from '@/records/detail/sections';
import { RecordLink } from '@/records/values/Value';
import { Panel } from '@/ui/Panel';
import { StatusTag } from '@/ui/StatusTag';
import { type Say, useLabel, useLang, useWords } from '@/ui/words';
import { SectionAction } from './SectionAction';
import type { Dependency } from './shapes';
import { Unsure } from './Unsure';

/** What the credential needs besides its paper: each with its days, whether it is met, and whether it binds. */
export function DependenciesPanel({ kind, detail }: SectionProps) {
  const say = useWords();
  const all = (detail.extra.dependencies as Dependency[] | undefined) ?? [];
  const unmet = (one: Dependency) => (one.met === false ? 0 : 1);
  const sorted = [...all].sort((a, b) => unmet(a) - unmet(b) || a.code.localeCompare(b.code));
  return (
    <Panel
      title={say('depends.title')}
      extra={<SectionAction kind={kind} detail={detail} action="depend_on" />}
    >
      <ul className="plain-list depends">
        {sorted.map((one) => (
          <DependencyLine key={one.id} kind={kind} detail={detail} one={one} />
        ))}
      </ul>
    </Panel>
  );
}

/** Status word for the tone, and what is said. */
function stateOf(one: Dependency, say: Say): [string, string] {
  if (one.resolved_on) return ['done', say('depends.resolved')];
  if (one.met === null) return ['plain', say('depends.then')];
  if (one.met) return ['valid', say('depends.met')];
  return [one.binding ? 'overdue' : 'due', say('depends.unmet')];
}

function DependencyLine({ kind, detail, one }: SectionProps & { one: Dependency }) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const [state, words] = stateOf(one, say);
  const facts = [
    one.holds_from && say('standing.from', { day: formatDay(one.holds_from, lang) }),
    one.holds_to && say('standing.until', { day: formatDay(one.holds_to, lang) }),
    one.met && !one.holds_from && !one.holds_to && say('depends.noEnd'),
    one.resolved_on && say('depends.resolvedOn', { day: formatDay(one.resolved_on, lang) }),
    !one.binding && say('depends.warns'),
    one.auto && say('depends.auto'),
  ].filter(Boolean);
  return (
    <li>
      <p className="depends-head">
        <StatusTag status={state} text={words} />
        <span className="quiet">{label(one.label)}</span>
        {one.on ? (
          <RecordLink kind={one.on.kind} id={one.on.id}>
            {one.on.label}
          </RecordLink>
        ) : (
          <span className="quiet">{say('depends.hidden')}</span>
        )}
        <Unsure certainty={one.certainty} />
      </p>
      {facts.length > 0 && <p className="quiet num">{facts.join(' · ')}</p>}
      {(label(one.reason) || one.note) && <p className="quiet">{label(one.reason) || one.note}</p>}
      <div className="depends-do">
        {one.code === 'product_change' && one.met === false && one.on && (
          <SectionAction
            kind={kind}
            detail={detail}
            action="approve_change"
            initial={{ change: one.on.id }}
          />
        )}
        {!one.resolved_on && (
          <SectionAction
            kind={kind}
            detail={detail}
            action="release_dependency"
            text={say('depends.release')}
            fixed={{ dependency: one.id }}
          />
        )}
      </div>
    </li>
  );
}
