import { type ReactNode, useId } from 'react';
import styles from './section.module.css';

/** A part of the profile in a frame, with what it is for and its one main action. */
export function Section({
  title,
  why,
  action,
  children,
}: {
  readonly title: string;
  readonly why?: ReactNode;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <div className={styles.head}>
        <div>
          <h2 id={id}>{title}</h2>
          {why && <p className="muted">{why}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}

/** One matter within a section of several. */
export function Block({ title, children }: { readonly title?: string; readonly children: ReactNode }) {
  return (
    <div className={styles.block}>
      {title && <h3>{title}</h3>}
      {children}
    </div>
  );
}
