import { describe, expect, it } from 'vitest';
import type { Chain } from '../shapes';
import {
  change,
  changeWay,
  every,
  find,
  fork,
  fresh,
  insert,
  move,
  placeOf,
  remove,
  step,
  TOP,
  variables,
} from './chain';

function chain(): Chain {
  const start: Chain = { id: 'c', name: '测试', start: {}, items: [] };
  const one = insert(start, TOP, 0, step(start, '一'));
  const two = insert(one, TOP, 1, fork(one, 'either', ['大额', '其他']));
  return insert(two, { fork: 'branch1', way: 0 }, 0, step(two, '二'));
}

describe('a chain under hands', () => {
  it('gives every item an id of its own, in branches too', () => {
    expect(every(chain().items).map((one) => one.id)).toEqual(['step1', 'branch1', 'step2']);
    expect(fresh(chain(), 'step')).toBe('step3');
    expect(placeOf(chain(), 'step2')).toEqual({ fork: 'branch1', way: 0 });
  });

  it('moves within its own list and stays at its ends', () => {
    expect(move(chain(), 'branch1', -1).items.map((one) => one.id)).toEqual(['branch1', 'step1']);
    expect(move(chain(), 'step2', 1)).toEqual(chain());
    expect(move(chain(), 'step1', -1)).toEqual(chain());
  });

  it('changes and removes what is in a branch without touching the rest', () => {
    const named = change(chain(), 'step2', { name: '复核' });
    expect(find(named, 'step2')?.name).toBe('复核');
    expect(find(named, 'step1')).toEqual(find(chain(), 'step1'));
    expect(every(remove(named, 'step2').items).map((one) => one.id)).toEqual(['step1', 'branch1']);
    expect(
      find(changeWay(chain(), 'branch1', 0, { condition: 'a > 1' }), 'branch1')?.ways?.[0]?.condition,
    ).toBe('a > 1');
  });

  it('offers what is filled in and what was decided to conditions, each once', () => {
    const input = {
      name: 'amount',
      zh: '金额',
      en: '',
      type: 'number' as const,
      ref: '',
      options: [],
      required: true,
    };
    const kind = variables(
      { inputs: [input] },
      [{ name: '审核', settings: { result: 'step1_ok', inputs: [input] } }],
      (name) => ({ zh: `${name}同意`, en: `${name} agreed` }),
    );
    expect(kind.fields.map((one) => [one.name, one.type])).toEqual([
      ['amount', 'number'],
      ['step1_ok', 'bool'],
    ]);
  });
});
