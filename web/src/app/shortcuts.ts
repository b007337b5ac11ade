import { useLayoutEffect, useRef } from 'react';
import { createObservable } from '../client/request-state.ts';

/** A key that does something on the current page. */
export interface Shortcut {
  /** `j`, `Enter`, `?`, `Ctrl+k` (Cmd on a Mac), or keys one after the other: `g a`. */
  readonly keys: string;
  /** The description that `?` lists. */
  readonly label: string;
  /** Also while a text field has the focus. */
  readonly everywhere?: boolean;
  readonly run: () => void;
}

const STORAGE_KEY = 'tocsin-shortcuts';

/** Whether single keys act. People who use speech input or a screen reader switch them off. */
export const areShortcutsOn = createObservable(localStorage.getItem(STORAGE_KEY) !== 'off');
areShortcutsOn.subscribe(() => localStorage.setItem(STORAGE_KEY, areShortcutsOn.get() ? 'on' : 'off'));

/** The shortcuts of what is on the page, innermost last. */
const groups = new Set<{ current: readonly Shortcut[] }>();

export const getActiveShortcuts = (): readonly Shortcut[] => [...groups].flatMap(({ current }) => current);

const isTextField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type)));

/** Dialogs and menus have keys of their own. */
const isInOverlay = (): boolean => document.querySelector('[role=dialog], [role=menu]') !== null;

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  const hasCommand = event.ctrlKey || event.metaKey;
  const pressed = `${hasCommand ? 'Ctrl+' : ''}${event.key}`;
  const shortcut = getActiveShortcuts().findLast(({ keys }) => keys === pressed);
  if (!shortcut) return;
  if (!shortcut.everywhere && (isTextField(event.target) || isInOverlay())) return;
  if (!hasCommand && !areShortcutsOn.get()) return;
  // Enter and the space bar belong to the button or link that has the focus.
  if (event.key === 'Enter' && event.target instanceof Element && event.target.closest('button, a, summary'))
    return;
  event.preventDefault();
  shortcut.run();
}

document.addEventListener('keydown', onKeyDown);

/** Adds shortcuts as soon as the component is to be seen, and while it is. The same key of an inner component wins. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const group = useRef(shortcuts);
  group.current = shortcuts;
  useLayoutEffect(() => {
    groups.add(group);
    return () => {
      groups.delete(group);
    };
  }, []);
}
