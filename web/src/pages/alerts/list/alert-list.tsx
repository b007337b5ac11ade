import {
  type CSSProperties,
  type KeyboardEvent,
  type Ref,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import type { AlertSummary } from '../../../alert-actions/pending.ts';
import { Button } from '../../../components/button.tsx';
import { useNames, useResponderNames } from '../../../data/people.ts';
import { shownColumns, toGridTemplate } from '../columns.ts';
import { TEXTS } from '../texts.ts';
import styles from './alert-list.module.css';
import { AlertRow, toRowId } from './alert-row.tsx';
import { usePlans } from './use-plans.ts';
import type { Selection } from './use-selection.ts';
import { useVisibleRange } from './use-visible-range.ts';

interface Props {
  readonly alerts: readonly AlertSummary[];
  readonly selection: Selection;
  readonly activeId: string | undefined;
  readonly onActivate: (id: string) => void;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onLoadMore: () => void;
  /** Gets what moves the keyboard to an alert. */
  readonly ref?: Ref<AlertListHandle>;
}

export interface AlertListHandle {
  readonly focus: (id: string) => void;
}

/** Moves the keyboard to an alert; false if its row is not drawn. */
function focusRow(id: string): boolean {
  const row = document.getElementById(toRowId(id));
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: 'nearest' });
  return row !== null;
}

/**
 * The alerts as a grid with one row in the order of Tab; arrow keys move inside. Only the rows near the window are drawn, and
 * a row is drawn anew only when its alert changes.
 */
export function AlertList(props: Props) {
  const { alerts, selection, activeId, onActivate, hasMore, isLoadingMore, onLoadMore, ref } = props;
  const columns = useSyncExternalStore(shownColumns.subscribe, shownColumns.get);
  const list = useRef<HTMLDivElement>(null);
  const ids = useMemo(() => alerts.map(({ id }) => id), [alerts]);
  const { range, scrollTo } = useVisibleRange(ids, list);
  const wanted = useRef<string>(undefined);
  const focus = (id: string) => {
    if (focusRow(id)) return;
    // The row is drawn after the scrolling; then it gets the focus.
    wanted.current = id;
    scrollTo(ids.indexOf(id));
  };
  useImperativeHandle(ref, () => ({ focus }));
  useEffect(() => {
    if (wanted.current !== undefined && focusRow(wanted.current)) wanted.current = undefined;
  });
  const drawn = alerts.slice(range.first, range.end);
  const getName = useNames(drawn);
  const getResponder = useResponderNames(drawn);
  const plans = usePlans(drawn, columns.has('state'));
  const tabStop = drawn.some(({ id }) => id === activeId) ? activeId : drawn[0]?.id;
  const onKeyDown = (event: KeyboardEvent) => {
    const index = alerts.findIndex(({ id }) => id === activeId);
    const target = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: alerts.length - 1 }[event.key];
    const alert = target === undefined ? undefined : alerts[target];
    if (event.key === ' ' && event.target instanceof HTMLElement && event.target.role === 'row' && activeId) {
      selection.toggle(activeId, event.shiftKey);
    } else if (alert) focus(alert.id);
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
        aria-rowcount={hasMore ? -1 : alerts.length}
        ref={list}
        className={styles.grid}
        style={{ '--columns': toGridTemplate(columns) } as CSSProperties}
        onKeyDown={onKeyDown}
      >
        <div role="presentation" style={{ height: range.above }} />
        {drawn.map((alert, i) => (
          <AlertRow
            key={alert.id}
            alert={alert}
            rowIndex={range.first + i + 1}
            isSelected={selection.ids.has(alert.id)}
            isActive={alert.id === tabStop}
            plan={plans.get(alert.id)}
            columns={columns}
            getName={getName}
            getResponder={getResponder}
            onToggle={selection.toggle}
            onActivate={onActivate}
          />
        ))}
        <div role="presentation" style={{ height: range.below }} />
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
