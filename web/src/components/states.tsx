import type { ReactNode } from 'react';
import { ApiError, toErrorText } from '../client/errors.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import styles from './states.module.css';

/** Says what belongs here, with the one button that starts it. */
export function EmptyState({
  title,
  children,
  action,
}: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className={styles.state}>
      <h2>{title}</h2>
      {children && <p className="muted">{children}</p>}
      {action}
    </div>
  );
}

/** Says what went wrong and what to do about it. */
export function ErrorState({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const requestId = error instanceof ApiError ? error.requestId : undefined;
  return (
    <div className={styles.state} role="alert">
      <span className={styles.problem}>
        <Icon name="warning" />
      </span>
      <h2>This could not be loaded</h2>
      <p className="muted">{toErrorText(error)}</p>
      {onRetry && <Button onPress={onRetry}>Try again</Button>}
      {requestId && (
        <p className="muted">
          If it happens again, give this number to whoever runs Tocsin:{' '}
          <span className="mono">{requestId}</span>
        </p>
      )}
    </div>
  );
}

/** A list or panel that is being read. It appears only if that takes a moment. */
export function LoadingState({ label = 'Loading' }: { readonly label?: string }) {
  return (
    <div className={styles.loading} role="status">
      {label}…
    </div>
  );
}
