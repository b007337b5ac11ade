import { type MouseEvent, memo } from 'react';
import { Link, useLocation } from 'wouter';
import type { AlertSummary } from '../../../alert-actions/pending.ts';
import { useSession } from '../../../app/session.tsx';
import type { AlertPlan } from '../../../client/web-operations.ts';
import { Chip } from '../../../components/chip.tsx';
import { toClassName } from '../../../components/class-name.ts';
import { PriorityMark } from '../../../components/priority-mark.tsx';
import { Time } from '../../../components/time.tsx';
import type { ColumnId } from '../columns.ts';
import { TEXTS } from '../texts.ts';
import styles from './alert-row.module.css';
import { AlertState } from './alert-state.tsx';

/** More tags are counted; the alert's own page shows them. */
const MAX_TAGS = 3;

export interface AlertRowProps {
  readonly alert: AlertSummary;
  /** Counted from 1. */
  readonly rowIndex: number;
  readonly isSelected: boolean;
  /** Whether the keyboard is here. */
  readonly isActive: boolean;
  /** What comes next; undefined until it is known, or if somebody has the alert. */
  readonly plan: AlertPlan | undefined;
  readonly columns: ReadonlySet<ColumnId>;
  readonly getName: (username: string) => string;
  readonly getResponder: (id: string) => string | undefined;
  readonly onToggle: (id: string, isRange: boolean) => void;
  readonly onActivate: (id: string) => void;
}

export const toRowId = (alertId: string) => `alert-${alertId}`;

/** One alert. It is drawn anew only when something that it shows has changed. */
export const AlertRow = memo(function AlertRow(props: AlertRowProps) {
  const {
    alert,
    rowIndex,
    isSelected,
    isActive,
    plan,
    columns,
    getName,
    getResponder,
    onToggle,
    onActivate,
  } = props;
  const [, navigate] = useLocation();
  const { user } = useSession();
  const href = `/alerts/${encodeURIComponent(alert.id)}`;
  const isHandled = alert.acknowledged || alert.snoozed || alert.status === 'closed';
  const openUnlessInteractive = (event: MouseEvent) => {
    if (event.target instanceof Element && event.target.closest('a, button, input, label')) return;
    if (window.getSelection()?.type === 'Range') return;
    navigate(href);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter on the row is a shortcut of the page, and the message is a link
    <div
      role="row"
      id={toRowId(alert.id)}
      data-row={alert.id}
      aria-rowindex={rowIndex}
      aria-selected={isSelected}
      tabIndex={isActive ? 0 : -1}
      onFocus={() => onActivate(alert.id)}
      onClick={openUnlessInteractive}
      className={toClassName(
        styles.row,
        isSelected && styles.selected,
        isHandled && styles.handled,
        alert.priority === 'P1' && !isHandled && styles.urgent,
      )}
    >
      <div role="gridcell" className={styles.check}>
        <label className={styles.target}>
          <input
            type="checkbox"
            tabIndex={-1}
            checked={isSelected}
            aria-label={TEXTS.select(alert.tinyId)}
            onChange={(event) =>
              onToggle(alert.id, (event.nativeEvent as unknown as PointerEvent).shiftKey === true)
            }
          />
        </label>
      </div>
      <div role="gridcell" className={styles.priority}>
        <PriorityMark priority={alert.priority} />
      </div>
      {columns.has('number') && (
        <div role="gridcell" className={toClassName(styles.number, 'faint')}>
          #{alert.tinyId}
        </div>
      )}
      <div role="gridcell" className={styles.what}>
        <Link href={href} className={styles.message ?? ''} tabIndex={-1}>
          {alert.message}
        </Link>
        <div className={styles.sub}>
          {alert.tags.slice(0, MAX_TAGS).map((tag) => (
            <Chip key={tag}>{tag}</Chip>
          ))}
          {alert.tags.length > MAX_TAGS && (
            <span className={toClassName(styles.more, 'faint')}>+{alert.tags.length - MAX_TAGS}</span>
          )}
          <span className={toClassName(styles.source, 'faint')}>
            {columns.has('number') && <span className={styles.smallNumber}>#{alert.tinyId} </span>}
            {alert.integration.name}
          </span>
        </div>
      </div>
      {columns.has('state') && (
        <div role="gridcell" className={styles.state}>
          <AlertState alert={alert} plan={plan} getName={getName} getResponder={getResponder} />
        </div>
      )}
      {columns.has('lastOccurred') && (
        <div role="gridcell" className={styles.end}>
          <Time at={alert.lastOccurredAt} timeZone={user.timeZone} />
        </div>
      )}
      {columns.has('count') && (
        <div
          role="gridcell"
          className={toClassName(styles.end, styles.count)}
          title={TEXTS.times(alert.count)}
        >
          ×{alert.count}
        </div>
      )}
      {columns.has('age') && (
        <div role="gridcell" className={toClassName(styles.end, styles.age)}>
          <Time at={alert.createdAt} timeZone={user.timeZone} />
        </div>
      )}
    </div>
  );
});
