import { useMutation, useQuery } from '@tanstack/react-query';
import { useSession } from '../../app/session.tsx';
import { call } from '../../client/call.ts';
import { toErrorText } from '../../client/errors.ts';
import { queryClient } from '../../client/query-client.ts';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { ErrorState, LoadingState } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { showToast } from '../../components/toast.tsx';
import styles from './devices.module.css';
import { TEXTS } from './texts.ts';

const QUERY_KEY = ['sessions'];

/** The person's sessions, the one of this browser first. */
export function SessionList() {
  const { user } = useSession();
  const { data, error, refetch } = useQuery({
    queryKey: QUERY_KEY,
    queryFn: async () => (await call('GET /web/sessions')).sessions,
  });
  const end = useMutation({
    mutationFn: async (ids: readonly string[]) => {
      for (const id of ids) await call('DELETE /web/sessions/{id}', { params: { id } });
    },
    onSuccess: (_, ids) =>
      showToast({ kind: 'done', text: ids.length === 1 ? TEXTS.ended : TEXTS.othersEnded }),
    onError: (problem) => showToast({ kind: 'problem', text: toErrorText(problem) }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: QUERY_KEY }),
  });
  const sessions = data?.toSorted((a, b) => Number(b.current) - Number(a.current)) ?? [];
  const others = sessions.filter(({ current }) => !current).map(({ id }) => id);
  return (
    <section className={styles.section} aria-labelledby="sessions">
      <div className={styles.head}>
        <div>
          <h2 id="sessions">{TEXTS.sessions}</h2>
          <p className="muted">{TEXTS.sessionsWhy}</p>
        </div>
        {others.length > 1 && (
          <Button isPending={end.isPending} onPress={() => end.mutate(others)}>
            {TEXTS.endOthers}
          </Button>
        )}
      </div>
      {data === undefined && (error ? <ErrorState error={error} onRetry={refetch} /> : <LoadingState />)}
      <ul className={styles.panel}>
        {sessions.map(({ id, device, createdAt, lastUsedAt, current }) => (
          <li key={id} className={styles.row}>
            <div>
              <strong>{device}</strong> {current && <Chip>{TEXTS.here}</Chip>}
              <p className="muted">
                {TEXTS.signedIn} <Time at={createdAt} timeZone={user.timeZone} words /> · {TEXTS.lastUsed}{' '}
                <Time at={lastUsedAt} timeZone={user.timeZone} words />
              </p>
            </div>
            {!current && (
              <Button isDisabled={end.isPending} onPress={() => end.mutate([id])}>
                {TEXTS.end}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
