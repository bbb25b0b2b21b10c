import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createI18n, learnWords, resources } from './i18n';
import { WORDS as FIRST } from './words';
import { COVERAGE } from './words/coverage';
import { WORK_DESIGN } from './words/designing';
import { GATE } from './words/gate';
import { IMPORTING } from './words/importing';
import { LOSING } from './words/losing';
import { WORK_MEASURES } from './words/measures';
import { PAPERS } from './words/papers';
import { PLANNING } from './words/planning';
import { SCENARIOS } from './words/scenarios';

const LATER = [COVERAGE, WORK_DESIGN, WORK_MEASURES, GATE, IMPORTING, PAPERS, PLANNING, SCENARIOS, LOSING];
const WORDS = Object.assign({}, FIRST, ...LATER) as typeof FIRST;
const SOURCE = join(import.meta.dirname, '..');
const entries = Object.entries(WORDS) as [string, readonly string[]][];

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

function holes(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1] as string).sort();
}

describe('words in both languages', () => {
  it('every entry has Chinese and English', () => {
    const wanting = entries.filter(([, [zh, en]]) => !zh?.trim() || !en?.trim()).map(([key]) => key);
    expect(wanting).toEqual([]);
  });

  it('both languages take the same values', () => {
    const uneven = entries
      .filter(([, [zh, ...others]]) =>
        others.some((en, at) => {
          const chinese = holes(zh as string).filter((name) => name !== 'count');
          const english = holes(en).filter((name) => name !== 'count');
          return at === 0 && chinese.join() !== english.join();
        }),
      )
      .map(([key]) => key);
    expect(uneven).toEqual([]);
  });

  it('English holds no Chinese characters, except the name of the language to switch to', () => {
    const mixed = entries
      .filter(
        ([key, [, ...english]]) =>
          !key.startsWith('top.language') && english.some((text) => /[一-鿿]/.test(text)),
      )
      .map(([key]) => key);
    expect(mixed).toEqual([]);
  });

  it('every word the pages say exists', () => {
    const missing = new Set<string>();
    for (const path of files(SOURCE)) {
      if (path.endsWith('.test.ts')) continue;
      for (const found of readFileSync(path, 'utf8').matchAll(/\bsay\(\s*'([\w.]+)'/g))
        if (!((found[1] as string) in WORDS)) missing.add(found[1] as string);
    }
    expect([...missing]).toEqual([]);
  });

  it('no word is kept that nothing says', () => {
    const text = files(SOURCE)
      .filter((path) => !path.includes(join('foundation', 'words')))
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n');
    const computed =
      /^(code|change|group|extra|column|settings|value|by|mode|late|reject|slot|input|chain|limit|limit\.unit|time|starts\.on|starts\.word|bulk|field|duties\.deadline|import\.(busy|order|mode|blanks|count|rowState))\.|^import\.(sure|likely|guess)$|^work\.(todo|done|started|copied)$|^node\.(signature|regulated)$|^upgrade\.(new|changed|kept)$|^notifications\.(wecom|dingtalk|feishu|mobile)$/;
    const unused = entries
      .map(([key]) => key)
      .filter((key) => !computed.test(key) && !text.includes(`'${key}'`));
    expect(unused).toEqual([]);
  });

  it('English counts one and many', () => {
    const i18n = createI18n('en');
    expect(i18n.t('list.selected', { count: 1 })).toBe('1 selected');
    expect(i18n.t('history.count', { count: 1 })).toBe('1 change');
    expect(i18n.t('history.count', { count: 4 })).toBe('4 changes');
    expect(Object.keys(resources().zh.translation).length).toBeGreaterThan(100);
  });

  it('a page brings its own words, and no other word is changed by them', () => {
    const i18n = createI18n('en');
    expect(i18n.t('papers.sent', { count: 1, done: 1 })).toBe('papers.sent');
    learnWords(PAPERS);
    expect(i18n.t('papers.sent', { count: 1, done: 1 })).toBe('1 file taken in');
    expect(i18n.t('list.selected', { count: 1 })).toBe('1 selected');
    const counts = [FIRST, ...LATER].map((words) => Object.keys(words).length);
    expect(Object.keys(WORDS).length).toBe(counts.reduce((sum, one) => sum + one, 0));
  });

  it('the pages whose words come later bring them', () => {
    const brought = {
      WORK_DESIGN: 'chain.',
      WORK_MEASURES: 'measures.',
      GATE: 'gate.',
      COVERAGE: 'coverage.',
      IMPORTING: 'import.',
      PAPERS: 'papers.',
    };
    const learned = files(SOURCE).filter((path) => /^learnWords\(/m.test(readFileSync(path, 'utf8')));
    const texts = learned.map((path) => readFileSync(path, 'utf8')).join('\n');
    for (const name of Object.keys(brought)) expect(texts).toContain(`learnWords(${name})`);
    const late = files(SOURCE)
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n');
    for (const path of learned) {
      const name = path.replace(/^.*[\\/](\w+)\.tsx$/, '$1');
      expect(late, `${name} is loaded when it is needed`).toMatch(new RegExp(`import\\('[^']*/${name}'\\)`));
    }
  });
});

describe('words that come with a page of their own', () => {
  it('are said nowhere else', () => {
    const homes: [string, object][] = [
      [join('features', 'work'), { ...WORK_DESIGN, ...WORK_MEASURES }],
      [join('features', 'gate'), GATE],
      [join('features', 'coverage'), COVERAGE],
      [join('records', 'importing'), IMPORTING],
      [join('features', 'papers'), PAPERS],
    ];
    const astray: string[] = [];
    for (const path of files(SOURCE)) {
      if (path.endsWith('.test.ts') || path.includes(join('foundation', 'words'))) continue;
      const text = readFileSync(path, 'utf8');
      for (const [home, table] of homes)
        if (!path.includes(home))
          astray.push(...Object.keys(table).filter((key) => text.includes(`say('${key}'`)));
    }
    expect(astray).toEqual([]);
  });
});
