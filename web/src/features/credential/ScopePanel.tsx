import type { ReactNode } from 'react';
import { useKind } from '@/api/catalogue';
import { isRef, useNames } from '@/api/names';
import type { Ref } from '@/api/records';
import { isEmpty } from '@/foundation/condition';
import { formatDay } from '@/foundation/dates';
import { ruleWords } from '@/foundation/sentence';
import { useDay } from '@/records/asof/context';
import type { SectionProps } from '@/records/detail/sections';
import { plainText, RecordLink } from '@/records/values/Value';
import { Panel } from '@/ui/Panel';
import { StatusTag } from '@/ui/StatusTag';
import { useLabel, useLang, useWords } from '@/ui/words';
import { SectionAction } from './SectionAction';
import type { Clause } from './shapes';

type Linked = Ref & { kind?: string };

/** Where and for what the credential holds: markets, products (a series covers its models), standards, words; clause by
 * clause where the paper has several. */
export function ScopePanel({ kind, detail }: SectionProps) {
  const say = useWords();
  const clauses = (detail.extra.clauses as Clause[] | undefined) ?? [];
  const scope = detail.extra.scope as Omit<Clause, 'n'>;
  const several = clauses.length > 1 || clauses.some((one) => one.starts || one.ends || one.product_rule);
  return (
    <Panel
      title={say('scope.title')}
      extra={
        <SectionAction
          kind={kind}
          detail={detail}
          action={several ? 'set_clauses' : 'set_scope'}
          text={say('scope.change')}
        />
      }
    >
      {several ? (
        <ol className="plain-list clauses">
          {clauses.map((one) => (
            <ClausePart key={one.n} clause={one} />
          ))}
        </ol>
      ) : (
        <Parts scope={scope} />
      )}
      {several && scope.text && <Words texts={[scope.text]} />}
    </Panel>
  );
}

function ClausePart({ clause }: { clause: Clause }) {
  const say = useWords();
  const lang = useLang();
  const day = useDay();
  const ended = Boolean(clause.ends && clause.ends < day);
  const begins = Boolean(clause.starts && clause.starts > day);
  const days = [
    clause.starts && say('standing.from', { day: formatDay(clause.starts, lang) }),
    clause.ends && say('standing.until', { day: formatDay(clause.ends, lang) }),
  ].filter(Boolean);
  return (
    <li className={ended || begins ? 'clause outside' : 'clause'}>
      <h3>
        {say('clause.n', { n: clause.n })}
        {clause.title && <span className="clause-title"> {clause.title}</span>}
        {days.length > 0 && <span className="quiet num"> {days.join(' ')}</span>}{' '}
        {ended && <StatusTag status="expired" text={say('clause.ended')} />}
        {begins && <StatusTag status="future" text={say('clause.begins')} />}
      </h3>
      <Parts scope={clause} />
    </li>
  );
}

function Parts({ scope }: { scope: Omit<Clause, 'n'> }) {
  const say = useWords();
  const words = [...(scope.notes ?? []), scope.text ?? ''].filter(Boolean);
  return (
    <>
      <Part title={say('scope.markets')}>
        <Items items={scope.markets ?? []} kind="market" none={say('scope.allMarkets')} />
      </Part>
      <Part title={say('scope.products')}>
        <Items items={scope.products ?? []} kind="product" none={say('scope.none')} />
        {Boolean(scope.products?.length) && <p className="quiet">{say('scope.series')}</p>}
      </Part>
      {!isEmpty(scope.product_rule) && (
        <Part title={say('scope.rule')}>
          <RuleInWords scope={scope} />
        </Part>
      )}
      <Optional title={say('scope.excluded')} items={scope.excluded_products} kind="product" />
      <Optional title={say('scope.subjects')} items={scope.subjects} kind="subject" />
      <Optional title={say('scope.standards')} items={scope.standards} />
      <Optional title={say('scope.acts')} items={scope.acts} />
      <Optional title={say('scope.exclusions')} items={scope.exclusions} />
      {words.length > 0 && (
        <Part title={say('scope.text')}>
          <Words texts={words} />
        </Part>
      )}
    </>
  );
}

/** The condition that products must meet, as the server or the filter says it. */
function RuleInWords({ scope }: { scope: Omit<Clause, 'n'> }) {
  const label = useLabel();
  const lang = useLang();
  const nameOf = useNames();
  const product = useKind('product');
  const told = label(scope.product_rule_words);
  if (told) return <p>{told}</p>;
  if (!product || !scope.product_rule) return null;
  return <p>{ruleWords(scope.product_rule, product, lang, (_, id) => nameOf(id))}</p>;
}

function Words({ texts }: { texts: string[] }) {
  return texts.map((text) => (
    <p key={text} className="scope-text">
      {text}
    </p>
  ));
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="scope-part">
      <h4>{title}</h4>
      {children}
    </div>
  );
}

function Optional({ title, items, kind }: { title: string; items?: unknown[]; kind?: string }) {
  if (!items?.length) return null;
  return (
    <Part title={title}>
      <Items items={items} kind={kind} />
    </Part>
  );
}

function Items({ items, kind, none }: { items: unknown[]; kind?: string; none?: string }) {
  const label = useLabel();
  if (items.length === 0) return <p className="quiet">{none}</p>;

  function words(item: unknown): string {
    if (typeof item === 'object' && item !== null && 'code' in item && 'label' in item)
      return label((item as { label: { zh: string; en: string } }).label);
    return plainText(item);
  }

  return (
    <ul className="scope-items">
      {items.map((item) => (
        <li key={isRef(item) ? item.id : words(item)}>
          {isRef(item) && kind ? (
            <RecordLink kind={(item as Linked).kind ?? kind} id={item.id}>
              {item.label}
            </RecordLink>
          ) : (
            words(item)
          )}
        </li>
      ))}
    </ul>
  );
}
