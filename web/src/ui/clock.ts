import { useEffect, useState } from 'react';

/** The longest wait a browser's timer keeps, in milliseconds; what is further off is asked about again then. */
const LONGEST = 2 ** 31 - 1;

/** Whether `instant` (ISO 8601) has passed; turns true by itself while the page stands open. */
export function usePassed(instant: string | null): boolean {
  const at = instant === null ? Number.POSITIVE_INFINITY : new Date(instant).getTime();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!Number.isFinite(at) || at < now) return;
    const timer = setTimeout(() => setNow(Date.now()), Math.min(Math.max(at - Date.now() + 1, 0), LONGEST));
    return () => clearTimeout(timer);
  }, [at, now]);
  return at < now;
}
