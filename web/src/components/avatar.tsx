import type { CSSProperties } from 'react';
import styles from './avatar.module.css';

/** Colours on which white text has a contrast of 4.5 at least. */
const COLOURS = ['#7a4b8a', '#4b6b8a', '#3c7350', '#85602f', '#665798', '#8a4b5c', '#2f6f77'];

/** The initials of a person in a colour that follows from the name. */
export function Avatar({ name }: { readonly name: string }) {
  const words = name
    .replace(/@.*/, '')
    .split(/[\s._-]+/)
    .filter(Boolean);
  const initials = [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => word?.[0] ?? '')
    .join('');
  const sum = [...name].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return (
    <span
      className={styles.avatar}
      style={{ '--who': COLOURS[sum % COLOURS.length] } as CSSProperties}
      // Drawn by the style sheet: the name is beside the picture or is its label, and is not read twice.
      data-initials={initials.toUpperCase()}
    />
  );
}
