import { useMutation, useQuery } from '@tanstack/react-query';
import { useSession } from '../../app/session.tsx';
import { call } from '../../client/call.ts';
import { toErrorText } from '../../client/errors.ts';
import { queryClient } from '../../client/query-client.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorState } from '../../components/states.tsx';
import { TextField } from '../../components/text-field.tsx';
import { Time } from '../../components/time.tsx';
import { showToast } from '../../components/toast.tsx';
import styles from './calendar-dialog.module.css';
import { TEXTS } from './texts.ts';

/** Creates, shows and revokes the secret links by which calendar programs read the person's shifts. */
export function CalendarDialog({ onClose }: { readonly onClose: () => void }) {
  const { user } = useSession();
  const params = { identifier: user.id };
  const queryKey = ['calendar-links', user.id];
  const links = useQuery({
    queryKey,
    queryFn: async () => (await call('GET /v2/users/{identifier}/calendar-links', { params })).data,
  });
  const readAgain = () => queryClient.invalidateQueries({ queryKey });
  const showProblem = (error: unknown) => showToast({ kind: 'problem', text: toErrorText(error) });
  const create = useMutation({
    mutationFn: async () => (await call('POST /v2/users/{identifier}/calendar-links', { params })).data,
    onSuccess: readAgain,
    onError: showProblem,
  });
  const revoke = useMutation({
    mutationFn: (id: string) =>
      call('DELETE /v2/users/{identifier}/calendar-links/{id}', { params: { ...params, id } }),
    onSuccess: async (_, id) => {
      if (create.data?.id === id) create.reset();
      showToast({ kind: 'done', text: TEXTS.revoked });
      await readAgain();
    },
    onError: showProblem,
  });
  return (
    <Dialog
      title={TEXTS.calendarTitle}
      isOpen
      wide
      onClose={onClose}
      actions={<Button onPress={onClose}>{TEXTS.close}</Button>}
    >
      <div className={styles.content}>
        <p className="muted">{TEXTS.calendarWhy}</p>
        {create.data ? (
          <NewLink url={create.data.url} webcalUrl={create.data.webcalUrl} />
        ) : (
          <div>
            <Button kind="primary" isPending={create.isPending} onPress={() => create.mutate()}>
              {TEXTS.createLink}
            </Button>
          </div>
        )}
        <h3>{TEXTS.links}</h3>
        {links.error && <ErrorState error={links.error} onRetry={links.refetch} />}
        {links.data?.length === 0 && <p className="muted">{TEXTS.noLinks}</p>}
        <ul className={styles.links}>
          {links.data?.map(({ id, createdAt }) => (
            <li key={id}>
              <span>
                {TEXTS.link} · <Time at={createdAt} timeZone={user.timeZone} words />
              </span>
              <Button kind="quiet" isDisabled={revoke.isPending} onPress={() => revoke.mutate(id)}>
                {TEXTS.revoke}
              </Button>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

function NewLink({ url, webcalUrl }: { readonly url: string; readonly webcalUrl: string }) {
  const copy = async () => {
    await navigator.clipboard.writeText(url);
    showToast({ kind: 'done', text: TEXTS.copied });
  };
  return (
    <div className={styles.created}>
      <p role="status">{TEXTS.linkOnce}</p>
      <TextField label={TEXTS.link} value={url} isReadOnly />
      <div className={styles.buttons}>
        <Button kind="primary" onPress={copy}>
          {TEXTS.copy}
        </Button>
        <a href={webcalUrl}>{TEXTS.open}</a>
      </div>
    </div>
  );
}
