import { SearchOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Input } from 'antd';
import { useEffect, useId, useRef, useState } from 'react';
import { parseText } from '@/api/questions';
import type { KindSpec } from '@/foundation/catalogue';
import { type Condition, isEmpty } from '@/foundation/condition';
import { useSettled } from '@/ui/viewport';
import { useLabel, useWords } from '@/ui/words';

/**
 * One box for words, numbers, `field:value` conditions and plain sentences. What was understood is shown
 * before it is applied; Enter takes it, and words that were not understood are searched as text.
 */
export function SearchBox({
  kind,
  q,
  onText,
  onCondition,
}: {
  kind: KindSpec;
  q: string;
  onText: (q: string) => void;
  onCondition: (condition: Condition, rest: string) => void;
}) {
  const say = useWords();
  const label = useLabel();
  const panelId = useId();
  const [text, setText] = useState(q);
  const [focused, setFocused] = useState(false);
  const settled = useSettled(text.trim(), 300);
  useEffect(() => setText(q), [q]);
  const box = useRef<HTMLDivElement>(null);
  const parsed = useQuery({
    queryKey: ['parse', kind.name, settled],
    queryFn: () => parseText(kind.name, settled),
    enabled: focused && settled.length > 1 && settled !== q,
    staleTime: 60_000,
    retry: false,
  });
  const understood =
    parsed.data && !isEmpty(parsed.data.condition) && settled === text.trim() ? parsed.data : null;

  async function submit(): Promise<void> {
    const typed = text.trim();
    if (typed.length < 2) {
      onText(typed);
      return;
    }
    const answer = understood ?? (await parseText(kind.name, typed).catch(() => null));
    if (answer?.condition && !isEmpty(answer.condition)) {
      setText('');
      onCondition(answer.condition, answer.unknown.join(' '));
    } else {
      onText(typed);
    }
    setFocused(false);
  }

  useEffect(() => {
    function key(event: KeyboardEvent): void {
      const target = event.target as HTMLElement;
      if (event.key !== '/' || target.closest('input, textarea, [contenteditable]')) return;
      event.preventDefault();
      box.current?.querySelector('input')?.focus();
    }
    window.addEventListener('keydown', key);
    return () => window.removeEventListener('keydown', key);
  }, []);

  const open = focused && understood !== null;
  return (
    <search className="search-box" ref={box}>
      <Input
        value={text}
        prefix={<SearchOutlined />}
        allowClear
        type="search"
        aria-label={say('search.label')}
        aria-controls={open ? panelId : undefined}
        aria-expanded={open}
        role="combobox"
        placeholder={say('search.placeholder')}
        onFocus={() => setFocused(true)}
        onBlur={() => setTimeout(() => setFocused(false), 150)}
        onChange={(event) => {
          setText(event.target.value);
          if (event.target.value === '' && q) onText('');
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setFocused(false);
          else setFocused(true);
        }}
        onPressEnter={(event) => {
          if (!event.nativeEvent.isComposing) void submit();
        }}
      />
      {open && understood && (
        <div className="search-panel" id={panelId}>
          <button type="button" onMouseDown={(event) => event.preventDefault()} onClick={() => void submit()}>
            <span className="search-panel-key">{say('search.understood')}</span>
            <span>{label(understood.sentence) || understood.text}</span>
            <kbd>Enter</kbd>
          </button>
          {understood.unknown.length > 0 && (
            <p className="quiet">{say('search.unknown', { words: understood.unknown.join('、') })}</p>
          )}
          <button
            type="button"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => {
              onText(text.trim());
              setFocused(false);
            }}
          >
            <span>{say('search.textChip', { text: text.trim() })}</span>
          </button>
        </div>
      )}
    </search>
  );
}
