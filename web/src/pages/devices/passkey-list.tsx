import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSession } from '../../app/session.tsx';
import { call } from '../../client/call.ts';
import { toErrorText } from '../../client/errors.ts';
import { queryClient } from '../../client/query-client.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorState, LoadingState } from '../../components/states.tsx';
import { TextField } from '../../components/text-field.tsx';
import { Time } from '../../components/time.tsx';
import { showToast } from '../../components/toast.tsx';
import { createPasskey } from './create-passkey.ts';
import styles from './devices.module.css';
import { TEXTS } from './texts.ts';

const QUERY_KEY = ['passkeys'];
const readAgain = () => queryClient.invalidateQueries({ queryKey: QUERY_KEY });

/** The person's passkeys. */
export function PasskeyList() {
  const { user } = useSession();
  const [isAdding, setIsAdding] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: QUERY_KEY,
    queryFn: async () => (await call('GET /web/passkeys')).passkeys,
  });
  const remove = useMutation({
    mutationFn: (id: string) => call('DELETE /web/passkeys/{id}', { params: { id } }),
    onSuccess: () => showToast({ kind: 'done', text: TEXTS.removed }),
    onError: (problem) => showToast({ kind: 'problem', text: toErrorText(problem) }),
    onSettled: readAgain,
  });
  return (
    <section className={styles.section} aria-labelledby="passkeys">
      <div className={styles.head}>
        <div>
          <h2 id="passkeys">{TEXTS.passkeys}</h2>
          <p className="muted">{TEXTS.passkeysWhy}</p>
        </div>
        <Button kind="primary" onPress={() => setIsAdding(true)}>
          {TEXTS.add}
        </Button>
      </div>
      {data === undefined && (error ? <ErrorState error={error} onRetry={refetch} /> : <LoadingState />)}
      {data && (
        <ul className={styles.panel}>
          {data.length === 0 && <li className={styles.row}>{TEXTS.noPasskeys}</li>}
          {data.map(({ id, name, createdAt, lastUsedAt }) => (
            <li key={id} className={styles.row}>
              <div>
                <strong>{name}</strong>
                <p className="muted">
                  {TEXTS.added} <Time at={createdAt} timeZone={user.timeZone} words /> ·{' '}
                  {lastUsedAt ? (
                    <>
                      {TEXTS.lastUsed} <Time at={lastUsedAt} timeZone={user.timeZone} words />
                    </>
                  ) : (
                    TEXTS.never
                  )}
                </p>
              </div>
              <Button kind="danger" isDisabled={remove.isPending} onPress={() => remove.mutate(id)}>
                {TEXTS.remove}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {isAdding && <AddPasskey onClose={() => setIsAdding(false)} />}
    </section>
  );
}

function AddPasskey({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('');
  const create = useMutation({
    mutationFn: () => createPasskey(name.trim()),
    onSuccess: async () => {
      showToast({ kind: 'done', text: TEXTS.created });
      onClose();
      await readAgain();
    },
  });
  return (
    <Dialog
      title={TEXTS.addTitle}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{TEXTS.cancel}</Button>
          <Button kind="primary" type="submit" form="add-passkey" isPending={create.isPending}>
            {TEXTS.create}
          </Button>
        </>
      }
    >
      <form
        id="add-passkey"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <TextField
          label={TEXTS.name}
          description={TEXTS.nameWhy}
          value={name}
          onChange={setName}
          isRequired
          autoFocus
          maxLength={100}
          error={create.error ? toErrorText(create.error) : undefined}
        />
      </form>
    </Dialog>
  );
}
