import { useSyncExternalStore } from 'react';

/** Names of referred records seen in any answer, so that chips and selects can show words instead of ids. */
const names = new Map<string, string>();
const listeners = new Set<() => void>();
let edition = 0;
let announced = false;

function announce(): void {
  edition += 1;
  if (announced) return;
  announced = true;
  queueMicrotask(() => {
    announced = false;
    for (const listener of listeners) listener();
  });
}

export function learnName(id: string, label: string): void {
  if (!id || !label || names.get(id) === label) return;
  names.set(id, label);
  announce();
}

export function nameOf(id: string): string | undefined {
  return names.get(id);
}

/** Re-renders when a name becomes known. */
export function useNames(): (id: string) => string | undefined {
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => edition,
  );
  return nameOf;
}

export function isRef(value: unknown): value is { id: string; label: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    'label' in value &&
    typeof (value as { label: unknown }).label === 'string'
  );
}

export function learnNames(rows: Iterable<Record<string, unknown>>): void {
  for (const row of rows)
    for (const value of Object.values(row)) {
      if (isRef(value)) learnName(String(value.id), value.label);
      else if (Array.isArray(value))
        for (const one of value) if (isRef(one)) learnName(String(one.id), one.label);
    }
}
