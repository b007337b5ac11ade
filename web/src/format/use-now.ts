import { useSyncExternalStore } from 'react';

let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    if (document.hidden) return;
    now = Date.now();
    for (const notify of listeners) notify();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/**
 * The time in milliseconds since the epoch, rounded down to `stepMs`; components draw anew when it changes. One timer serves
 * the whole page, and rests while the tab is hidden.
 */
export function useNow(stepMs = 1_000): number {
  return useSyncExternalStore(subscribe, () => {
    if (!timer) now = Date.now();
    return Math.floor(now / stepMs) * stepMs;
  });
}
