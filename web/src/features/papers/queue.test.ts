import { describe, expect, it } from 'vitest';
import { type Fate, isThrough, progressOf, sendAll } from './queue';

function files(count: number): File[] {
  return Array.from({ length: count }, (_, n) => new File(['x'], `${n}.pdf`));
}

const text = (error: unknown) => (error instanceof Error ? error.message : String(error));

describe('files on their way in', () => {
  it('sends every file, three at a time, and tells each fate in order', async () => {
    let under = 0;
    let most = 0;
    const told: Fate[][] = [];
    const done = await sendAll(
      files(50),
      async (file, progress) => {
        under += 1;
        most = Math.max(most, under);
        progress(0.5);
        await Promise.resolve();
        under -= 1;
        return { state: file.name === '7.pdf' ? 'duplicate' : 'waiting' };
      },
      text,
      (fates) => told.push(fates),
    );
    expect(done.map((one) => one.name)).toEqual(files(50).map((one) => one.name));
    expect(done.filter((one) => one.state === 'duplicate').map((one) => one.name)).toEqual(['7.pdf']);
    expect(done.every(isThrough)).toBe(true);
    expect(most).toBe(3);
    const shares = told.map(progressOf);
    expect(Math.max(...shares)).toBe(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  it('one that fails or is refused stops no other', async () => {
    const done = await sendAll(
      files(4),
      async (file) => {
        if (file.name === '1.pdf') throw new Error('line lost');
        return file.name === '2.pdf' ? { message: 'a program' } : { state: 'waiting' };
      },
      text,
      () => {},
    );
    expect(done.map((one) => one.state)).toEqual(['taken', 'refused', 'refused', 'taken']);
    expect(done.map((one) => one.message)).toEqual([undefined, 'line lost', 'a program', undefined]);
  });

  it('nothing to send is nothing done', async () => {
    expect(
      await sendAll(
        [],
        async () => ({}),
        text,
        () => {},
      ),
    ).toEqual([]);
    expect(progressOf([])).toBe(0);
  });
});
