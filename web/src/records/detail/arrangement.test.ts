import { describe, expect, it } from 'vitest';
import type { ActionSpec } from '@/foundation/catalogue';
import { arrange, type Wish } from './arrangement';

function action(name: string, danger = false): ActionSpec {
  return { name, label: { zh: name, en: name }, creates: false, danger, bulk: true };
}

const ALL = [action('amend'), action('renew'), action('suspend'), action('archive', true), action('extra')];
const WISH: Wish = {
  main: ['reinstate', 'renew'],
  beside: ['amend', 'renew', 'attach'],
  groups: [
    { title: 'lifecycle.status', names: ['suspend', 'withdraw'] },
    { title: 'lifecycle.manage', names: ['archive'] },
  ],
};

describe('the order of actions', () => {
  it('the first wished action that is allowed is the main one and stands nowhere else', () => {
    const found = arrange(ALL, WISH);
    expect(found.main?.name).toBe('renew');
    expect(found.beside.map((one) => one.name)).toEqual(['amend']);
    const menu = found.menu.flatMap((group) => group.actions.map((one) => one.name));
    expect(menu).toEqual(['suspend', 'archive', 'extra']);
    expect(found.menu.map((group) => group.title)).toEqual(['lifecycle.status', 'lifecycle.manage', null]);
  });

  it('nothing allowed is lost and nothing forbidden is offered', () => {
    for (const wish of [WISH, null]) {
      const found = arrange(ALL, wish);
      const names = [found.main, ...found.beside, ...found.menu.flatMap((group) => group.actions)].map(
        (one) => one?.name,
      );
      expect([...names].sort()).toEqual(ALL.map((one) => one.name).sort());
    }
  });

  it('without a wish harmless actions come first', () => {
    const found = arrange([action('archive', true), action('amend')], null);
    expect(found.main?.name).toBe('amend');
    expect(found.menu.flatMap((group) => group.actions.map((one) => one.name))).toEqual(['archive']);
    expect(arrange([], null)).toEqual({ main: null, beside: [], menu: [] });
  });
});
