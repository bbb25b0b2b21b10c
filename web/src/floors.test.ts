import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { preProcessFile } from 'typescript';
import { describe, expect, it } from 'vitest';

/** app > features > records > ui | api > foundation; features do not know each other. */
const FLOOR: Record<string, number> = { app: 5, features: 4, records: 3, ui: 2, api: 2, foundation: 1 };
const ROOT = import.meta.dirname;
const MOST_LINES = 400;

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sources(path) : /\.(tsx?|css)$/.test(entry.name) ? [path] : [];
  });
}

function place(path: string): { room: string; feature: string } {
  const [room = '', feature = ''] = relative(ROOT, path).split(sep);
  return { room, feature };
}

function imports(path: string): string[] {
  return preProcessFile(readFileSync(path, 'utf8'), true, true)
    .importedFiles.map((one) => one.fileName)
    .filter((name) => name.startsWith('@/') || name.startsWith('.'))
    .map((name) => (name.startsWith('@/') ? join(ROOT, name.slice(2)) : resolve(dirname(path), name)));
}

describe('the floors of the client', () => {
  const files = sources(ROOT).filter((path) => place(path).room in FLOOR);

  it('finds files and imports to judge', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(files.flatMap(imports).length).toBeGreaterThan(200);
  });

  it('imports run downwards only', () => {
    const wrong: string[] = [];
    for (const path of files) {
      const from = place(path);
      for (const target of imports(path)) {
        const to = place(target);
        const up = (FLOOR[to.room] ?? 0) > (FLOOR[from.room] ?? 0);
        const across = FLOOR[to.room] === FLOOR[from.room] && to.room !== from.room;
        const neighbour = from.room === 'features' && to.room === 'features' && from.feature !== to.feature;
        if (up || across || neighbour) wrong.push(`${relative(ROOT, path)} → ${relative(ROOT, target)}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('foundation knows no React', () => {
    const wrong = files
      .filter((path) => place(path).room === 'foundation' && !path.endsWith('.test.ts'))
      .filter((path) => /from '(react|antd|@tanstack\/[^']+)'/.test(readFileSync(path, 'utf8')));
    expect(wrong).toEqual([]);
  });

  it(`no file is longer than ${MOST_LINES} lines`, () => {
    const long = files.filter((path) => readFileSync(path, 'utf8').split('\n').length > MOST_LINES);
    expect(long.map((path) => relative(ROOT, path))).toEqual([]);
  });
});
