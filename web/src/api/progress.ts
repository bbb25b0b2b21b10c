import { queryOptions } from '@tanstack/react-query';
import type { Label } from '@/foundation/labels';
import { call } from './client';

/** How far a long action has come: the share of its present stage, what is being done, and to how many. */
export interface Progress {
  part: number;
  label: Label;
  count: number | null;
}

/** A key of its own for one action. Works on plain HTTP too, where `crypto.randomUUID` is not given. */
export function progressKey(): string {
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte, at) => {
    const fixed = at === 6 ? (byte & 15) | 64 : at === 8 ? (byte & 63) | 128 : byte;
    return fixed.toString(16).padStart(2, '0');
  }).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Asked again and again while an action runs; nothing to tell is no fault. */
export function progressQuery(key: string) {
  return queryOptions({
    queryKey: ['progress', key],
    queryFn: async ({ signal }): Promise<Progress | null> => {
      try {
        return await call<Progress>(`/progress/${key}`, { signal });
      } catch {
        return null;
      }
    },
    refetchInterval: 800,
    gcTime: 0,
  });
}
