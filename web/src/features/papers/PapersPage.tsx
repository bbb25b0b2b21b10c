import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Drawer, Input, Segmented } from 'antd';
import { useState } from 'react';
import { useKind } from '@/api/catalogue';
import { listQuery, type RecordDetail } from '@/api/records';
import { useMay } from '@/api/session';
import type { ActionSpec, KindSpec } from '@/foundation/catalogue';
import { learnWords } from '@/foundation/i18n';
import type { WordKey } from '@/foundation/words';
import { PAPERS } from '@/foundation/words/papers';
import { ActionDialog } from '@/records/form/ActionDialog';
import { EmptyState, ErrorNote, PageLoading } from '@/ui/states';
import { usePhone, useSettled, useTitle } from '@/ui/viewport';
import { useWords } from '@/ui/words';
import { isShow, SHOWS, type Show, shownPapers } from './conditions';
import { FileDialog } from './FileDialog';
import { HandInPanel } from './HandInPanel';
import { MailboxLine } from './MailboxLine';
import { PaperList } from './PaperList';
import { PapersBar } from './PapersBar';
import { PaperPreview, PaperView } from './PaperView';
import { RegisterPanel } from './RegisterPanel';

learnWords(PAPERS);

const TABS: Record<Show, WordKey> = {
  open: 'papers.open',
  filed: 'papers.filed',
  dismissed: 'papers.dismissed',
  all: 'papers.all',
};
const KEYS: Record<string, string> = { f: 'file_on', n: 'register_from', d: 'dismiss' };

/** Papers that came in: dropped, looked at, filed. */
export function PapersPage() {
  const kind = useKind('intake_item');
  const say = useWords();
  useTitle(say('papers.title'));
  if (!kind) return <EmptyState title={say('app.notFound')} help={say('app.notFoundHelp')} />;
  return <Papers kind={kind} />;
}

function Papers({ kind }: { kind: KindSpec }) {
  const say = useWords();
  const may = useMay();
  const phone = usePhone();
  const search = useSearch({ from: '/app/papers' });
  const navigate = useNavigate({ from: '/papers' });
  const show: Show = isShow(search.show) ? search.show : 'open';
  const [selected, setSelected] = useState<Set<string>>(new Set());
  const [acting, setActing] = useState<{ action: ActionSpec; paper: RecordDetail } | null>(null);
  const [words, setWords] = useState('');
  const list = useInfiniteQuery(
    listQuery('intake_item', {
      condition: shownPapers(show),
      q: useSettled(words.trim()),
      sort: '-received_at',
      fields: ['title', 'state', 'source', 'from_address', 'outside', 'subject', 'received_at', 'problem'],
      limit: 100,
    }),
  );
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const current = search.item ?? (phone ? null : (rows[0]?.id ?? null));
  const registering = acting?.action.name === 'register_from' ? acting.paper : null;

  function open(item: string | undefined): void {
    void navigate({
      search: { ...(show === 'open' ? {} : { show }), ...(item ? { item } : {}) },
      replace: true,
    });
  }

  function select(id: string, on: boolean): void {
    const next = new Set(selected);
    if (on) next.add(id);
    else next.delete(id);
    setSelected(next);
  }

  /** What was done with a paper takes it off the list: the next one comes up. */
  function done(): void {
    const at = rows.findIndex((row) => row.id === current);
    const next = rows[at + 1] ?? rows[at - 1];
    setActing(null);
    open(phone || show !== 'open' ? undefined : next?.id);
  }

  function pressed(key: string): void {
    const wanted = KEYS[key];
    if (wanted) document.querySelector<HTMLElement>(`[data-action="${wanted}"]`)?.click();
  }

  const view = current && (
    <PaperView
      key={current}
      id={current}
      kind={kind}
      onAct={(action, paper) => setActing({ action, paper })}
    />
  );
  return (
    <div className="papers">
      <header className="page-head">
        <h1>{say('papers.title')}</h1>
        <MailboxLine />
      </header>
      {registering ? (
        <div className="papers-grid registering">
          <RegisterPanel paper={registering} onDone={done} onBack={() => setActing(null)} />
          <section className="paper-file" aria-label={say('papers.preview')}>
            <PaperPreview paper={registering} />
          </section>
        </div>
      ) : (
        <>
          <p className="quiet papers-intro">{say('papers.intro')}</p>
          {may('intake_item', 'receive') && <HandInPanel />}
          <div className="papers-tabs">
            <Segmented<Show>
              value={show}
              onChange={(next) => {
                setSelected(new Set());
                void navigate({ search: next === 'open' ? {} : { show: next } });
              }}
              options={SHOWS.map((one) => ({ value: one, label: say(TABS[one]) }))}
            />
            <Input.Search
              allowClear
              className="papers-search"
              aria-label={say('papers.search')}
              placeholder={say('papers.search')}
              onChange={(event) => setWords(event.target.value)}
            />
            {!phone && rows.length > 0 && <span className="quiet papers-keys">{say('papers.keys')}</span>}
          </div>
          <PapersBar
            kind={kind}
            rows={rows.filter((row) => selected.has(row.id))}
            onClear={() => setSelected(new Set())}
          />
          {list.error ? (
            <ErrorNote error={list.error} retry={() => void list.refetch()} />
          ) : list.isPending ? (
            <PageLoading />
          ) : (
            <div className="papers-grid">
              <div>
                {rows.length === 0 ? (
                  <EmptyState
                    title={say(show === 'open' ? 'papers.empty' : 'papers.nothing')}
                    help={show === 'open' ? say('papers.emptyHelp') : undefined}
                  />
                ) : (
                  <PaperList
                    kind={kind}
                    rows={rows}
                    current={current}
                    selected={selected}
                    onOpen={open}
                    onSelect={select}
                    onKey={pressed}
                  />
                )}
                {list.hasNextPage && (
                  <Button block loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                    {say('app.more')}
                  </Button>
                )}
              </div>
              {!phone && view}
            </div>
          )}
        </>
      )}
      {phone && !registering && current && (
        <Drawer open size="100%" title={say('papers.details')} onClose={() => open(undefined)}>
          {view}
        </Drawer>
      )}
      {acting?.action.name === 'file_on' && (
        <FileDialog papers={[acting.paper]} onDone={done} onClose={() => setActing(null)} />
      )}
      {acting && acting.action.name !== 'file_on' && !registering && (
        <ActionDialog
          kind={kind}
          action={acting.action}
          record={acting.paper}
          onDone={acting.action.name === 'assign' ? () => setActing(null) : done}
          onCancel={() => setActing(null)}
        />
      )}
    </div>
  );
}
