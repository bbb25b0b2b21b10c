import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode } from 'react';
import type { Label } from '@/foundation/labels';
import { formatNumber } from '@/foundation/numbers';
import type { SectionProps } from '@/records/detail/sections';
import { Panel } from '@/ui/Panel';
import { StatusTag } from '@/ui/StatusTag';
import { useLabel, useLang, useWords } from '@/ui/words';

type Names = Record<string, { id: string; label: Label }>;

interface RuleWords {
  when: Label | null;
  types: Names;
  markets: Names;
  standing: { state: string; label: Label; count: number }[];
  about: Label | null;
  posts: Label[];
}

interface RuleValues {
  scope: string;
  about: string;
  markets: string[];
  except_markets: string[];
  all_of: string[];
  any_of: string[][];
  counts: Record<string, number>;
  by_role: Record<string, string>;
  levels: Record<string, { words?: string[] }>;
  recognises: Record<string, string[]>;
}

/** A requirement rule as people say it: where and when it applies, what is needed, how many stand how today. */
export function RulePanel({ detail }: SectionProps) {
  const say = useWords();
  const label = useLabel();
  const words = detail.extra?.words as unknown as RuleWords | undefined;
  const rule = detail.values as unknown as RuleValues;
  if (!words) return null;
  const inMarkets = ['product_market', 'medical_device'].includes(rule.scope);
  return (
    <Panel title={say('rule.title')}>
      <dl className="facts">
        {inMarkets && (
          <Said term={say('rule.where')}>
            {rule.markets?.length ? (
              <Codes codes={rule.markets} names={words.markets} kind="market" />
            ) : (
              say('rule.everywhere')
            )}
            {rule.except_markets?.length > 0 && (
              <>
                {say('rule.except')} <Codes codes={rule.except_markets} names={words.markets} kind="market" />
              </>
            )}
          </Said>
        )}
        <Said term={say('rule.when')}>{words.when ? label(words.when) : say('rule.always')}</Said>
        {words.about && (
          <Said term={say('rule.about')}>
            {label(words.about)}
            {words.posts.length > 0 && (
              <span className="quiet">（{words.posts.map(label).join(' / ')}）</span>
            )}
          </Said>
        )}
        {rule.all_of?.length > 0 && (
          <Said term={say('rule.allOf')}>
            <Codes
              codes={rule.all_of}
              names={words.types}
              kind="credential_type"
              more={more(rule, words, say, label)}
            />
          </Said>
        )}
        {rule.any_of?.length > 0 && (
          <Said term={say('rule.anyOf')}>
            <ul className="plain-list">
              {rule.any_of.map((some) => (
                <li key={some.join(' ')}>
                  <Codes
                    codes={some}
                    names={words.types}
                    kind="credential_type"
                    more={more(rule, words, say, label)}
                  />
                </li>
              ))}
            </ul>
          </Said>
        )}
        <Said term={say('rule.standing')}>
          <Standing standing={words.standing} />
        </Said>
      </dl>
    </Panel>
  );
}

function Said({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="fact wide">
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What a rule asks of one type besides holding it. */
function more(
  rule: RuleValues,
  words: RuleWords,
  say: ReturnType<typeof useWords>,
  label: ReturnType<typeof useLabel>,
): (code: string) => string {
  return (code) => {
    const said = [];
    const count = rule.counts?.[code];
    if (count) said.push(say(rule.about === 'crew' ? 'rule.people' : 'rule.count', { count }));
    const level = rule.levels?.[code]?.words ?? [];
    if (level.length > 0) said.push(say('rule.level', { names: level.join(' / ') }));
    if (rule.by_role?.[code]) said.push(say('rule.byRole'));
    const others = rule.recognises?.[code];
    if (others?.length)
      said.push(
        say('rule.recognises', {
          names: others.map((one) => label(words.markets[one]?.label) || one).join('、'),
        }),
      );
    return said.join('；');
  };
}

function Codes({
  codes,
  names,
  kind,
  more: further,
}: {
  codes: string[];
  names: Names;
  kind: string;
  more?: (code: string) => string;
}) {
  const label = useLabel();
  const lang = useLang();
  return (
    <>
      {codes.map((code, at) => {
        const one = names[code];
        const said = further?.(code);
        return (
          <Fragment key={code}>
            {at > 0 && (lang === 'zh' ? '、' : ', ')}
            {one ? (
              <Link to="/r/$kind/$id" params={{ kind, id: one.id }} className="record-link">
                {label(one.label)}
              </Link>
            ) : (
              <span className="mono">{code}</span>
            )}
            {said && <span className="quiet">（{said}）</span>}
          </Fragment>
        );
      })}
    </>
  );
}

function Standing({ standing }: { standing: RuleWords['standing'] }) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  if (standing.length === 0) return <span className="quiet">{say('rule.nobody')}</span>;
  return (
    <ul className="plain-list impact-counts">
      {standing.map((one) => (
        <li key={one.state}>
          <StatusTag status={one.state} text={label(one.label)} />{' '}
          <strong className="num">{formatNumber(one.count, lang)}</strong>
        </li>
      ))}
    </ul>
  );
}
