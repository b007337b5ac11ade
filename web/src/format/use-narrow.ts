import { useSyncExternalStore } from 'react';

/** Whether the window is as narrow as a phone's, where the style sheets change their layout. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches);
}

const query = matchMedia('(max-width: 720px)');

function subscribe(listener: () => void): () => void {
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
