import {
  type CSSProperties,
  type KeyboardEvent,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import type { AlertSummary } from '../../../alert-actions/pending.ts';
import { Button } from '../../../components/button.tsx';
import { useNames, useSchedules, useTeams, useUsers } from '../../../data/people.ts';
import { shownColumns, toGridTemplate } from '../columns.ts';
import { TEXTS } from '../texts.ts';
import styles from './alert-list.module.css';
import { AlertRow, toRowId } from './alert-row.tsx';
import type { Selection } from './use-selection.ts';

interface Props {
  readonly alerts: readonly AlertSummary[];
  readonly selection: Selection;
  readonly activeId: string | undefined;
  readonly onActivate: (id: string) => void;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onLoadMore: () => void;
}

/** Moves the keyboard to an alert. */
export const focusRow = (id: string): void => {
  const row = document.getElementById(toRowId(id));
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: 'nearest' });
};

/**
 * The alerts as a grid with one row in the order of Tab; arrow keys move inside. The browser lays out and draws only the rows
 * in the window (content-visibility), and a row is drawn anew only when its alert changes.
 */
export function AlertList(props: Props) {
  const { alerts, selection, activeId, onActivate, hasMore, isLoadingMore, onLoadMore } = props;
  const columns = useSyncExternalStore(shownColumns.subscribe, shownColumns.get);
  const getName = useNames();
  const getResponder = useResponderNames();
  const tabStop = alerts.some(({ id }) => id === activeId) ? activeId : alerts[0]?.id;
  const onKeyDown = (event: KeyboardEvent) => {
    const index = alerts.findIndex(({ id }) => id === activeId);
    const target = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: alerts.length - 1 }[event.key];
    const alert = target === undefined ? undefined : alerts[target];
    if (event.key === ' ' && event.target instanceof HTMLElement && event.target.role === 'row' && activeId) {
      selection.toggle(activeId, event.shiftKey);
    } else if (alert) focusRow(alert.id);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div
        role="grid"
        tabIndex={-1}
        aria-label={TEXTS.list}
        aria-multiselectable="true"
        className={styles.grid}
        style={{ '--columns': toGridTemplate(columns) } as CSSProperties}
        onKeyDown={onKeyDown}
      >
        {alerts.map((alert) => (
          <AlertRow
            key={alert.id}
            alert={alert}
            isSelected={selection.ids.has(alert.id)}
            isActive={alert.id === tabStop}
            columns={columns}
            getName={getName}
            getResponder={getResponder}
            onToggle={selection.toggle}
            onActivate={onActivate}
          />
        ))}
      </div>
      {hasMore && <LoadMore isLoading={isLoadingMore} onLoadMore={onLoadMore} />}
    </>
  );
}

/** Reads the next page when it comes near the window, or by a press. */
function LoadMore({
  isLoading,
  onLoadMore,
}: {
  readonly isLoading: boolean;
  readonly onLoadMore: () => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    if (!place.current) return;
    const observer = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting === true), {
      rootMargin: '600px',
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (isNear && !isLoading) onLoadMore();
  }, [isNear, isLoading, onLoadMore]);
  return (
    <div ref={place} className={styles.more}>
      <Button kind="quiet" isPending={isLoading} onPress={onLoadMore}>
        {TEXTS.loadMore}
      </Button>
    </div>
  );
}

/** Names of teams, schedules and users by id. */
function useResponderNames(): (id: string) => string | undefined {
  const users = useUsers();
  const teams = useTeams();
  const schedules = useSchedules();
  return useMemo(() => {
    const names = new Map<string, string>();
    for (const { id, fullName } of users) names.set(id, fullName);
    for (const { id, name } of [...(teams ?? []), ...(schedules ?? [])]) names.set(id, name);
    return (id) => names.get(id);
  }, [users, teams, schedules]);
}
