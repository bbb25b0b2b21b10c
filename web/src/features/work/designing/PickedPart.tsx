import { Button, Form, Input } from 'antd';
import { useId } from 'react';
import { useWords } from '@/ui/words';
import type { Chain, ChainItem } from '../shapes';
import { change, changeWay, find, resultOf } from './chain';
import { type Settings, StartSettings, StepSettings } from './StepSettings';
import { WayCondition } from './WayCondition';

interface Props {
  picked: string;
  chain: Chain;
  kind: string;
  onChange: (next: Chain) => void;
  onGone: () => void;
}

/** The part of a chain somebody picked: the start, a step, a fork or one of its ways. */
export function PickedPart({ picked, chain, kind, onChange, onGone }: Props) {
  if (picked === 'start')
    return (
      <Form layout="vertical" component="div" className="process-node">
        <StartSettings kind={kind} value={chain.start} onChange={(start) => onChange({ ...chain, start })} />
      </Form>
    );
  const [id = '', way] = picked.split(':');
  const item = find(chain, id);
  if (!item) return null;
  return (
    <Form layout="vertical" component="div" className="process-node">
      {way === undefined ? (
        <Item item={item} chain={chain} kind={kind} onChange={onChange} />
      ) : (
        <Way item={item} at={Number(way)} chain={chain} kind={kind} onChange={onChange} onGone={onGone} />
      )}
    </Form>
  );
}

function Item({
  item,
  chain,
  kind,
  onChange,
}: { item: ChainItem } & Pick<Props, 'chain' | 'kind' | 'onChange'>) {
  const say = useWords();
  const id = useId();
  const put = (told: Partial<ChainItem>) => onChange(change(chain, item.id, told));
  const ways = item.ways;
  return (
    <>
      <Form.Item label={say('chain.name')} htmlFor={id}>
        <Input
          id={id}
          value={item.name}
          maxLength={200}
          status={!ways && !item.name.trim() ? 'error' : ''}
          onChange={(event) => put({ name: event.target.value })}
        />
      </Form.Item>
      {ways && (
        <Button
          onClick={() =>
            put({
              ways: [
                ...ways,
                {
                  name: say('chain.way', { n: ways.length + 1 }),
                  condition: '',
                  language: 'expression',
                  items: [],
                },
              ],
            })
          }
        >
          {say('chain.addWay')}
        </Button>
      )}
      {item.type === 'work' && (
        <StepSettings
          kind={kind}
          value={item.settings ?? {}}
          onChange={(settings) => put({ settings: withResult(item.id, settings) })}
        />
      )}
      {item.type === 'service' && <p className="quiet">{say('chain.serviceHelp')}</p>}
    </>
  );
}

/** Where the flow goes on after a no, branches behind it can ask for the answer. */
function withResult(id: string, settings: Settings): Settings {
  return settings.on_reject === 'continue' && !settings.result
    ? { ...settings, result: resultOf(id) }
    : settings;
}

function Way({
  item,
  at,
  chain,
  kind,
  onChange,
  onGone,
}: { item: ChainItem; at: number } & Omit<Props, 'picked'>) {
  const say = useWords();
  const id = useId();
  const way = item.ways?.[at];
  if (!way) return null;
  const ways = item.ways ?? [];
  return (
    <>
      {item.type === 'either' ? (
        <WayCondition
          way={way}
          kind={kind}
          last={at === ways.length - 1}
          onChange={(told) => onChange(changeWay(chain, item.id, at, told))}
        />
      ) : (
        <Form.Item label={say('chain.wayName')} htmlFor={id}>
          <Input
            id={id}
            value={way.name}
            maxLength={200}
            onChange={(event) => onChange(changeWay(chain, item.id, at, { name: event.target.value }))}
          />
        </Form.Item>
      )}
      <Button
        danger
        disabled={ways.length <= 2}
        onClick={() => {
          onChange(change(chain, item.id, { ways: ways.filter((_, n) => n !== at) }));
          onGone();
        }}
      >
        {say('chain.removeWay')}
      </Button>
    </>
  );
}
