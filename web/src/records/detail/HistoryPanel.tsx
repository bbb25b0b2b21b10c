import { useQuery } from '@tanstack/react-query';
import { Timeline } from 'antd';
import { useState } from 'react';
import { type HistoryChange, type HistoryItem, historyQuery, type RecordDetail } from '@/api/records';
import { fieldOf, type KindSpec } from '@/foundation/catalogue';
import { formatDay, formatInstant, isIsoDay } from '@/foundation/dates';
import { pick } from '@/foundation/labels';
import { WORDS, type WordKey } from '@/foundation/words';
import { Panel } from '@/ui/Panel';
import { EmptyState, ErrorNote, PageLoading } from '@/ui/states';
import { useLabel, useLang, useWords } from '@/ui/words';
import { isBlank, plainText } from '../values/Value';

const SHOWN_CHANGES = 6;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:/;
/** Bookkeeping every change carries; the line's own day says it already. */
const UNTOLD = new Set(['updated_at', 'created_at', 'version', 'term_count', 'type_version']);

/** Who changed what, when and why, in words. */
export function HistoryPanel({ kind, detail }: { kind: KindSpec; detail: RecordDetail }) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const answer = useQuery(historyQuery(kind.name, detail.id));
  if (answer.isPending) return <PageLoading />;
  if (answer.error) return <ErrorNote error={answer.error} retry={() => void answer.refetch()} />;
  const items = answer.data.items;
  if (items.length === 0) return <EmptyState compact title={say('history.empty')} />;
  return (
    <Panel>
      <Timeline
        className="history"
        items={items.map((item) => ({
          key: item.n,
          content: (
            <div>
              <p className="history-head">
                <strong>{item.actor?.name || 'Credentry'}</strong>{' '}
                <span>{label(item.label) || item.action}</span>{' '}
                <time className="quiet num" dateTime={item.at}>
                  {formatInstant(item.at, lang)}
                </time>
              </p>
              <Changes kind={kind} item={item} />
              {item.why && <p className="history-why">{say('history.because', { why: item.why })}</p>}
              {item.seq !== null && item.seq !== undefined && (
                <p className="quiet num history-seq">{say('history.entry', { seq: item.seq })}</p>
              )}
            </div>
          ),
        }))}
      />
    </Panel>
  );
}

function Changes({ kind, item }: { kind: KindSpec; item: HistoryItem }) {
  const say = useWords();
  const first = item.n === 1;
  const [all, setAll] = useState(false);
  const changes = item.changes.filter(
    (change) => !UNTOLD.has(change.field) && (!isBlank(change.old) || !isBlank(change.new)),
  );
  const shown = all ? changes : changes.slice(0, first ? 4 : SHOWN_CHANGES);
  return (
    <>
      <ul className="plain-list changes">
        {shown.map((change) => (
          <ChangeLine key={change.field} kind={kind} change={change} />
        ))}
      </ul>
      {shown.length < changes.length && (
        <button type="button" className="link-button" onClick={() => setAll(true)}>
          {say('history.count', { count: changes.length })}
        </button>
      )}
    </>
  );
}

function ChangeLine({ kind, change }: { kind: KindSpec; change: HistoryChange }) {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const field = fieldOf(kind, change.field);

  function changeName(): string {
    const told = label(change.label);
    const key = `change.${change.field}`;
    return told && told !== change.field ? told : key in WORDS ? say(key as WordKey) : change.field;
  }

  function words(value: unknown): string {
    if (isBlank(value)) return say('history.nothing');
    if (typeof value === 'boolean') return value ? say('app.yes') : say('app.no');
    if (isIsoDay(value)) return formatDay(value, lang);
    const said = /^(\w+) (\d{4}-\d{2}-\d{2})$/.exec(String(value));
    const status = said && fieldOf(kind, 'status')?.options?.find((one) => one.value === said[1]);
    if (said && status) return `${pick(status.label, lang)} ${formatDay(said[2], lang)}`;
    if (typeof value === 'string' && INSTANT.test(value)) return formatInstant(value, lang);
    const option = field?.options?.find((one) => one.value === String(value));
    return option ? pick(option.label, lang) : plainText(value);
  }

  return (
    <li>
      <span className="change-field">{changeName()}</span>
      {isBlank(change.old) ? null : (
        <>
          <del className="num">{words(change.old)}</del>
          <span aria-hidden="true"> → </span>
        </>
      )}
      <ins className="num">{words(change.new)}</ins>
    </li>
  );
}
