import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { useMay, useSession } from '../../app/session.tsx';
import { call } from '../../client/call.ts';
import { toErrorText } from '../../client/errors.ts';
import { queryClient } from '../../client/query-client.ts';
import { Button } from '../../components/button.tsx';
import { loadLater } from '../../components/load-later.tsx';
import { showToast } from '../../components/toast.tsx';
import { type Named, useTeamsOf } from '../../data/people.ts';
import { resolveOwnWords } from './query/own-words.ts';
import { SAVED_SEARCHES_KEY } from './saved-searches.ts';
import { TEXTS } from './texts.ts';
import { useAlertCount } from './use-alerts.ts';
import type { Search } from './use-search.ts';
import styles from './view-tabs.module.css';
import { VIEWS, type View } from './views.ts';

const SaveSearch = loadLater(() => import('./save-search.tsx'));

/** The views with their counts, and the saved searches. */
export function ViewTabs({ search }: { readonly search: Search }) {
  const may = useMay();
  const [isSaving, setSaving] = useState(false);
  const { data: saved = [] } = useQuery({
    queryKey: SAVED_SEARCHES_KEY,
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
      {!may('saved-searches-edit') ? null : current ? (
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

function DeleteSearch({ search, onDeleted }: { readonly search: Named; readonly onDeleted: () => void }) {
  const remove = useMutation({
    mutationFn: () =>
      call('DELETE /v2/alerts/saved-searches/{identifier}', { params: { identifier: search.id } }),
    onSuccess: async () => {
      showToast({ kind: 'done', text: TEXTS.removed(search.name) });
      onDeleted();
      await queryClient.invalidateQueries({ queryKey: SAVED_SEARCHES_KEY });
    },
    onError: (error) => showToast({ kind: 'problem', text: toErrorText(error) }),
  });
  return (
    <Button kind="quiet" isPending={remove.isPending} onPress={() => remove.mutate()}>
      {TEXTS.remove}
    </Button>
  );
}
