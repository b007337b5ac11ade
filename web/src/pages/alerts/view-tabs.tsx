import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
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
import { resolveOwnWords } from './query/own-words.ts';
import { TEXTS } from './texts.ts';
import { useAlertCount } from './use-alerts.ts';
import type { Search } from './use-search.ts';
import styles from './view-tabs.module.css';
import { VIEWS, type View } from './views.ts';

const SAVED_KEY = ['saved-searches'] as const;

/** The views with their counts, and the saved searches. */
export function ViewTabs({ search }: { readonly search: Search }) {
  const [isSaving, setSaving] = useState(false);
  const { data: saved = [] } = useQuery({
    queryKey: SAVED_KEY,
    queryFn: async () => (await call('GET /v2/alerts/saved-searches')).data,
    staleTime: 60_000,
  });
  const current = saved.find(({ id }) => id === search.savedSearchId);
  return (
    <nav aria-label={TEXTS.views} className={styles.tabs}>
      {VIEWS.map((view) => (
        <ViewTab key={view.id} view={view} isCurrent={search.view === view} />
      ))}
      {saved.map(({ id, name }) => (
        <Link
          key={id}
          href={`/alerts?search=${encodeURIComponent(id)}`}
          className={styles.tab ?? ''}
          aria-current={id === search.savedSearchId ? 'page' : undefined}
        >
          {name} <span className="faint">{TEXTS.saved}</span>
        </Link>
      ))}
      {current ? (
        <DeleteSearch search={current} onDeleted={() => search.showView(VIEWS[0].id)} />
      ) : (
        !search.view &&
        search.typed && (
          <Button kind="quiet" onPress={() => setSaving(true)}>
            {TEXTS.save}
          </Button>
        )
      )}
      {isSaving && search.typed !== undefined && (
        <SaveSearch
          query={search.typed}
          onClose={() => setSaving(false)}
          onSaved={(id) => {
            setSaving(false);
            search.showSaved(id);
          }}
        />
      )}
    </nav>
  );
}

function ViewTab({ view, isCurrent }: { readonly view: View; readonly isCurrent: boolean }) {
  const { user } = useSession();
  const teams = useTeamsOf(user.id);
  const self = { username: user.username, teams: (teams ?? []).map(({ name }) => name) };
  const count = useAlertCount(teams && resolveOwnWords(view.query, self).text);
  return (
    <Link
      href={`/alerts?view=${view.id}`}
      className={styles.tab ?? ''}
      aria-current={isCurrent ? 'page' : undefined}
    >
      {view.label} <span className={isCurrent ? styles.count : 'faint'}>{count ?? '·'}</span>
    </Link>
  );
}

function SaveSearch({
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
      await queryClient.invalidateQueries({ queryKey: SAVED_KEY });
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

function DeleteSearch({ search, onDeleted }: { readonly search: Named; readonly onDeleted: () => void }) {
  const remove = useMutation({
    mutationFn: () =>
      call('DELETE /v2/alerts/saved-searches/{identifier}', { params: { identifier: search.id } }),
    onSuccess: async () => {
      showToast({ kind: 'done', text: TEXTS.removed(search.name) });
      onDeleted();
      await queryClient.invalidateQueries({ queryKey: SAVED_KEY });
    },
    onError: (error) => showToast({ kind: 'problem', text: toErrorText(error) }),
  });
  return (
    <Button kind="quiet" isPending={remove.isPending} onPress={() => remove.mutate()}>
      {TEXTS.remove}
    </Button>
  );
}
