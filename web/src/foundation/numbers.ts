import type { Lang } from './labels';

const FORMATS: Record<Lang, Intl.NumberFormat> = {
  zh: new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 4 }),
  en: new Intl.NumberFormat('en-GB', { maximumFractionDigits: 4 }),
};

export function formatNumber(value: number | string | null | undefined, lang: Lang): string {
  if (value === null || value === undefined || value === '') return '';
  const number = Number(value);
  return Number.isFinite(number) ? FORMATS[lang].format(number) : String(value);
}

/** Counting stops at a cap; beyond it the honest answer is "1,000+". */
export function formatCount(count: number, capped: boolean, lang: Lang): string {
  return `${FORMATS[lang].format(count)}${capped ? '+' : ''}`;
}

export function formatBytes(size: number, lang: Lang): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  let value = size;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const rounded = unit === 0 ? value : Math.round(value * 10) / 10;
  return `${FORMATS[lang].format(rounded)} ${units[unit]}`;
}
