import type { StoryException } from './model.ts';
import styles from './others.module.css';
import { TEXTS } from './texts.ts';

/** Why others are not notified. */
export function Others({ others }: { readonly others: readonly StoryException[] }) {
  if (others.length === 0) return <p className="muted">{TEXTS.othersNone}</p>;
  return (
    <ul className={styles.list}>
      {others.map(({ sentence, person, team, channel }) => (
        <li key={`${person?.id} ${team?.id} ${channel} ${sentence}`} className={styles.other}>
          {sentence}
        </li>
      ))}
    </ul>
  );
}
