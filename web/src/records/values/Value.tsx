import { Link } from '@tanstack/react-router';
import { Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useKind } from '@/api/catalogue';
import { isRef } from '@/api/names';
import type { FieldSpec } from '@/foundation/catalogue';
import { daysUntil, distance, formatDay, formatInstant } from '@/foundation/dates';
import { pick } from '@/foundation/labels';
import { formatNumber } from '@/foundation/numbers';
import { WORDS, type WordKey } from '@/foundation/words';
import { StatusTag } from '@/ui/StatusTag';
import { isStatusWord } from '@/ui/theme';
import { type Say, useLabel, useLang, useWords } from '@/ui/words';
import { useAsOf, useDay } from '../asof/context';

export interface ValueProps {
  field: FieldSpec;
  value: unknown;
  /** in a table cell long lists and texts are cut short */
  cell?: boolean;
}

const KIND_FIELDS = new Set(['kind', 'record_kind', 'owner_kind']);

/** Date fields whose absence means "no end", not "unknown". */
const END_FIELDS = new Set(['valid_to', 'effective_to', 'expires_on']);

export function isBlank(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    value === '' ||
    (typeof value === 'object' && Object.keys(value).length === 0)
  );
}

/** One value of a record, shown by its field's type: the same in lists, details and cards. */
export function Value({ field, value, cell = false }: ValueProps): ReactNode {
  const lang = useLang();
  const say = useWords();
  if (isBlank(value)) {
    if (END_FIELDS.has(field.name)) return <span className="quiet">{say('list.noExpiry')}</span>;
    return <span className="quiet">—</span>;
  }
  switch (field.type) {
    case 'date':
      return <DayValue day={String(value)} ends={END_FIELDS.has(field.name)} cell={cell} />;
    case 'datetime':
      return <span className="num">{formatInstant(String(value), lang)}</span>;
    case 'choice':
      return <ChoiceValue field={field} value={value} />;
    case 'bool':
      return value === true ? say('app.yes') : say('app.no');
    case 'number':
    case 'integer':
      return <span className="num">{formatNumber(value as number, lang)}</span>;
    case 'money':
      return <span className="num">{formatMoney(value, lang)}</span>;
    case 'ref':
      return <RefValue field={field} value={value} />;
    case 'many':
      return <ManyValue field={field} value={value} cell={cell} />;
    case 'json':
      return <JsonValue value={value} cell={cell} />;
    case 'longtext':
      return cell ? (
        <span className="clip">{String(value)}</span>
      ) : (
        <span className="long-text">{String(value)}</span>
      );
    default:
      if (KIND_FIELDS.has(field.name)) return <KindName name={String(value)} />;
      return <span>{plainText(value)}</span>;
  }
}

function DayValue({ day, ends, cell }: { day: string; ends: boolean; cell: boolean }) {
  const lang = useLang();
  const today = useDay();
  const text = <span className="num">{formatDay(day, lang)}</span>;
  if (!ends) return text;
  const left = daysUntil(day, today);
  const className = left < 0 ? 'day-bad' : left <= 90 ? 'day-soon' : '';
  const words = distance(day, today, lang);
  if (cell)
    return (
      <Tooltip title={words}>
        <span className={className}>{text}</span>
      </Tooltip>
    );
  return (
    <span className={className}>
      {text} <span className="day-distance">{words}</span>
    </span>
  );
}

function ChoiceValue({ field, value }: { field: FieldSpec; value: unknown }) {
  const lang = useLang();
  const values = Array.isArray(value) ? value : [value];
  return (
    <>
      {values.map((one) => {
        const option = field.options?.find((candidate) => candidate.value === String(one));
        const text = option ? pick(option.label, lang) : String(one);
        const tagged = /status|state|standing|level/.test(field.name) && isStatusWord(String(one));
        return tagged ? (
          <StatusTag key={String(one)} status={String(one)} text={text} />
        ) : (
          <span key={String(one)} className="choice">
            {text}
          </span>
        );
      })}
    </>
  );
}

export function RecordLink({ kind, id, children }: { kind: string; id: string; children: ReactNode }) {
  const asOf = useAsOf();
  return (
    <Link to="/r/$kind/$id" params={{ kind, id }} search={asOf} className="record-link">
      {children}
    </Link>
  );
}

function RefValue({ field, value }: { field: FieldSpec; value: unknown }) {
  if (!isRef(value)) return <span>{plainText(value)}</span>;
  if (!field.ref) return <span>{value.label}</span>;
  const kind = (value as { kind?: string }).kind ?? field.ref;
  return (
    <RecordLink kind={kind} id={value.id}>
      {value.label}
    </RecordLink>
  );
}

function ManyValue({ field, value, cell }: ValueProps) {
  const say = useWords();
  const items = (Array.isArray(value) ? value : [value]) as unknown[];
  const shown = cell ? items.slice(0, 3) : items;
  const rest = items.length - shown.length;
  return (
    <span className={cell ? 'many cell' : 'many'}>
      {shown.map((item) => {
        const key = isRef(item) ? item.id : String(item);
        const label = isRef(item) ? item.label : plainText(item);
        return (
          <span key={key} className="many-item">
            {isRef(item) && field.ref && !cell ? (
              <RecordLink kind={field.ref} id={item.id}>
                {label}
              </RecordLink>
            ) : (
              label
            )}
          </span>
        );
      })}
      {rest > 0 && <span className="quiet">{say('list.moreItems', { count: rest })}</span>}
    </span>
  );
}

function JsonValue({ value, cell }: { value: unknown; cell: boolean }) {
  const say = useWords();
  const lang = useLang();
  if (typeof value !== 'object') return <span>{String(value)}</span>;
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object'))
    return (
      <span className={cell ? 'clip' : undefined}>
        {value.map((one) => codeWord(one, say)).join(lang === 'zh' ? '、' : ', ')}
      </span>
    );
  if (
    Array.isArray(value) &&
    value.every((one) => Array.isArray(one) && one.every((code) => typeof code === 'string'))
  )
    return (
      <span className={cell ? 'clip' : undefined}>
        {(value as string[][]).map((one) => one.map((code) => codeWord(code, say)).join(' + ')).join(' / ')}
      </span>
    );
  const pairs = value && !Array.isArray(value) ? Object.entries(value) : [];
  if (pairs.length > 0 && pairs.every(([, one]) => typeof one !== 'object'))
    return (
      <span className={cell ? 'clip' : 'long-text'}>
        {pairs.map(([name, one]) => `${name}: ${String(one)}`).join(cell ? '; ' : '\n')}
      </span>
    );
  const text = JSON.stringify(value, null, cell ? 0 : 2);
  return cell ? <span className="clip mono">{text}</span> : <pre className="json">{text}</pre>;
}

/** Codes that lists of codes carry, as people call them. */
function codeWord(value: unknown, say: Say): string {
  const key = `code.${String(value)}`;
  return key in WORDS ? say(key as WordKey) : String(value);
}

/** The name of a kind of record where a field holds its code. */
function KindName({ name }: { name: string }) {
  const label = useLabel();
  return <span>{label(useKind(name)?.plural) || name}</span>;
}

export function formatMoney(value: unknown, lang: 'zh' | 'en'): string {
  if (typeof value === 'object' && value !== null && 'amount' in value) {
    const { amount, currency } = value as { amount: string; currency?: string };
    return `${currency ? `${currency} ` : ''}${formatNumber(amount, lang)}`;
  }
  return formatNumber(String(value), lang);
}

/** Any value as one line of text (history, messages, titles). */
export function plainText(value: unknown): string {
  if (isBlank(value)) return '';
  if (isRef(value)) return value.label;
  if (Array.isArray(value)) return value.map(plainText).join('、');
  if (typeof value === 'object') {
    const { zh, name, title } = value as Record<string, unknown>;
    return String(zh ?? name ?? title ?? JSON.stringify(value));
  }
  return String(value);
}
