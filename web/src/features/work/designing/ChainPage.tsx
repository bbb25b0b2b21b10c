import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { Alert, App, Button, Drawer } from 'antd';
import { useEffect, useState } from 'react';
import { detailQuery, type RecordDetail, usePerform } from '@/api/records';
import { learnWords } from '@/foundation/i18n';
import { WORK_DESIGN } from '@/foundation/words/designing';
import { Panel } from '@/ui/Panel';
import { EmptyState, ErrorNote, PageLoading, useProblemText } from '@/ui/states';
import { usePhone, useTitle } from '@/ui/viewport';
import { useWords } from '@/ui/words';
import { Findings } from '../Findings';
import type { Chain, ProcessExtra } from '../shapes';
import { ChainView, type Hands } from './ChainItems';
import { find, fork, insert, move, remove, step } from './chain';
import { PickedPart } from './PickedPart';
import { TrialPanel } from './TrialPanel';
import { KnownVariables, useVariablesOf } from './variables';

learnWords(WORK_DESIGN);

/** An ordinary process as a list of steps: the same model as the drawing, without drawing. */
export function ChainPage() {
  const say = useWords();
  const { id } = useParams({ from: '/app/processes/$id/chain' });
  const answer = useQuery(detailQuery('process', id));
  if (answer.isPending) return <PageLoading />;
  if (!answer.data) return <ErrorNote error={answer.error} retry={() => void answer.refetch()} />;
  const chain = (answer.data.extra as unknown as ProcessExtra).chain;
  if (!chain)
    return (
      <EmptyState title={say('process.notChain')}>
        <Link to="/processes/$id" params={{ id }}>
          <Button type="primary">{say('process.design')}</Button>
        </Link>
      </EmptyState>
    );
  return <Editor key={id} detail={answer.data} stored={chain} />;
}

function Editor({ detail, stored }: { detail: RecordDetail; stored: Chain }) {
  const say = useWords();
  const phone = usePhone();
  const { message } = App.useApp();
  const problemText = useProblemText();
  const performing = usePerform();
  const extra = detail.extra as unknown as ProcessExtra;
  const [chain, setChain] = useState(stored);
  const [changed, setChanged] = useState(false);
  const { part: first = '' } = useSearch({ from: '/app/processes/$id/chain' });
  const [picked, setPicked] = useState(first);
  const [trouble, setTrouble] = useState('');
  const [trying, setTrying] = useState(false);
  const known = useVariablesOf(chain);
  const kind = String(detail.values.subject_kind ?? '');
  const name = String(detail.values.name ?? '');
  useTitle(name);
  useAsking(changed);

  function put(next: Chain): void {
    setChain(next);
    setChanged(true);
  }

  const hands: Hands = {
    picked,
    onPick: setPicked,
    onAdd: (place, at, type) => {
      const made =
        type === 'either' || type === 'parallel'
          ? fork(chain, type, [
              say('chain.way', { n: 1 }),
              say(type === 'either' ? 'chain.otherwise' : 'chain.way', { n: 2 }),
            ])
          : step(chain, say('chain.newStep'));
      put(insert(chain, place, at, made));
      setPicked(made.id);
    },
    onMove: (one, by) => put(move(chain, one, by)),
    onRemove: (one) => {
      put(remove(chain, one));
      if (picked === one) setPicked('');
    },
  };

  async function save(): Promise<boolean> {
    setTrouble('');
    try {
      await performing.mutateAsync({
        kind: 'process',
        action: 'set_chain',
        id: detail.id,
        version: detail.version,
        payload: { chain },
      });
      setChanged(false);
      message.success(say('process.saved'));
      return true;
    } catch (error) {
      setTrouble(problemText(error));
      return false;
    }
  }

  const part = picked && (
    <PickedPart
      key={picked}
      picked={picked}
      chain={chain}
      kind={kind}
      onChange={put}
      onGone={() => setPicked('')}
    />
  );
  const title = say(titleOf(chain, picked));
  return (
    <KnownVariables value={known}>
      <div className="chain-page">
        <header className="page-head">
          <h1>{name}</h1>
          <Link to="/r/$kind/$id" params={{ kind: 'process', id: detail.id }}>
            {say('process.back')}
          </Link>
          {changed && <span className="quiet">{say('process.unsaved')}</span>}
          <div className="designer-actions">
            {!changed && (
              <Link to="/processes/$id" params={{ id: detail.id }}>
                <Button>{say('process.design')}</Button>
              </Link>
            )}
            <Button
              onClick={async () => {
                if (!changed || (await save())) setTrying(true);
              }}
            >
              {say('trial.open')}
            </Button>
            <Button
              type="primary"
              disabled={chain.items.length === 0}
              loading={performing.isPending}
              onClick={() => void save()}
            >
              {say('chain.save')}
            </Button>
          </div>
        </header>
        {trouble && <Alert type="error" showIcon title={trouble} className="form-trouble" />}
        <div className="chain-columns">
          <ChainView chain={chain} kind={kind} hands={hands} />
          <aside>
            {!phone && <Panel title={title}>{part || <p className="quiet">{say('chain.pick')}</p>}</Panel>}
            <Panel title={say('process.findings')}>
              {changed ? (
                <p className="quiet">{say('chain.checkedOnSave')}</p>
              ) : (
                <Findings found={extra.findings} onPick={(one) => setPicked(pickable(chain, one))} />
              )}
            </Panel>
          </aside>
        </div>
        {phone && (
          <Drawer
            open={picked !== ''}
            size="85%"
            placement="bottom"
            title={title}
            onClose={() => setPicked('')}
            extra={
              <Button type="primary" onClick={() => setPicked('')}>
                {say('chain.done')}
              </Button>
            }
          >
            {part}
          </Drawer>
        )}
        {trying && <TrialPanel detail={detail} onClose={() => setTrying(false)} />}
      </div>
    </KnownVariables>
  );
}

/** Leaving with changes asks first. */
function useAsking(changed: boolean): void {
  useEffect(() => {
    if (!changed) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [changed]);
}

function titleOf(chain: Chain, picked: string) {
  if (picked === 'start') return 'chain.start';
  if (picked.includes(':')) return 'chain.wayTitle';
  const item = find(chain, picked);
  return item ? (`chain.${item.type}` as 'chain.work') : 'process.node';
}

/** What a finding names in the drawing, among what the chain shows: a flow `<fork>_<n>` is a way. */
function pickable(chain: Chain, element: string): string {
  if (find(chain, element)) return element;
  const way = /^(.*)_(\d+)$/.exec(element);
  if (way && find(chain, way[1] as string)) return `${way[1]}:${way[2]}`;
  return element === 'case_start' ? 'start' : '';
}
