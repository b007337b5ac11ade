import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useSession } from '../../app/session.tsx';
import { call } from '../../client/call.ts';
import { toErrorText } from '../../client/errors.ts';
import { queryClient } from '../../client/query-client.ts';
import { Button } from '../../components/button.tsx';
import { Combobox, ComboboxItem } from '../../components/combobox.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { TextField } from '../../components/text-field.tsx';
import { showToast } from '../../components/toast.tsx';
import { type Named, useTeamsOf } from '../../data/people.ts';
import styles from './save-search.module.css';
import { SAVED_SEARCHES_KEY } from './saved-searches.ts';
import { TEXTS } from './texts.ts';

/** Saves the query for everybody, or for a team. */
export default function SaveSearch({
  query,
  onClose,
  onSaved,
}: {
  readonly query: string;
  readonly onClose: () => void;
  readonly onSaved: (id: string) => void;
}) {
  const { user } = useSession();
  const teams: readonly Named[] = useTeamsOf(user.id) ?? [];
  const [name, setName] = useState('');
  const [teamId, setTeamId] = useState<string>('');
  const [problem, setProblem] = useState<string>();
  const save = useMutation({
    mutationFn: () =>
      call('POST /v2/alerts/saved-searches', {
        body: {
          name: name.trim(),
          query,
          owner: { username: user.username },
          teams: teamId ? [{ id: teamId }] : [],
        },
      }),
    onSuccess: async ({ data }) => {
      await queryClient.invalidateQueries({ queryKey: SAVED_SEARCHES_KEY });
      showToast({ kind: 'done', text: TEXTS.savedDone(data.name) });
      onSaved(data.id);
    },
    onError: (error) => setProblem(toErrorText(error)),
  });
  const submit = () =>
    name.trim() === '' ? setProblem(`${TEXTS.saveName} ${TEXTS.saveNameMissing}.`) : save.mutate();
  const audience = [{ id: '', name: TEXTS.saveForAll }, ...teams];
  return (
    <Dialog
      title={TEXTS.saveTitle}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{TEXTS.cancel}</Button>
          <Button kind="primary" type="submit" form="save-search" isPending={save.isPending}>
            {TEXTS.saveButton}
          </Button>
        </>
      }
    >
      <p className="mono">{query}</p>
      <form
        id="save-search"
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField
          label={TEXTS.saveName}
          value={name}
          onChange={setName}
          maxLength={100}
          error={problem}
          autoFocus
        />
        <Combobox
          label={TEXTS.saveFor}
          defaultItems={audience}
          selectedKey={teamId}
          onSelectionChange={(key) => setTeamId(String(key ?? ''))}
        >
          {(team) => (
            <ComboboxItem id={team.id} textValue={team.name}>
              {team.name}
            </ComboboxItem>
          )}
        </Combobox>
      </form>
    </Dialog>
  );
}
