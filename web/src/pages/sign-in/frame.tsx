import type { ReactNode } from 'react';
import { Icon } from '../../components/icon.tsx';
import styles from './sign-in.module.css';
import { TEXTS } from './texts.ts';

/** The frame of the pages before sign-in. */
export const Frame = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <main className={styles.page}>
    <div className={styles.brand}>
      <Icon name="bell" size={22} />
      <span>
        <strong>Tocsin</strong>
        <span className="muted">{TEXTS.what}</span>
      </span>
    </div>
    <section className={styles.panel} aria-labelledby="sign-in-title">
      <h1 id="sign-in-title">{title}</h1>
      {children}
    </section>
  </main>
);
