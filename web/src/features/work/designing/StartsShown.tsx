import { Link } from '@tanstack/react-router';
import { useKind } from '@/api/catalogue';
import { formatInstant } from '@/foundation/dates';
import { learnWords } from '@/foundation/i18n';
import type { Label } from '@/foundation/labels';
import type { WordKey } from '@/foundation/words';
import { WORK_DESIGN } from '@/foundation/words/designing';
import { useLabel, useLang, useWords } from '@/ui/words';
import { ConditionWords } from './RecordCondition';
import { DEADLINES, type StartRule } from './starts';

learnWords(WORK_DESIGN);

export interface Started {
  on: StartRule['on'];
  record: string;
  key: string;
  at: string;
  refused: string;
  case: { id: string; number: string } | null;
}

/** What starts the version in force by itself, and what it has started of late. */
export default function StartsShown({
  kind,
  rules,
  started,
}: {
  kind: string;
  rules: StartRule[];
  started: Started[];
}) {
  const say = useWords();
  const lang = useLang();
  return (
    <>
      {rules.length === 0 && <p className="quiet">{say('starts.none')}</p>}
      <ul className="plain-list starts-shown">
        {rules.map((rule) => (
          <li key={JSON.stringify(rule)} className={rule.off ? 'off' : undefined}>
            <span>
              <Sentence kind={kind} rule={rule} />
              {rule.off && <strong> {say('starts.off')}</strong>}
            </span>
            {rule.condition && (
              <span className="quiet">
                {say('starts.only')} <ConditionWords kind={kind} text={rule.condition} />
              </span>
            )}
          </li>
        ))}
      </ul>
      {started.length > 0 && (
        <>
          <h3>{say('starts.last')}</h3>
          <ul className="plain-list work-cases">
            {started.map((one) => (
              <li key={`${one.on} ${one.record} ${one.key}`}>
                <span className="num quiet">{formatInstant(one.at, lang)}</span>
                <Link to="/r/$kind/$id" params={{ kind, id: one.record }} className="record-link">
                  {say(`starts.on.${one.on}` as WordKey)}
                </Link>
                {one.case ? (
                  <Link to="/r/$kind/$id" params={{ kind: 'case', id: one.case.id }} className="record-link">
                    {one.case.number}
                  </Link>
                ) : (
                  <span className="day-soon">{one.refused}</span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Sentence({ kind, rule }: { kind: string; rule: StartRule }) {
  const say = useWords();
  const label = useLabel();
  const spec = useKind(kind);
  const alert = useKind('alert');
  const codes = (rule.deadlines ?? []).map((code) =>
    DEADLINES.includes(code) ? say(`duties.deadline.${code}` as WordKey) : code,
  );
  const what = codes.length > 0 ? codes.join('、') : say('starts.anyDeadline');
  if (rule.on === 'deadline') return say('starts.sayDeadline', { n: rule.days ?? 0, what });
  if (rule.on === 'event') {
    const action = spec?.actions.find((one) => one.name === rule.event);
    return say('starts.sayEvent', { what: action ? label(action.label) : String(rule.event) });
  }
  if (rule.on === 'list') return say('starts.sayList');
  const asked = alert?.actions.find((one) => one.name === 'acknowledge')?.form?.properties?.decision;
  const options = (asked?.['x-options'] ?? []) as { value: string; label: Label }[];
  const found = options.find((one) => one.value === rule.decision);
  return say('starts.sayAlert', { answer: found ? label(found.label) : String(rule.decision), what });
}
