/** Words shown to people exist in Chinese and English; the server sends both so that switching needs no reload. */
export type Lang = 'zh' | 'en';

export interface Label {
  zh: string;
  en: string;
}

export function pick(label: Label | string | null | undefined, lang: Lang): string {
  if (!label) return '';
  if (typeof label === 'string') return label;
  return label[lang] || label.zh || label.en || '';
}
