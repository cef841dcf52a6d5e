/** Does something again whenever what it depends on changes, but not more often than every so many milliseconds. */
import { useEffect, useRef } from 'react';

/**
 * @param action must stay the same function
 * @param key a change of it asks for the action; not the first value
 */
export function useThrottled(action: () => void, key: unknown, pause: number, enabled = true): void {
  const doneAt = useRef(0);
  const first = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new key is what it is about
  useEffect(() => {
    const begins = first.current;
    first.current = false;
    if (!enabled || begins) return;
    const wait = Math.max(0, doneAt.current + pause - performance.now());
    const timer = setTimeout(() => {
      doneAt.current = performance.now();
      action();
    }, wait);
    return () => clearTimeout(timer);
  }, [action, key, pause, enabled]);
}
