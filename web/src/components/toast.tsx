import { useSyncExternalStore } from 'react';
import { createObservable } from '../client/request-state.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import styles from './toast.module.css';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: 'done' | 'problem';
  readonly action?: { readonly label: string; readonly onPress: () => void };
}

const VISIBLE_MS = 6_000;
const toasts = createObservable<readonly Toast[]>([]);
let nextId = 1;

const removeToast = (id: number) => toasts.set(toasts.get().filter((toast) => toast.id !== id));

/** Shows what was done for some seconds, or a problem until it is dismissed. Screen readers speak it. */
export function showToast(toast: Omit<Toast, 'id'>): void {
  const id = nextId++;
  toasts.set([...toasts.get().slice(-2), { ...toast, id }]);
  if (toast.kind === 'done') setTimeout(() => removeToast(id), VISIBLE_MS);
}

export function Toasts() {
  const shown = useSyncExternalStore(toasts.subscribe, toasts.get);
  return (
    <section className={styles.region} aria-live="polite" aria-label="Messages">
      {shown.map(({ id, text, kind, action }) => (
        <div key={id} className={`${styles.toast} ${styles[kind]}`}>
          <Icon name={kind === 'done' ? 'check' : 'warning'} size={16} />
          <span>{text}</span>
          {action && (
            <Button
              kind="quiet"
              onPress={() => {
                removeToast(id);
                action.onPress();
              }}
            >
              {action.label}
            </Button>
          )}
          <Button kind="quiet" square aria-label="Dismiss" onPress={() => removeToast(id)}>
            <Icon name="close" size={14} />
          </Button>
        </div>
      ))}
    </section>
  );
}
