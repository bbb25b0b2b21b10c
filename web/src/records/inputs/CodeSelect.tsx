import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { useKind } from '@/api/catalogue';
import { suggestQuery } from '@/api/questions';
import { listQuery, type RecordRow } from '@/api/records';
import { titleIn } from '@/foundation/catalogue';
import { useSettled } from '@/ui/viewport';
import { useLang, useWords } from '@/ui/words';

/** Kinds that are named by a code that stays the same when what names them moves to another instance. */
export type Named = 'user' | 'post' | 'role' | 'unit' | 'credential_type' | 'market';
const CODES: Partial<Record<Named, string>> = { user: 'username' };

function codeField(kind: Named): string {
  return CODES[kind] ?? 'code';
}

function useNameOf(kind: Named): (row: RecordRow) => string {
  const lang = useLang();
  const spec = useKind(kind);
  return (row) => String((spec && titleIn(spec, row, lang)) || '');
}

/** What is found by what is typed, as choosing records elsewhere: a code that is typed comes first. */
function useFound(
  kind: Named,
  q: string,
  enabled: boolean,
): { value: string; label: string; code: string }[] {
  const found = useQuery({ ...suggestQuery(kind, q), enabled });
  return (found.data ?? []).flatMap((one) =>
    one.detail ? [{ value: one.detail, label: one.label, code: one.detail }] : [],
  );
}

function useRows(kind: Named, codes: string[], enabled: boolean): RecordRow[] {
  const spec = useKind(kind);
  const code = codeField(kind);
  const title = spec?.title_field ?? 'name';
  const condition = {
    combinator: 'and' as const,
    rules: [{ field: code, operator: 'in', value: codes }],
  };
  const list = useInfiniteQuery({
    ...listQuery(kind, {
      condition,
      fields: [title, 'name_en', code].filter((name) => spec?.fields.some((field) => field.name === name)),
      sort: title,
      limit: Math.max(20, codes.length),
    }),
    enabled: enabled && spec !== undefined,
    staleTime: 60_000,
  });
  return list.data?.pages.flatMap((page) => page.items) ?? [];
}

/** What a code is called; the code itself until it is known, or where nothing has it. */
export function CodeName({ kind, code }: { kind: Named; code: string }) {
  const name = useNameOf(kind);
  const row = useRows(kind, [code], code !== '')[0];
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
  const [text, setText] = useState('');
  const [opened, setOpened] = useState(false);
  const q = useSettled(text.trim());
  const found = useFound(kind, q, opened);
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

/** Chooses several by their names; what is kept are their codes. */
export function CodesSelect({
  kind,
  value,
  onChange,
  label,
  id,
}: {
  kind: Named;
  value: string[];
  onChange: (codes: string[]) => void;
  label?: string;
  id?: string;
}) {
  const say = useWords();
  const name = useNameOf(kind);
  const [text, setText] = useState('');
  const [opened, setOpened] = useState(false);
  const q = useSettled(text.trim());
  const code = codeField(kind);
  const chosen = useRows(kind, value, value.length > 0);
  const found = useFound(kind, q, opened);
  const names = new Map(chosen.map((row) => [String(row[code]), name(row)]));
  for (const one of found) names.set(one.value, one.label);
  const hits = found.map((one) => one.value);
  const offered = text ? hits : [...new Set([...value, ...hits])];
  return (
    <Select
      id={id}
      aria-label={label}
      mode="multiple"
      className="ref-select wide"
      value={value}
      placeholder={say('ref.search')}
      showSearch={{ filterOption: false, onSearch: setText, searchValue: text, autoClearSearchValue: true }}
      onOpenChange={(open) => {
        setOpened(open);
        if (!open) setText('');
      }}
      onChange={(next: string[]) => onChange(next)}
      options={offered.map((one) => ({ value: one, label: names.get(one) ?? one }))}
      labelRender={(one) => names.get(String(one.value)) ?? String(one.value)}
      optionRender={(option) => (
        <span className="ref-option">
          <span>{option.label}</span>
          <span className="ref-detail">{String(option.value)}</span>
        </span>
      )}
      notFoundContent={say('ref.empty')}
    />
  );
}
