import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useLocation } from 'wouter';
import type { AskingAction } from '../../alert-actions/action.ts';
import { ActionDialog } from '../../alert-actions/ask-action.ts';
import type { Matching } from '../../alert-actions/bulk-action.ts';
import { BulkProgress } from '../../alert-actions/bulk-progress.tsx';
import type { AlertSummary } from '../../alert-actions/pending.ts';
import { performAction } from '../../alert-actions/perform.ts';
import { useCan } from '../../alert-actions/use-can.ts';
import { useMay } from '../../app/session.tsx';
import { useShortcuts } from '../../app/shortcuts.ts';
import { ApiError } from '../../client/errors.ts';
import { connection } from '../../client/request-state.ts';
import type { Session } from '../../client/web-operations.ts';
import { Button } from '../../components/button.tsx';
import { Kbd } from '../../components/chip.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../components/states.tsx';
import { CreateAlert } from '../../create-alert/open-create-alert.ts';
import { useLiveAlerts } from '../../data/live-alerts.ts';
import { useSchedules, useTeams, useUsers } from '../../data/people.ts';
import { useNow } from '../../format/use-now.ts';
import { useKeepView } from '../../offline/use-keep-view.ts';
import styles from './alerts.module.css';
import { AlertList, type AlertListHandle } from './list/alert-list.tsx';
import { ListBar } from './list/list-bar.tsx';
import { useMatchingSelection } from './list/use-matching-selection.ts';
import type { Vocabulary } from './query/completion.ts';
import { findErrorPosition } from './query/own-words.ts';
import { QueryField, type QueryProblem } from './query/query-field.tsx';
import { TEXTS } from './texts.ts';
import { startReadingAlerts, useAlertCount, useAlerts } from './use-alerts.ts';
import { findFirstList, type Search, useSearch } from './use-search.ts';
import { ViewTabs } from './view-tabs.tsx';
import { VIEWS } from './views.ts';

/** The list does not wait until the page is drawn. */
export function prepare({ user }: Session): void {
  const first = findFirstList(location.search, user.username);
  if (first) startReadingAlerts(first.query, first.sort);
}

export default function Alerts() {
  const search = useSearch();
  const query = search.resolved?.text;
  const list = useAlerts(query, search.sort);
  const { alerts, error, hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  useKeepView(list.isPlaceholderData ? undefined : search.view, {
    readAt: list.dataUpdatedAt,
    page: list.data?.pages[0],
  });
  const queryProblem = findQueryProblem(error, search);
  const total = useAlertCount(hasNextPage ? query : undefined);
  const ids = useMemo(() => alerts.map(({ id }) => id), [alerts]);
  const selection = useMatchingSelection(ids, query, hasNextPage ? total : undefined);
  const [lastActiveId, setActiveId] = useState<string>();
  // An alert that has left the list is no longer the one that keys act on.
  const activeId = ids.find((id) => id === lastActiveId);
  const [asked, setAsked] = useState<{
    readonly kind: AskingAction;
    readonly targets: readonly AlertSummary[] | Matching;
  }>();
  const [isCreating, setCreating] = useState(false);
  const field = useRef<{ readonly focus: () => void }>(null);
  const rows = useRef<AlertListHandle>(null);
  const [, navigate] = useLocation();
  const may = useMay();
  const can = useCan();

  const getTargets = () => {
    const chosen = selection.ids.size > 0 ? selection.ids : new Set([activeId]);
    return alerts.filter(({ id }) => chosen.has(id));
  };
  const ask = (kind: AskingAction) => {
    const targets = selection.matching ?? getTargets();
    if (!('length' in targets) || targets.length > 0) setAsked({ kind, targets });
  };
  const acknowledge = () => {
    if (selection.matching) return ask('acknowledge');
    const targets = getTargets().filter(({ acknowledged, status }) => !acknowledged && status === 'open');
    if (targets.length > 0) void performAction({ type: 'acknowledge' }, targets);
    selection.clear();
  };
  const move = (step: number) => {
    const index = ids.indexOf(activeId ?? '');
    const target = ids[index < 0 ? 0 : Math.min(ids.length - 1, Math.max(0, index + step))];
    if (target) rows.current?.focus(target);
  };
  useShortcuts([
    { keys: 'j', label: TEXTS.keys.down, run: () => move(1) },
    { keys: 'k', label: TEXTS.keys.up, run: () => move(-1) },
    { keys: 'x', label: TEXTS.keys.select, run: () => activeId && selection.toggle(activeId) },
    { keys: 'Enter', label: TEXTS.keys.open, run: () => activeId && navigate(`/alerts/${activeId}`) },
    ...(can('acknowledge') ? [{ keys: 'a', label: TEXTS.keys.acknowledge, run: acknowledge }] : []),
    ...(can('close') ? [{ keys: 'c', label: TEXTS.keys.close, run: () => ask('close') }] : []),
    ...(can('snooze') ? [{ keys: 's', label: TEXTS.keys.snooze, run: () => ask('snooze') }] : []),
    { keys: '/', label: TEXTS.keys.search, run: () => field.current?.focus() },
    { keys: '*', label: TEXTS.keys.all, run: selection.selectAll },
    { keys: 'Escape', label: TEXTS.keys.none, run: selection.clear },
    ...(may('alert-create') ? [{ keys: 'n', label: TEXTS.keys.create, run: () => setCreating(true) }] : []),
  ]);
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const needsMe = search.view?.id === 'needs-me' ? alerts.length : undefined;
  useEffect(() => {
    document.title = `${needsMe ? `(${needsMe}) ` : ''}${TEXTS.title} · Tocsin`;
  }, [needsMe]);

  return (
    <>
      <div className={styles.head}>
        <h1>{TEXTS.title}</h1>
        {may('alert-create') && <Button onPress={() => setCreating(true)}>{TEXTS.create}</Button>}
      </div>
      <ViewTabs search={search} />
      <QueryField
        ref={field}
        value={search.typed}
        shown={search.name}
        vocabulary={useVocabulary(alerts)}
        problem={queryProblem}
        onSearch={search.showQuery}
      />
      <BulkProgress />
      <ListBar
        search={search}
        selection={selection}
        shownCount={list.data && alerts.length}
        total={total}
        hasMore={hasNextPage}
        onAcknowledge={acknowledge}
        onAsk={ask}
      />
      {queryProblem ? (
        <div className={styles.panel}>
          <EmptyState title={TEXTS.wrongQuery}>{TEXTS.wrongQueryWhy}</EmptyState>
        </div>
      ) : error && alerts.length === 0 ? (
        <div className={styles.panel}>
          <ErrorState error={error} onRetry={() => list.refetch()} />
        </div>
      ) : list.data === undefined ? (
        <div className={styles.panel}>
          <LoadingState />
        </div>
      ) : alerts.length === 0 ? (
        <div className={styles.panel}>
          <NoAlerts search={search} onCreate={() => setCreating(true)} />
        </div>
      ) : (
        <div className={list.isPlaceholderData ? styles.stale : undefined}>
          <AlertList
            ref={rows}
            alerts={alerts}
            selection={selection}
            activeId={activeId}
            onActivate={setActiveId}
            hasMore={hasNextPage}
            isLoadingMore={isFetchingNextPage}
            onLoadMore={loadMore}
          />
        </div>
      )}
      <Footer isFailing={list.failureCount > 0 && !queryProblem} />
      {asked && (
        <ActionDialog
          kind={asked.kind}
          targets={asked.targets}
          onClose={() => setAsked(undefined)}
          onDone={selection.clear}
        />
      )}
      {isCreating && <CreateAlert onClose={() => setCreating(false)} />}
    </>
  );
}

/** What the service says about the query, at the character that was typed. */
function findQueryProblem(error: unknown, { resolved }: Search): QueryProblem | undefined {
  const message = error instanceof ApiError && error.status === 422 ? error.fields.query : undefined;
  if (message === undefined) return undefined;
  const at = findErrorPosition(message);
  return {
    message: message.replace(/ \(at character \d+\)$/, '.'),
    at: at === undefined ? undefined : (resolved?.toTyped(at) ?? at),
  };
}

function NoAlerts({ search, onCreate }: { readonly search: Search; readonly onCreate: () => void }) {
  const create = useMay()('alert-create') && (
    <Button kind="primary" onPress={onCreate}>
      {TEXTS.create}
    </Button>
  );
  const showOpen = <Button onPress={() => search.showView('open')}>{TEXTS.showOpen}</Button>;
  if (search.view?.id === 'open') {
    return (
      <EmptyState title={TEXTS.emptyOpen} action={create}>
        {create ? TEXTS.emptyOpenWhy : TEXTS.emptyOpenReadOnly}
      </EmptyState>
    );
  }
  if (search.view === VIEWS[0]) {
    return (
      <EmptyState title={TEXTS.emptyNeedsMe} action={showOpen}>
        {TEXTS.emptyNeedsMeWhy}
      </EmptyState>
    );
  }
  return (
    <EmptyState title={TEXTS.emptyOther} action={showOpen}>
      {TEXTS.emptyOtherWhy}
    </EmptyState>
  );
}

function Footer({ isFailing }: { readonly isFailing: boolean }) {
  const now = useNow();
  const live = useLiveAlerts();
  const isConnected = useSyncExternalStore(connection.subscribe, connection.get).kind === 'ok';
  const seconds = Math.max(0, Math.floor((now - live.checkedAt) / 1_000));
  return (
    <p className={styles.foot}>
      <span>
        {isFailing || live.isFailing || !isConnected ? TEXTS.paused : TEXTS.live}
        {live.checkedAt > 0 && `, ${TEXTS.ago(seconds)}`}
      </span>
      <span className={styles.keys}>
        <Kbd>j</Kbd> <Kbd>k</Kbd> {TEXTS.hints.move}
      </span>
      <span className={styles.keys}>
        <Kbd>x</Kbd> {TEXTS.hints.select}
      </span>
      <span className={styles.keys}>
        <Kbd>Enter</Kbd> {TEXTS.hints.open}
      </span>
      <span className={styles.keys}>
        <Kbd>?</Kbd> {TEXTS.hints.all}
      </span>
    </p>
  );
}

/** What the completion proposes: the account's people and teams, and what the shown alerts have. */
function useVocabulary(alerts: readonly AlertSummary[]): Vocabulary {
  const users = useUsers();
  const teams = useTeams();
  const schedules = useSchedules();
  return useMemo(() => {
    const usernames = users.map(({ username }) => username);
    const teamNames = (teams ?? []).map(({ name }) => name);
    return {
      usernames,
      teams: teamNames,
      responders: [...teamNames, ...(schedules ?? []).map(({ name }) => name), ...usernames],
      tags: [...new Set(alerts.flatMap(({ tags }) => tags))].sort(),
      integrations: [...new Set(alerts.map(({ integration }) => integration.name))].sort(),
    };
  }, [users, teams, schedules, alerts]);
}
