import type { ReactNode } from 'react';
import styles from './chip.module.css';

/** A short word about something: a tag, a state. */
export const Chip = ({ children }: { readonly children: ReactNode }) => (
  <span className={styles.chip}>{children}</span>
);

/** A key on the keyboard. */
export const Kbd = ({ children }: { readonly children: ReactNode }) => (
  <kbd className={styles.kbd}>{children}</kbd>
);
