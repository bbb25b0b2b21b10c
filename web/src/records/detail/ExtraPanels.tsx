import type { ReactNode } from 'react';
import { isRef } from '@/api/names';
import type { RecordDetail } from '@/api/records';
import type { KindSpec } from '@/foundation/catalogue';
import { formatDay, formatInstant, isIsoDay } from '@/foundation/dates';
import type { Lang } from '@/foundation/labels';
import { WORDS, type WordKey } from '@/foundation/words';
import { Panel } from '@/ui/Panel';
import { useLang, useWords } from '@/ui/words';
import { isBlank, plainText, RecordLink } from '../values/Value';
import { shownExtras } from './sections';

/** Kind-specific facts that no section claims are still shown, as small tables. */
export function ExtraPanels({ kind, detail }: { kind: KindSpec; detail: RecordDetail }) {
  const say = useWords();
  const claimed = shownExtras(kind, detail);
  const parts = Object.entries(detail.extra ?? {}).filter(
    ([name, value]) => !claimed.has(name) && !isBlank(value),
  );
  return (
    <>
      {parts.map(([name, value]) => {
        const key = `extra.${name}`;
        return (
          <Panel key={name} title={key in WORDS ? say(key as WordKey) : name}>
            <ExtraValue value={value} />
          </Panel>
        );
      })}
    </>
  );
}

function ExtraValue({ value }: { value: unknown }) {
  const lang = useLang();
  const rows = Array.isArray(value) ? value : null;
  if (rows?.every((row) => typeof row === 'object' && row !== null && !isRef(row)))
    return <ExtraTable rows={rows as Record<string, unknown>[]} lang={lang} />;
  if (isRef(value) && 'kind' in value)
    return (
      <RecordLink kind={String(value.kind)} id={value.id}>
        {value.label}
      </RecordLink>
    );
  if (rows) return <p>{rows.map(plainText).join('、')}</p>;
  if (typeof value === 'object' && value !== null && !isRef(value))
    return <ExtraTable rows={[value as Record<string, unknown>]} lang={lang} />;
  return <p className="mono">{plainText(value)}</p>;
}

function ExtraTable({ rows, lang }: { rows: Record<string, unknown>[]; lang: Lang }) {
  const say = useWords();
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter(
    (name) => name !== 'id' && rows.some((row) => !isBlank(row[name])),
  );
  return (
    <div className="scroll-x">
      <table className="small-table">
        <thead>
          <tr>
            {columns.map((name) => {
              const key = `column.${name}`;
              return <th key={name}>{key in WORDS ? say(key as WordKey) : name}</th>;
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            // rows of an extra carry no stable id
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is shown as it came
            <tr key={at}>
              {columns.map((name) => {
                const known = `value.${name}.${String(row[name])}`;
                return <td key={name}>{known in WORDS ? say(known as WordKey) : cell(row[name], lang)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function cell(value: unknown, lang: Lang): ReactNode {
  if (isIsoDay(value)) return <span className="num">{formatDay(value, lang)}</span>;
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value)) return formatInstant(value, lang);
  return plainText(value);
}
