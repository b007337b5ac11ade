import type { ReactNode } from 'react';
import styles from './panel.module.css';

/** A part of a page with a heading. */
export function Panel({
  title,
  aside,
  children,
}: {
  readonly title: string;
  /** Beside the heading, such as a button. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className={styles.panel}>
      <div className={styles.head}>
        <h2>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
