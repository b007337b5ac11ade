import { useEffect, useState } from 'react';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { PriorityMark } from '../components/priority-mark.tsx';
import { Time } from '../components/time.tsx';
import type { KnownAlert, LastKnown } from './last-known.ts';
import styles from './last-known-alerts.module.css';
import { TEXTS } from './texts.ts';

/** The last alerts that this browser has read, while it is unknown who is signed in because the service cannot be reached. */
export default function LastKnownAlerts({
  known: { owner, views },
  onRetry,
}: {
  readonly known: LastKnown;
  readonly onRetry: () => void;
}) {
  const [chosen, setChosen] = useState(views[0]?.id);
  const view = views.find(({ id }) => id === chosen) ?? views[0];
  useEffect(() => {
    document.title = `${TEXTS.title} · Tocsin`;
  }, []);
  return (
    <div className={styles.page}>
      <header className={styles.brand}>
        <Icon name="bell" />
        Tocsin
      </header>
      <main>
        <div className={styles.notice} role="status">
          <Icon name="warning" size={16} />
          <p>
            <strong>{TEXTS.notLive}</strong> {TEXTS.notLiveWhy}
          </p>
          <Button onPress={onRetry}>{TEXTS.retry}</Button>
        </div>
        {view && (
          <>
            <div className={styles.head}>
              <h1>{TEXTS.title}</h1>
              <p className="muted">
                {TEXTS.readAt} <Time at={view.readAt} timeZone={owner.timeZone} words />
              </p>
            </div>
            <div className={styles.tabs} role="group" aria-label={TEXTS.views}>
              {views.map(({ id, label, alerts, hasMore }) => (
                <Button
                  key={id}
                  kind={id === view.id ? 'primary' : 'standard'}
                  aria-pressed={id === view.id}
                  onPress={() => setChosen(id)}
                >
                  {label} ({alerts.length}
                  {hasMore && '+'})
                </Button>
              ))}
            </div>
            {view.alerts.length === 0 ? (
              <p className={styles.none}>{TEXTS.none(view.label)}</p>
            ) : (
              <ul className={styles.list} aria-label={TEXTS.list}>
                {view.alerts.map((alert) => (
                  <Row key={alert.id} alert={alert} timeZone={owner.timeZone} />
                ))}
              </ul>
            )}
            {view.hasMore && <p className={styles.more}>{TEXTS.more}</p>}
          </>
        )}
      </main>
    </div>
  );
}

function Row({ alert, timeZone }: { readonly alert: KnownAlert; readonly timeZone: string }) {
  return (
    <li className={styles.row}>
      <PriorityMark priority={alert.priority} />
      <span className={styles.message}>{alert.message}</span>
      <span className={styles.age}>
        <Time at={alert.createdAt} timeZone={timeZone} />
      </span>
      <span className={styles.state}>
        #{alert.tinyId} · {toStateText(alert)}
      </span>
    </li>
  );
}

function toStateText({ status, snoozed, acknowledged, owner }: KnownAlert): string {
  if (status === 'closed') return TEXTS.closed;
  if (snoozed) return TEXTS.snoozed;
  return acknowledged ? TEXTS.acknowledged(owner) : TEXTS.open;
}
