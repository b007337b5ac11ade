import { useSyncExternalStore } from 'react';
import { connection } from '../client/request-state.ts';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { useNow } from '../format/use-now.ts';
import styles from './connection-notice.module.css';
import { newRelease } from './installed-release.ts';
import { TEXTS } from './texts.ts';

/** Says that the service cannot be reached, or has asked to wait, or that there is a new release. */
export function ConnectionNotice() {
  const state = useSyncExternalStore(connection.subscribe, connection.get);
  const isReleased = useSyncExternalStore(newRelease.subscribe, newRelease.get);
  return (
    <div role="status">
      {isReleased && (
        <div className={`${styles.notice} ${styles.release}`}>
          {TEXTS.newRelease}
          <Button onPress={() => location.reload()}>{TEXTS.reload}</Button>
        </div>
      )}
      {state.kind === 'lost' && (
        <p className={styles.notice}>
          <Icon name="warning" size={16} />
          {TEXTS.connectionLost}
        </p>
      )}
      {state.kind === 'busy' && <Busy until={state.until} />}
    </div>
  );
}

function Busy({ until }: { readonly until: number }) {
  const seconds = Math.max(0, Math.ceil((until - useNow()) / 1_000));
  return (
    <p className={styles.notice}>
      <Icon name="warning" size={16} />
      {TEXTS.busy(seconds)}
    </p>
  );
}
