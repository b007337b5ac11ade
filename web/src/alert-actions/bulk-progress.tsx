import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { useSession } from '../app/session.tsx';
import { call } from '../client/call.ts';
import { ApiError } from '../client/errors.ts';
import type { ResponseBody } from '../client/operation-types.ts';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { PAST, PRESENT } from './action.ts';
import {
  cancelBulkAction,
  forgetBulkAction,
  type StartedBulkAction,
  startedBulkActions,
} from './bulk-action.ts';
import styles from './bulk-progress.module.css';
import { readAlertsAgain } from './perform.ts';
import { BULK_TEXTS } from './texts.ts';

type Progress = ResponseBody<'GET /v2/alerts/bulk-actions/{id}'>['data'];

const POLL_MS = 1_000;
/** Without progress for this time, the bulk action waits for the service. */
const DELAYED_MS = 60_000;

const hasEnded = ({ state }: Progress) => state === 'finished' || state === 'cancelled';

/** The bulk actions that the person has started, with their progress, until each is dismissed. */
export function BulkProgress() {
  const { user } = useSession();
  const started = useSyncExternalStore(startedBulkActions.subscribe, startedBulkActions.get);
  return started
    .filter(({ userId }) => userId === user.id)
    .map((bulk) => <OneBulkAction key={bulk.id} bulk={bulk} />);
}

function OneBulkAction({ bulk }: { readonly bulk: StartedBulkAction }) {
  const { id, type, total } = bulk;
  const client = useQueryClient();
  const { data, error } = useQuery({
    queryKey: ['bulk-action', id],
    queryFn: async ({ signal }) =>
      (await call('GET /v2/alerts/bulk-actions/{id}', { params: { id }, signal })).data,
    refetchInterval: ({ state }) => (state.data && hasEnded(state.data) ? false : POLL_MS),
  });
  // The service keeps them for two weeks.
  const isGone = error instanceof ApiError && error.status === 404;
  useEffect(() => {
    if (isGone) forgetBulkAction(id);
  }, [isGone, id]);
  const worked = data ? data.done + data.refused : 0;
  useEffect(() => {
    if (worked > 0) readAlertsAgain();
  }, [worked]);
  if (isGone) return null;
  const isOver = data !== undefined && hasEnded(data);
  const cancel = async () => {
    await cancelBulkAction(id);
    await client.invalidateQueries({ queryKey: ['bulk-action', id] });
  };
  return (
    <section className={styles.bar} aria-label={BULK_TEXTS.progress}>
      <span className={styles.text} role="status">
        {isOver && <Icon name={data.refused > 0 ? 'warning' : 'check'} size={16} />}
        {data && isOver ? formatOutcome(bulk, data) : `${PRESENT[type]} ${BULK_TEXTS.of(worked, total)}`}
        {data && !isOver && isDelayed(data) && ` ${BULK_TEXTS.delayed}`}
      </span>
      {!isOver && (
        <progress
          className={styles.progress}
          aria-label={BULK_TEXTS.progress}
          max={Math.max(1, total)}
          value={worked}
        />
      )}
      {isOver ? (
        <Button kind="quiet" onPress={() => forgetBulkAction(id)}>
          {BULK_TEXTS.dismiss}
        </Button>
      ) : (
        <Button kind="quiet" isDisabled={data?.state === 'cancelling'} onPress={() => void cancel()}>
          {data?.state === 'cancelling' ? BULK_TEXTS.stopping : BULK_TEXTS.stop}
        </Button>
      )}
    </section>
  );
}

const isDelayed = ({ updatedAt }: Progress): boolean => Date.now() - Date.parse(updatedAt) > DELAYED_MS;

/** How many alerts were changed, and how many not. */
function formatOutcome({ type }: StartedBulkAction, { state, done, refused, total }: Progress): string {
  const changed = `${PAST[type]} ${BULK_TEXTS.of(done, total)}.`;
  return [
    ...(state === 'cancelled' ? [BULK_TEXTS.stopped] : []),
    changed,
    ...(refused > 0 ? [BULK_TEXTS.refused(refused)] : []),
  ].join(' ');
}
