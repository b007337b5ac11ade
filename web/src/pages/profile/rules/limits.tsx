import type { Rule } from '../profile-types.ts';
import { listLimits } from './rule-words.ts';
import styles from './rules.module.css';

/** The conditions and times of a rule in words. They are changed with the API. */
export function Limits({ rule }: { readonly rule: Rule }) {
  const limits = listLimits(rule);
  if (limits.length === 0) return null;
  return (
    <ul className={styles.limits}>
      {limits.map((limit) => (
        <li key={limit}>{toSentence(limit)}</li>
      ))}
    </ul>
  );
}

export const toSentence = (words: string): string => `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}.`;
