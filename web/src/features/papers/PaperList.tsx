import { Checkbox, Tag } from 'antd';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { RecordRow } from '@/api/records';
import { fieldOf, type KindSpec } from '@/foundation/catalogue';
import { formatInstant } from '@/foundation/dates';
import { isBlank, plainText, Value } from '@/records/values/Value';
import { useLang, useWords } from '@/ui/words';

/** Papers one under the other. Arrow keys move, the space bar selects; other keys are the page's. */
export function PaperList({
  kind,
  rows,
  current,
  selected,
  onOpen,
  onSelect,
  onKey,
}: {
  kind: KindSpec;
  rows: RecordRow[];
  current: string | null;
  selected: Set<string>;
  onOpen: (id: string) => void;
  onSelect: (id: string, on: boolean) => void;
  onKey: (key: string) => void;
}) {
  const list = useRef<HTMLUListElement>(null);
  const moved = useRef(false);

  useEffect(() => {
    if (!moved.current || !current) return;
    moved.current = false;
    list.current?.querySelector<HTMLElement>(`[data-paper="${current}"]`)?.focus();
  }, [current]);

  function key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = rows.findIndex((row) => row.id === current);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
      event.preventDefault();
      if (next) {
        moved.current = true;
        onOpen(next.id);
      }
    } else if (event.key === ' ' && current) {
      event.preventDefault();
      onSelect(current, !selected.has(current));
    } else if (/^[a-z]$/i.test(event.key)) {
      onKey(event.key.toLowerCase());
    }
  }

  return (
    <ul className="plain-list paper-list" ref={list}>
      {rows.map((row) => (
        <PaperRow
          key={row.id}
          kind={kind}
          row={row}
          open={row.id === current}
          selected={selected.has(row.id)}
          onOpen={() => onOpen(row.id)}
          onSelect={(on) => onSelect(row.id, on)}
          onKeyDown={key}
        />
      ))}
    </ul>
  );
}

function PaperRow({
  kind,
  row,
  open,
  selected,
  onOpen,
  onSelect,
  onKeyDown,
}: {
  kind: KindSpec;
  row: RecordRow;
  open: boolean;
  selected: boolean;
  onOpen: () => void;
  onSelect: (on: boolean) => void;
  onKeyDown: (event: KeyboardEvent) => void;
}) {
  const say = useWords();
  const lang = useLang();
  const state = fieldOf(kind, 'state');
  const problem = fieldOf(kind, 'problem');
  const name = plainText(row.title);
  const from = isBlank(row.from_address) ? say('papers.uploaded') : plainText(row.from_address);
  return (
    <li className={open ? 'paper-row open' : 'paper-row'}>
      <Checkbox
        checked={selected}
        aria-label={say('papers.select', { name })}
        onChange={(event) => onSelect(event.target.checked)}
      />
      <button
        type="button"
        className="paper-open"
        data-paper={row.id}
        aria-current={open ? 'true' : undefined}
        onClick={onOpen}
        onKeyDown={onKeyDown}
      >
        <span className="paper-title">{name}</span>
        <span className="paper-from quiet">
          <span>{from}</span>
          {row.outside === true && <Tag className="paper-outside">{say('papers.outside')}</Tag>}
        </span>
        {!isBlank(row.subject) && <span className="paper-subject quiet">{plainText(row.subject)}</span>}
        {problem && !isBlank(row.problem) && (
          <span className="paper-problem">
            <Value field={problem} value={row.problem} cell />
          </span>
        )}
      </button>
      <span className="paper-side">
        {state && row.state !== 'waiting' && (
          <Tag className={row.state === 'duplicate' ? 'paper-duplicate' : ''}>
            <Value field={state} value={row.state} cell />
          </Tag>
        )}
        <time className="quiet num" dateTime={String(row.received_at ?? '')}>
          {formatInstant(String(row.received_at ?? ''), lang)}
        </time>
      </span>
    </li>
  );
}
