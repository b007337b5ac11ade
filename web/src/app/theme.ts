import { createObservable } from '../client/request-state.ts';

export type Theme = 'system' | 'light' | 'dark';

const STORAGE_KEY = 'tocsin-theme';
const isTheme = (text: string | null): text is Theme =>
  text === 'light' || text === 'dark' || text === 'system';

const stored = localStorage.getItem(STORAGE_KEY);

/** The chosen theme of this browser. */
export const theme = createObservable<Theme>(isTheme(stored) ? stored : 'system');

/** Applies the theme to the document, now and whenever it changes. */
export function applyTheme(): void {
  const apply = () => {
    const chosen = theme.get();
    if (chosen === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
    localStorage.setItem(STORAGE_KEY, chosen);
  };
  theme.subscribe(apply);
  apply();
}
