import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { type Label, type Lang, pick } from '@/foundation/labels';
import type { WordKey } from '@/foundation/words';

export type Say = (key: WordKey, params?: Record<string, string | number>) => string;

/** The words of this page in the chosen language. */
export function useWords(): Say {
  const { t } = useTranslation();
  return useCallback((key, params) => t(key, params ?? {}) as string, [t]);
}

export function useLang(): Lang {
  const { i18n } = useTranslation();
  return i18n.language === 'en' ? 'en' : 'zh';
}

/** Picks the words of a label the server sent in both languages. */
export function useLabel(): (label: Label | string | null | undefined) => string {
  const lang = useLang();
  return useCallback((label) => pick(label, lang), [lang]);
}
