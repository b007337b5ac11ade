import { useSyncExternalStore } from 'react';
import { connection } from '../client/request-state.ts';
import { Icon } from '../components/icon.tsx';
import { useNow } from '../format/use-now.ts';
import styles from './connection-notice.module.css';
import { TEXTS } from './texts.ts';

/** Says that the service cannot be reached, or has asked to wait. */
export function ConnectionNotice() {
  const state = useSyncExternalStore(connection.subscribe, connection.get);
  return (
    <div role="status">
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
