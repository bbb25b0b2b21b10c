import { ArrowRightOutlined, PlusOutlined, SearchOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Modal, Spin } from 'antd';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useCatalogue } from '@/api/catalogue';
import { searchQuery } from '@/api/questions';
import { useMay, useSession } from '@/api/session';
import { KindIcon } from '@/ui/icons';
import { useSettled } from '@/ui/viewport';
import { useLabel, useLang, useWords } from '@/ui/words';
import { useSwitchLanguage } from './LanguageSwitch';

interface Entry {
  key: string;
  text: string;
  detail?: string;
  icon: ReactNode;
  run: () => void;
}

/** Finds any record and runs any command from the keyboard. */
export function Palette({ onClose }: { onClose: () => void }) {
  const say = useWords();
  const label = useLabel();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const asked = useSettled(text.trim(), 200);
  const found = useQuery(searchQuery(asked));
  const { byName } = useCatalogue();
  const navigate = useNavigate();
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const commands = useCommands(text.trim());

  const hits: Entry[] = (asked ? (found.data ?? []) : []).map((hit) => ({
    key: `${hit.kind}/${hit.id}`,
    text: hit.label,
    detail: [label(byName.get(hit.kind)?.label), hit.detail].filter(Boolean).join(' · '),
    icon: <KindIcon kind={hit.kind} />,
    run: () => void navigate({ to: '/r/$kind/$id', params: { kind: hit.kind, id: hit.id } }),
  }));
  const entries = [...hits, ...commands];
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new question starts at the top
  useEffect(() => setAt(0), [asked, hits.length]);
  useEffect(() => {
    list.current?.querySelector(`[data-at="${at}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  function run(entry: Entry | undefined): void {
    if (!entry) return;
    onClose();
    entry.run();
  }

  return (
    <Modal
      open
      footer={null}
      closable={false}
      onCancel={onClose}
      width={640}
      className="palette"
      title={<span className="visually-hidden">{say('palette.title')}</span>}
    >
      <div className="palette-input">
        <SearchOutlined />
        <input
          // biome-ignore lint/a11y/noAutofocus: opening the palette means typing into it
          autoFocus
          value={text}
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={entries[at] ? `${listId}-${at}` : undefined}
          aria-label={say('palette.title')}
          placeholder={say('palette.placeholder')}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === 'ArrowDown') setAt(Math.min(at + 1, entries.length - 1));
            else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
            else if (event.key === 'Enter') run(entries[at]);
            else return;
            event.preventDefault();
          }}
        />
        {found.isFetching && <Spin size="small" />}
      </div>
      <div className="palette-list" id={listId} role="listbox" ref={list} aria-label={say('palette.title')}>
        {entries.map((entry, index) => (
          <div key={entry.key} className="palette-part">
            {index === 0 && hits.length > 0 && <p className="palette-title">{say('palette.records')}</p>}
            {index === hits.length && <p className="palette-title">{say('palette.commands')}</p>}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the input that keeps the focus */}
            <div
              id={`${listId}-${index}`}
              data-at={index}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              className="palette-entry"
              onMouseEnter={() => setAt(index)}
              onClick={() => run(entry)}
            >
              {entry.icon}
              <span className="palette-text">{entry.text}</span>
              {entry.detail && <span className="quiet palette-detail">{entry.detail}</span>}
            </div>
          </div>
        ))}
        {entries.length === 0 && !found.isFetching && (
          <p className="quiet palette-none">{say('palette.empty', { text })}</p>
        )}
      </div>
      <p className="palette-hint quiet">{say('palette.hint')}</p>
    </Modal>
  );
}

const MOST_COMMANDS = 8;

function useCommands(text: string): Entry[] {
  const say = useWords();
  const label = useLabel();
  const lang = useLang();
  const may = useMay();
  const session = useSession();
  const navigate = useNavigate();
  const { kinds } = useCatalogue();
  const switchLanguage = useSwitchLanguage();
  const readable = kinds.filter((kind) => (session?.permissions[kind.name] ?? []).length > 0);
  const go = (name: string) => say('palette.go', { name });
  const all: Entry[] = [
    ...readable.flatMap((kind) =>
      kind.actions
        .filter((action) => action.creates && may(kind.name, action.name))
        .slice(0, 1)
        .map((action) => ({
          key: `new ${kind.name}`,
          text: say('palette.create', { name: label(kind.label) }),
          icon: <PlusOutlined />,
          run: () =>
            void navigate({
              to: '/r/$kind/new',
              params: { kind: kind.name },
              search: { action: action.name },
            }),
        })),
    ),
    {
      key: 'home',
      text: go(say('nav.home')),
      icon: <ArrowRightOutlined />,
      run: () => void navigate({ to: '/' }),
    },
    {
      key: 'import',
      text: say('nav.importNew'),
      icon: <ArrowRightOutlined />,
      run: () => void navigate({ to: '/import', search: {} }),
    },
    ...readable.map((kind) => ({
      key: `go ${kind.name}`,
      text: go(label(kind.plural)),
      icon: <KindIcon kind={kind.name} />,
      run: () => void navigate({ to: '/r/$kind', params: { kind: kind.name } }),
    })),
    {
      key: 'settings',
      text: go(say('nav.settings')),
      icon: <ArrowRightOutlined />,
      run: () => void navigate({ to: '/settings' }),
    },
    { key: 'lang', text: say('top.language'), icon: <ArrowRightOutlined />, run: switchLanguage },
  ];
  if (!text) return all.slice(0, MOST_COMMANDS);
  const wanted = text.toLocaleLowerCase(lang);
  const matching = all.filter((entry) => entry.text.toLocaleLowerCase(lang).includes(wanted));
  const credential = readable.find((kind) => kind.name === 'credential');
  const inList: Entry[] = credential
    ? [
        {
          key: 'search list',
          text: say('palette.allResults', { text, kind: label(credential.plural) }),
          icon: <SearchOutlined />,
          run: () => void navigate({ to: '/r/$kind', params: { kind: 'credential' }, search: { q: text } }),
        },
      ]
    : [];
  return [...matching.slice(0, MOST_COMMANDS), ...inList];
}
