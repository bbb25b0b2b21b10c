import {
  ArrowDownOutlined,
  ArrowUpOutlined,
  BranchesOutlined,
  DeleteOutlined,
  PlusOutlined,
} from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import type { WordKey } from '@/foundation/words';
import { useLabel, useWords } from '@/ui/words';
import type { Chain, ChainItem, ChainWay, NodeSettings } from '../shapes';
import { RuleWords } from './ApproverRules';
import { type Place, TOP } from './chain';
import { LimitWords } from './LimitInput';
import { WayWords } from './WayCondition';

export interface Hands {
  picked: string;
  onPick: (key: string) => void;
  onAdd: (place: Place, at: number, type: ChainItem['type']) => void;
  onMove: (id: string, by: -1 | 1) => void;
  onRemove: (id: string) => void;
}

/** Key of a way of a fork among what can be picked. */
export function wayKey(fork: string, at: number): string {
  return `${fork}:${at}`;
}

/** A chain from its start to its end; with `hands` it can be changed. */
export function ChainView({ chain, kind, hands }: { chain: Chain; kind: string; hands?: Hands }) {
  const say = useWords();
  return (
    <div className="chain">
      <Card
        name={say('chain.start')}
        picked={hands?.picked === 'start'}
        onPick={hands && (() => hands.onPick('start'))}
      >
        <StartWords settings={chain.start} />
      </Card>
      <List items={chain.items} place={TOP} kind={kind} hands={hands} />
      <div className="chain-end">{say('chain.end')}</div>
    </div>
  );
}

function List({
  items,
  place,
  kind,
  hands,
}: {
  items: ChainItem[];
  place: Place;
  kind: string;
  hands?: Hands;
}) {
  const say = useWords();
  return (
    <ol className="chain-list">
      {items.map((one, at) => (
        <li key={one.id}>
          {hands && <Add place={place} at={at} hands={hands} />}
          <Card
            name={one.name || say(`chain.${one.type}` as WordKey)}
            picked={hands?.picked === one.id}
            onPick={hands && (() => hands.onPick(one.id))}
            tools={hands && <Tools item={one} at={at} last={items.length - 1} hands={hands} />}
          >
            {one.ways ? (
              one.name && say(`chain.${one.type}` as WordKey)
            ) : (
              <StepWords settings={one.settings ?? {}} />
            )}
          </Card>
          {one.ways && (
            <div className="chain-ways">
              {one.ways.map((way, n) => (
                <Way
                  key={wayKey(one.id, n)}
                  fork={one}
                  way={way}
                  at={n}
                  kind={kind}
                  hands={hands}
                  place={{ fork: one.id, way: n }}
                />
              ))}
            </div>
          )}
        </li>
      ))}
      {hands && (
        <li>
          <Add place={place} at={items.length} hands={hands} />
        </li>
      )}
    </ol>
  );
}

/** Only the last way without a condition is what happens otherwise. */
function isLast(fork: ChainItem, at: number): boolean {
  return !(fork.ways ?? []).slice(at + 1).some((way) => !way.condition);
}

function Way({
  fork,
  way,
  at,
  kind,
  hands,
  place,
}: {
  fork: ChainItem;
  way: ChainWay;
  at: number;
  kind: string;
  hands?: Hands;
  place: Place;
}) {
  const say = useWords();
  const words = (
    <>
      <strong>{way.name || say('chain.way', { n: at + 1 })}</strong>
      {fork.type === 'either' && (
        <WayWords way={way} kind={kind} open={!way.condition && !isLast(fork, at)} />
      )}
    </>
  );
  return (
    <section className="chain-way">
      {hands ? (
        <button
          type="button"
          className="chain-way-head"
          aria-pressed={hands.picked === wayKey(fork.id, at)}
          onClick={() => hands.onPick(wayKey(fork.id, at))}
        >
          {words}
        </button>
      ) : (
        <div className="chain-way-head">{words}</div>
      )}
      <List items={way.items} place={place} kind={kind} hands={hands} />
    </section>
  );
}

function Card({
  name,
  picked = false,
  onPick,
  tools,
  children,
}: {
  name: string;
  picked?: boolean;
  onPick?: () => void;
  tools?: React.ReactNode;
  children?: React.ReactNode;
}) {
  const inside = (
    <>
      <strong>{name}</strong>
      <span className="chain-words">{children}</span>
    </>
  );
  return (
    <div className={picked ? 'chain-card picked' : 'chain-card'}>
      {onPick ? (
        <button type="button" className="chain-pick" aria-pressed={picked} onClick={onPick}>
          {inside}
        </button>
      ) : (
        <div className="chain-pick">{inside}</div>
      )}
      {tools}
    </div>
  );
}

function Tools({ item, at, last, hands }: { item: ChainItem; at: number; last: number; hands: Hands }) {
  const say = useWords();
  const name = item.name || item.id;
  return (
    <span className="chain-tools">
      <Button
        type="text"
        icon={<ArrowUpOutlined />}
        disabled={at === 0}
        aria-label={say('chain.up', { name })}
        onClick={() => hands.onMove(item.id, -1)}
      />
      <Button
        type="text"
        icon={<ArrowDownOutlined />}
        disabled={at === last}
        aria-label={say('chain.down', { name })}
        onClick={() => hands.onMove(item.id, 1)}
      />
      <Button
        type="text"
        icon={<DeleteOutlined />}
        aria-label={say('chain.remove', { name })}
        onClick={() => hands.onRemove(item.id)}
      />
    </span>
  );
}

function Add({ place, at, hands }: { place: Place; at: number; hands: Hands }) {
  const say = useWords();
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'work', label: say('chain.work'), icon: <PlusOutlined /> },
          { key: 'either', label: say('chain.either'), icon: <BranchesOutlined /> },
          { key: 'parallel', label: say('chain.parallel'), icon: <BranchesOutlined /> },
        ],
        onClick: ({ key }) => hands.onAdd(place, at, key as ChainItem['type']),
      }}
    >
      <Button
        className="chain-add"
        size="small"
        shape="circle"
        icon={<PlusOutlined />}
        aria-label={say('chain.add')}
        title={say('chain.add')}
      />
    </Dropdown>
  );
}

function StartWords({ settings }: { settings: Partial<NodeSettings> }) {
  const say = useWords();
  const label = useLabel();
  const what = (settings.inputs ?? []).map((one) => label({ zh: one.zh, en: one.en || one.zh }));
  return (
    <>
      {settings.approvers?.length ? <Rules settings={settings} /> : say('chain.anybody')}
      {what.length > 0 && ` · ${say('chain.fills', { what: what.join('、') })}`}
    </>
  );
}

function Rules({ settings }: { settings: Partial<NodeSettings> }) {
  return (
    <>
      {(settings.approvers ?? []).map((rule, at) => (
        <span key={JSON.stringify(rule)}>
          {at > 0 && '、'}
          <RuleWords rule={rule} />
        </span>
      ))}
    </>
  );
}

/** The settings of a step in one line of words. */
export function StepWords({ settings }: { settings: Partial<NodeSettings> }) {
  const say = useWords();
  const rules = settings.approvers ?? [];
  const mode = settings.mode ?? 'any';
  const service = settings.service as { kind?: string; action?: string } | undefined;
  if (service) return <>{say('chain.service')}</>;
  if (rules.length === 0) return <span className="day-bad">{say('chain.nobody')}</span>;
  return (
    <>
      <Rules settings={settings} />
      {` · ${say(`mode.${mode}` as WordKey)}`}
      {mode === 'vote' && ` ${settings.ratio ?? 50}%`}
      {settings.limit && (
        <>
          {' · '}
          <LimitWords limit={settings.limit} />
        </>
      )}
      {settings.attachments?.length ? ` · ${settings.attachments.join('、')}` : ''}
      {settings.signature && ` · ${say('node.signature')}`}
      {settings.regulated && ` · ${say('chain.regulated')}`}
      {settings.copies?.length ? ` · ${say('node.copies')}` : ''}
    </>
  );
}
