import { useEffect, useState, useSyncExternalStore } from 'react';

const PHONE = '(max-width: 767px)';

function subscribe(changed: () => void): () => void {
  const media = window.matchMedia(PHONE);
  media.addEventListener('change', changed);
  return () => media.removeEventListener('change', changed);
}

/** Whether the window is phone-wide: cards instead of tables, drawers instead of side panels. */
export function usePhone(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(PHONE).matches);
}

/** A value that settles: follows `value` only after it has been still for `wait` milliseconds. */
export function useSettled<T>(value: T, wait = 250): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), wait);
    return () => clearTimeout(timer);
  }, [value, wait]);
  return settled;
}

export function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (title) document.title = `${title} · Credentry 证枢`;
  }, [title]);
}
