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

/** [Chinese, English, English singular?] by key. */
export type Words = Record<string, readonly [string, string, string?]>;

/** i18next wants one table per language. */
export function resources(words: Words = WORDS): Record<Lang, { translation: Record<string, string> }> {
  const zh: Record<string, string> = {};
  const en: Record<string, string> = {};
  for (const [key, [chinese, english, one]] of Object.entries(words)) {
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

const speaking: i18n[] = [];

/** The words of a page that is loaded when somebody goes there: called by its module, before it is drawn. */
export function learnWords(words: Words): void {
  for (const [lang, { translation }] of Object.entries(resources(words)))
    for (const one of speaking) one.addResourceBundle(lang, 'translation', translation, true, true);
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
  speaking.push(instance);
  instance.on('languageChanged', (next) => {
    remember('lang', next);
    if (typeof document !== 'undefined') document.documentElement.lang = languageTag(next as Lang);
  });
  return instance;
}
