/** A chain under somebody's hands: steps and branches added, taken out, moved, changed. Every function gives a new chain. */
import type { FieldSpec, KindSpec } from '@/foundation/catalogue';
import type { Chain, ChainItem, ChainWay, NodeSettings, StepInput } from '../shapes';

/** Where a list of items is: the chain itself, or the n-th way of a fork. */
export interface Place {
  fork: string;
  way: number;
}
export const TOP: Place = { fork: '', way: 0 };

type Change = (items: ChainItem[]) => ChainItem[];

function atPlace(items: ChainItem[], place: Place, change: Change): ChainItem[] {
  if (place.fork === '') return change(items);
  return items.map((one) =>
    one.ways
      ? {
          ...one,
          ways: one.ways.map((way, n) => ({
            ...way,
            items:
              one.id === place.fork
                ? n === place.way
                  ? change(way.items)
                  : way.items
                : atPlace(way.items, place, change),
          })),
        }
      : one,
  );
}

/** Every item, those in branches included, in the order they are met. */
export function every(items: ChainItem[]): ChainItem[] {
  return items.flatMap((one) => [one, ...(one.ways ?? []).flatMap((way) => every(way.items))]);
}

export function find(chain: Chain, id: string): ChainItem | undefined {
  return every(chain.items).find((one) => one.id === id);
}

/** The list an item is in. */
export function placeOf(chain: Chain, id: string): Place {
  for (const fork of every(chain.items))
    for (const [way, one] of (fork.ways ?? []).entries())
      if (one.items.some((item) => item.id === id)) return { fork: fork.id, way };
  return TOP;
}

/** An id nothing in the chain has yet. */
export function fresh(chain: Chain, stem: string): string {
  const taken = new Set(every(chain.items).flatMap((one) => [one.id, `${one.id}_join`]));
  let n = 1;
  while (taken.has(`${stem}${n}`)) n += 1;
  return `${stem}${n}`;
}

export function insert(chain: Chain, place: Place, at: number, item: ChainItem): Chain {
  return {
    ...chain,
    items: atPlace(chain.items, place, (list) => [...list.slice(0, at), item, ...list.slice(at)]),
  };
}

export function remove(chain: Chain, id: string): Chain {
  return {
    ...chain,
    items: atPlace(chain.items, placeOf(chain, id), (list) => list.filter((one) => one.id !== id)),
  };
}

/** Up (-1) or down (1) in its own list; at the end of the list nothing changes. */
export function move(chain: Chain, id: string, by: -1 | 1): Chain {
  return {
    ...chain,
    items: atPlace(chain.items, placeOf(chain, id), (list) => {
      const at = list.findIndex((one) => one.id === id);
      const to = at + by;
      if (to < 0 || to >= list.length) return list;
      const moved = [...list];
      [moved[at], moved[to]] = [list[to] as ChainItem, list[at] as ChainItem];
      return moved;
    }),
  };
}

export function change(chain: Chain, id: string, told: Partial<ChainItem>): Chain {
  return {
    ...chain,
    items: atPlace(chain.items, placeOf(chain, id), (list) =>
      list.map((one) => (one.id === id ? { ...one, ...told } : one)),
    ),
  };
}

export function changeWay(chain: Chain, fork: string, at: number, told: Partial<ChainWay>): Chain {
  const ways = find(chain, fork)?.ways ?? [];
  return change(chain, fork, { ways: ways.map((one, n) => (n === at ? { ...one, ...told } : one)) });
}

export function step(chain: Chain, name: string): ChainItem {
  return {
    type: 'work',
    id: fresh(chain, 'step'),
    name,
    settings: { approvers: [{ by: 'manager', level: 1 }] },
  };
}

/** A fork needs two ways; alternatives begin with one under a condition and one for everything else. */
export function fork(chain: Chain, type: 'either' | 'parallel', names: [string, string]): ChainItem {
  return {
    type,
    id: fresh(chain, type === 'either' ? 'branch' : 'beside'),
    name: '',
    ways: names.map((name) => ({ name, condition: '', language: 'expression' as const, items: [] })),
  };
}

/** Who decides in a step is a variable for the branches behind it. */
export function resultOf(id: string): string {
  return `${id.replace(/\W/g, '_')}_ok`;
}

const NUMBERS = ['=', '!=', '<', '<=', '>', '>='];
const OPERATORS: Record<string, string[]> = {
  number: NUMBERS,
  date: NUMBERS,
  bool: ['='],
  choice: ['=', '!='],
};

/** What conditions may ask for, as a kind with fields: what the start and the steps fill in, and what they decided. */
export function variables(
  starts: Partial<NodeSettings>,
  steps: { name: string; settings?: Partial<NodeSettings> }[],
  agreed: (step: string) => { zh: string; en: string },
): KindSpec {
  const inputs = [starts, ...steps.map((one) => one.settings ?? {})].flatMap((one) => one.inputs ?? []);
  const results = steps
    .filter((one) => one.settings?.result)
    .map((one) => field(String(one.settings?.result), agreed(one.name), 'bool'));
  const asked = inputs
    .filter((one) => one.type !== 'files' && one.type !== 'ref')
    .map((one) => fieldOfInput(one));
  const fields = [...asked, ...results];
  const seen = new Set<string>();
  return {
    name: 'case_variables',
    label: { zh: '', en: '' },
    plural: { zh: '', en: '' },
    icon: '',
    title_field: '',
    fields: fields.filter((one) => !seen.has(one.name) && seen.add(one.name)),
    actions: [],
  };
}

function fieldOfInput(one: StepInput): FieldSpec {
  const type = one.type === 'number' || one.type === 'bool' || one.type === 'choice' ? one.type : 'text';
  const made = field(one.name, { zh: one.zh, en: one.en || one.zh }, type, one.type);
  return {
    ...made,
    options: (one.options ?? []).map((value) => ({ value, label: { zh: value, en: value } })),
  };
}

function field(
  name: string,
  label: { zh: string; en: string },
  type: FieldSpec['type'],
  sort: string = type,
): FieldSpec {
  return {
    name,
    label,
    type,
    listed: false,
    sort: false,
    filter: true,
    search: false,
    group: '',
    operators: OPERATORS[sort] ?? ['=', '!='],
  };
}
