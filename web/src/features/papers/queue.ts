/** Files on their way in: a few at a time, in order, each with its fate. Knows no React and no server. */
export interface Fate {
  name: string;
  state: 'waiting' | 'sending' | 'taken' | 'duplicate' | 'refused';
  share: number;
  message?: string;
}

export interface Answer {
  state?: string;
  message?: string;
}

export type Send = (file: File, onProgress: (share: number) => void) => Promise<Answer>;

const AT_ONCE = 3;

/** Sends every file, `AT_ONCE` at a time; `told` hears every change. One that fails stops no other. */
export async function sendAll(
  files: File[],
  send: Send,
  problemText: (error: unknown) => string,
  told: (fates: Fate[]) => void,
): Promise<Fate[]> {
  const fates: Fate[] = files.map((file) => ({ name: file.name, state: 'waiting', share: 0 }));
  let next = 0;

  function change(at: number, values: Partial<Fate>): void {
    fates[at] = { ...(fates[at] as Fate), ...values };
    told([...fates]);
  }

  async function lane(): Promise<void> {
    while (next < files.length) {
      const at = next;
      next += 1;
      change(at, { state: 'sending' });
      try {
        const answer = await send(files[at] as File, (share) => change(at, { share }));
        if (answer.message) change(at, { state: 'refused', share: 1, message: answer.message });
        else change(at, { state: answer.state === 'duplicate' ? 'duplicate' : 'taken', share: 1 });
      } catch (error) {
        change(at, { state: 'refused', share: 1, message: problemText(error) });
      }
    }
  }

  await Promise.all(Array.from({ length: Math.min(AT_ONCE, files.length) }, lane));
  return fates;
}

/** Zero to one over all files: those that are through count whole, the others by what has been sent. */
export function progressOf(fates: Fate[]): number {
  if (fates.length === 0) return 0;
  return fates.reduce((sum, one) => sum + (isThrough(one) ? 1 : one.share * 0.95), 0) / fates.length;
}

export function isThrough(fate: Fate): boolean {
  return fate.state !== 'waiting' && fate.state !== 'sending';
}
