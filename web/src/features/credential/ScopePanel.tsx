import type { ReactNode } from 'react';
import { isRef } from '@/api/names';
import type { SectionProps } from '@/records/detail/sections';
import { plainText, RecordLink } from '@/records/values/Value';
import { Panel } from '@/ui/Panel';
import { useWords } from '@/ui/words';

interface Linked {
  id: string;
  label: string;
  kind?: string;
}

interface Scope {
  markets?: Linked[];
  products?: Linked[];
  excluded_products?: Linked[];
  subjects?: Linked[];
  standards?: string[];
  acts?: unknown[];
  exclusions?: string[];
  notes?: string[];
  text?: string;
}

/** Where and for what the credential holds: markets, products (a series covers its models), standards, words. */
export function ScopePanel({ detail }: SectionProps) {
  const say = useWords();
  const scope = detail.extra.scope as Scope;
  const words = [...(scope.notes ?? []), scope.text ?? ''].filter(Boolean);
  return (
    <Panel title={say('scope.title')}>
      <Part title={say('scope.markets')}>
        <Items items={scope.markets ?? []} kind="market" />
      </Part>
      <Part title={say('scope.products')}>
        <Items items={scope.products ?? []} kind="product" />
        {Boolean(scope.products?.length) && <p className="quiet">{say('scope.series')}</p>}
      </Part>
      <Optional title={say('scope.excluded')} items={scope.excluded_products} kind="product" />
      <Optional title={say('scope.subjects')} items={scope.subjects} kind="subject" />
      <Optional title={say('scope.standards')} items={scope.standards} />
      <Optional title={say('scope.acts')} items={scope.acts} />
      <Optional title={say('scope.exclusions')} items={scope.exclusions} />
      {words.length > 0 && (
        <Part title={say('scope.text')}>
          {words.map((text) => (
            <p key={text} className="scope-text">
              {text}
            </p>
          ))}
        </Part>
      )}
    </Panel>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="scope-part">
      <h3>{title}</h3>
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

function Items({ items, kind }: { items: unknown[]; kind?: string }) {
  const say = useWords();
  if (items.length === 0) return <p className="quiet">{say('scope.none')}</p>;
  return (
    <ul className="scope-items">
      {items.map((item) => (
        <li key={plainText(item)}>
          {isRef(item) && kind ? (
            <RecordLink kind={(item as Linked).kind ?? kind} id={item.id}>
              {item.label}
            </RecordLink>
          ) : (
            plainText(item)
          )}
        </li>
      ))}
    </ul>
  );
}
