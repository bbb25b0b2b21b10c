import { useInfiniteQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { useKind } from '@/api/catalogue';
import { listQuery, type RecordRow } from '@/api/records';
import { useSettled } from '@/ui/viewport';
import { useLang, useWords } from '@/ui/words';

/** Kinds that processes name by a code that stays the same when they move to another instance. */
export type Named = 'user' | 'post' | 'role' | 'unit';
const CODES: Record<Named, string> = { user: 'username', post: 'code', role: 'code', unit: 'code' };

function useNameOf(kind: Named): (row: RecordRow) => string {
  const lang = useLang();
  const spec = useKind(kind);
  return (row) => {
    const english = spec?.fields.some((field) => field.name === 'name_en') ? row.name_en : '';
    return String((lang === 'en' && english) || row.name || '');
  };
}

function fieldsOf(kind: Named, has: (name: string) => boolean): string[] {
  return ['name', 'name_en', CODES[kind]].filter(has);
}

function useRows(kind: Named, question: { q?: string; code?: string }, enabled: boolean): RecordRow[] {
  const spec = useKind(kind);
  const condition = question.code
    ? { combinator: 'and' as const, rules: [{ field: CODES[kind], operator: '=', value: question.code }] }
    : null;
  const list = useInfiniteQuery({
    ...listQuery(kind, {
      q: question.q,
      condition,
      fields: fieldsOf(kind, (name) => spec?.fields.some((field) => field.name === name) ?? false),
      sort: 'name',
      limit: 20,
    }),
    enabled: enabled && spec !== undefined,
    staleTime: 60_000,
  });
  return list.data?.pages.flatMap((page) => page.items) ?? [];
}

/** What a code is called; the code itself until it is known, or where nothing has it. */
export function CodeName({ kind, code }: { kind: Named; code: string }) {
  const name = useNameOf(kind);
  const row = useRows(kind, { code }, code !== '')[0];
  return <>{row ? name(row) : code}</>;
}

/** Chooses a person, post, role or unit by its name; what is kept is its code. */
export function CodeSelect({
  kind,
  value,
  onChange,
  label,
  first = [],
}: {
  kind: Named;
  value: string;
  onChange: (code: string) => void;
  label: string;
  /** offered before the records themselves */
  first?: { value: string; label: string }[];
}) {
  const say = useWords();
  const name = useNameOf(kind);
  const [text, setText] = useState('');
  const [opened, setOpened] = useState(false);
  const q = useSettled(text.trim());
  const rows = useRows(kind, { q: q || undefined }, opened);
  const code = CODES[kind];
  const found = rows.map((row) => ({ value: String(row[code]), label: name(row), code: String(row[code]) }));
  const known = [...first, ...found].some((one) => one.value === value);
  return (
    <Select
      aria-label={label}
      className="ref-select"
      value={value || undefined}
      placeholder={say('ref.search')}
      showSearch={{ filterOption: false, onSearch: setText, searchValue: text }}
      onOpenChange={(open) => {
        setOpened(open);
        if (!open) setText('');
      }}
      onChange={(next: string) => onChange(next)}
      options={[
        ...(text ? [] : first.map((one) => ({ ...one, code: '' }))),
        ...(value && !known ? [{ value, label: <CodeName kind={kind} code={value} />, code: value }] : []),
        ...found,
      ]}
      optionRender={(option) => (
        <span className="ref-option">
          <span>{option.label}</span>
          <span className="ref-detail">{String(option.data.code)}</span>
        </span>
      )}
      notFoundContent={say('ref.empty')}
    />
  );
}
