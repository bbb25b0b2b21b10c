/** Small things this browser remembers (language, chosen columns). Storage may be forbidden; then nothing is kept. */
export function recall<T>(key: string): T | null {
  try {
    const text = window.localStorage.getItem(`credentry.${key}`);
    return text ? (JSON.parse(text) as T) : null;
  } catch {
    return null;
  }
}

export function remember(key: string, value: unknown): void {
  try {
    if (value === null || value === undefined) window.localStorage.removeItem(`credentry.${key}`);
    else window.localStorage.setItem(`credentry.${key}`, JSON.stringify(value));
  } catch {
    // private windows refuse storage; the choice then lasts for this page only
  }
}
