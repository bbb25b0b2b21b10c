import { useCatalogue } from '@/api/catalogue';
import type { Label } from '@/foundation/labels';
import { formatNumber } from '@/foundation/numbers';
import type { SectionProps } from '@/records/detail/sections';
import { Panel } from '@/ui/Panel';
import { useLabel, useLang, useWords } from '@/ui/words';

interface Named {
  code: string;
  zh: string;
  en: string;
}

interface PackExtra {
  summary: Label;
  as_of: string;
  brings: Record<string, number>;
  types: Named[];
  fields: Named[];
  policies: Named[];
}

/** What a pack brings: how many of each kind, and the names of its types, fields and alert policies. */
export function PackPanel({ detail }: SectionProps) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const { byName } = useCatalogue();
  const pack = detail.extra?.pack as unknown as PackExtra | undefined;
  if (!pack) return null;
  const lists = [
    { kind: 'credential_type', rows: pack.types },
    { kind: 'custom_field', rows: pack.fields },
    { kind: 'alert_policy', rows: pack.policies },
  ].filter((one) => one.rows.length > 0);
  return (
    <Panel title={say('pack.title')}>
      <p>{label(pack.summary)}</p>
      <ul className="plain-list impact-counts">
        {Object.entries(pack.brings).map(([kind, count]) => (
          <li key={kind}>
            <span>{label(byName.get(kind)?.plural) || kind}</span>
            <strong className="num">{formatNumber(count, lang)}</strong>
          </li>
        ))}
      </ul>
      {lists.map((one) => (
        <details key={one.kind}>
          <summary>{label(byName.get(one.kind)?.plural) || one.kind}</summary>
          <ul className="plain-list">
            {one.rows.map((row) => (
              <li key={row.code}>
                {row[lang] || row.zh} <span className="mono quiet">{row.code}</span>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </Panel>
  );
}
