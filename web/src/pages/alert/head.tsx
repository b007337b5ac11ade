import { useState } from 'react';
import type { Story } from '../../alert-story/model.ts';
import { useSession } from '../../app/session.tsx';
import { Button } from '../../components/button.tsx';
import { toClassName } from '../../components/class-name.ts';
import { LinkedText } from '../../components/linked-text.tsx';
import { PriorityMark } from '../../components/priority-mark.tsx';
import { Time } from '../../components/time.tsx';
import { formatWhenExact } from '../../format/time.ts';
import styles from './head.module.css';
import { TEXTS } from './texts.ts';

/** A longer description is cut, with a button that shows all of it. */
const LONG_LINES = 4;
const LONG_TEXT = 360;

/** What the alert says, since when, how often and from where. `now` is the service's time in milliseconds. */
export function Head({ alert, now }: { readonly alert: Story['alert']; readonly now: number }) {
  const { priority, message, tinyId, createdAt, count, integration, description } = alert;
  const { user } = useSession();
  return (
    <div className={styles.head}>
      <span className={styles.priority}>
        <PriorityMark priority={priority} />
      </span>
      <div className={styles.what}>
        <h1 className={styles.message}>{message}</h1>
        <div className={styles.facts}>
          #{tinyId} · {TEXTS.opened} <Time at={createdAt} timeZone={user.timeZone} words />,{' '}
          {formatWhenExact(Date.parse(createdAt), now, user.timeZone)}
          {count > 1 && ` · ${TEXTS.times(count)}`} · {integration.name}
        </div>
        {description && <Description text={description} />}
      </div>
    </div>
  );
}

function Description({ text }: { readonly text: string }) {
  const [isWhole, setWhole] = useState(false);
  const isLong = text.length > LONG_TEXT || text.split('\n').length > LONG_LINES;
  return (
    <div className={styles.description}>
      <div className={toClassName(styles.text, isLong && !isWhole && styles.cut)}>
        <LinkedText text={text} />
      </div>
      {isLong && (
        <Button kind="quiet" className={styles.toggle ?? ''} onPress={() => setWhole(!isWhole)}>
          {isWhole ? TEXTS.showLess : TEXTS.showAll}
        </Button>
      )}
    </div>
  );
}
