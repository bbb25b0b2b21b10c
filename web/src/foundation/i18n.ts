import i18next, { type i18n } from 'i18next';
import type { Lang } from './labels';
import { recall, remember } from './memory';
import { WORDS } from './words';

const LANGUAGE_TAG: Record<Lang, string> = { zh: 'zh-CN', en: 'en' };

export function languageTag(lang: Lang): string {
  return LANGUAGE_TAG[lang];
}

export function startLanguage(): Lang {
  return recall<Lang>('lang') === 'en' ? 'en' : 'zh';
}

/** Each entry of WORDS is [Chinese, English, English singular?]; i18next wants one table per language. */
export function resources(): Record<Lang, { translation: Record<string, string> }> {
  const zh: Record<string, string> = {};
  const en: Record<string, string> = {};
  for (const [key, entry] of Object.entries(WORDS)) {
    const [chinese, english, one] = entry as readonly [string, string, string?];
    if (one === undefined) {
      zh[key] = chinese;
      en[key] = english;
    } else {
      zh[`${key}_other`] = chinese;
      en[`${key}_other`] = english;
      en[`${key}_one`] = one;
    }
  }
  return { zh: { translation: zh }, en: { translation: en } };
}

export function createI18n(lang: Lang): i18n {
  const instance = i18next.createInstance();
  void instance.init({
    lng: lang,
    fallbackLng: 'zh',
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    resources: resources(),
    initAsync: false,
  });
  instance.on('languageChanged', (next) => {
    remember('lang', next);
    if (typeof document !== 'undefined') document.documentElement.lang = languageTag(next as Lang);
  });
  return instance;
}
