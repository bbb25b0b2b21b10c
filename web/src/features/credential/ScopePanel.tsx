import type { ReactNode } from 'react';
import { isRef } from '@/api/names';
import type { SectionProps } from '@/records/detail/sections';
import { plainText, RecordLink } from '@/records/values/Value';
import { Panel } from '@/ui/Panel';
import { useWords } from '@/ui/words';

interface ScopeItem {
  id: string;
  label: string;
  kind?: string;
  inherited?: boolean;
  via?: unknown;
}

type Scope = Record<string, unknown>;

const KINDS: Record<string, string> = { markets: 'market', products: 'product', subjects: 'product' };

/** Where and for what the credential holds: markets, products (a series covers its models). */
export function ScopePanel({ detail }: SectionProps) {
  const say = useWords();
  const scope = detail.extra.scope as Scope;
  const markets = (scope.markets ?? []) as ScopeItem[];
  const products = (scope.products ?? scope.subjects ?? []) as ScopeItem[];
  return (
    <Panel title={say('scope.title')}>
      <Part title={say('scope.markets')}>
        <Items items={markets} kind={KINDS.markets as string} />
      </Part>
      <Part title={say('scope.products')}>
        <Items items={products} kind={KINDS.products as string} />
      </Part>
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

function Items({ items, kind }: { items: ScopeItem[]; kind: string }) {
  const say = useWords();
  if (items.length === 0) return <p className="quiet">{say('scope.none')}</p>;
  return (
    <ul className="scope-items">
      {items.map((item) => (
        <li key={item.id ?? plainText(item)}>
          {isRef(item) ? (
            <RecordLink kind={item.kind ?? kind} id={item.id}>
              {item.label}
            </RecordLink>
          ) : (
            plainText(item)
          )}
          {(item.inherited || Boolean(item.via)) && (
            <span className="quiet">
              {' '}
              {say('scope.inherited')} {plainText(item.via)}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
