import type { ReactNode } from 'react';
import { toClassName } from './class-name.ts';
import styles from './priority-mark.module.css';

export type Priority = 'P1' | 'P2' | 'P3' | 'P4' | 'P5';

/** From the most urgent one. */
export const PRIORITIES: readonly Priority[] = ['P1', 'P2', 'P3', 'P4', 'P5'];

const SHAPES: Readonly<Record<Priority, ReactNode>> = {
  P1: <path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" fill="currentColor" />,
  P2: <path d="M8 1.500 15.200 14H.8z" fill="currentColor" />,
  P3: <path d="M8 .8 15.200 8 8 15.200.8 8z" fill="currentColor" />,
  P4: <circle cx="8" cy="8" r="6.200" fill="currentColor" />,
  P5: <circle cx="8" cy="8" r="5.400" fill="none" stroke="currentColor" strokeWidth="2" />,
};

/** The class that gives text and drawings the colour of a priority. */
export const getPriorityColour = (priority: Priority): string => styles[priority] ?? '';

/** A priority as text with a shape and a colour of its own. */
export function PriorityMark({ priority }: { readonly priority: Priority }) {
  return (
    <span className={toClassName(styles.mark, getPriorityColour(priority))}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {SHAPES[priority]}
      </svg>
      {priority}
    </span>
  );
}
