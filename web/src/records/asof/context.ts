import { createContext, useContext } from 'react';
import { useToday } from '@/api/session';
import { type AsOf, NOW } from '@/foundation/asof';

/** The times the page is asked as of; links between records carry them on. */
export const AsOfContext = createContext<AsOf>(NOW);

export function useAsOf(): AsOf {
  return useContext(AsOfContext);
}

/** The day that distances and tones are told from: the day asked about, else today. */
export function useDay(): string {
  const today = useToday();
  return useContext(AsOfContext).on ?? today;
}
