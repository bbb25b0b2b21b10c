import { formatInstant } from '@/foundation/dates';
import type { Label } from '@/foundation/labels';
import { Panel } from '@/ui/Panel';
import { useLabel, useLang, useWords } from '@/ui/words';

export interface Since {
  at: string;
  by: string;
  /** empty: since it was started */
  step: string;
  changes: {
    what: 'value' | 'paper' | 'field';
    name: string;
    label: Label | string;
    before: unknown;
    after: unknown;
  }[];
}

/** What changed since the last word on a case: before and after, line by line. */
export function SinceDecided({ since }: { since: Since | null }) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  if (!since || since.changes.length === 0) return null;
  const when = formatInstant(since.at, lang);
  return (
    <Panel
      title={say('since.title', { count: since.changes.length })}
      className="since"
      extra={
        <span className="quiet">
          {since.step
            ? say('since.decided', { who: since.by, step: since.step, when })
            : say('since.started', { who: since.by, when })}
        </span>
      }
    >
      <ul className="plain-list since-list">
        {since.changes.map((one) => (
          <li key={`${one.what} ${one.name}`}>
            <span className="quiet">
              {typeof one.label === 'string' ? one.label : label(one.label)}
              {one.what === 'paper' && ` · ${say('since.paper')}`}
            </span>
            <span className="since-pair">
              <del>{said(one.before, say('since.nothing'))}</del>
              <span aria-hidden="true">→</span>
              <ins>{said(one.after, say('since.nothing'))}</ins>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function said(value: unknown, nothing: string): string {
  if (value === null || value === undefined || value === '') return nothing;
  if (Array.isArray(value))
    return value.length > 0 ? value.map((one) => said(one, nothing)).join('、') : nothing;
  if (value === true || value === false) return value ? '✓' : '✗';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
