import { path } from '../api.ts';
import { type Document, toList, toText, withoutIds, withoutUndefined } from '../document.ts';
import type { Kind, Step } from '../kind.ts';

const ALL = '/v2/alerts/saved-searches';

interface SavedSearchView extends Document {
  readonly id: string;
  readonly owner: { readonly username?: string };
}

/** Saved searches. One whose owner was deleted has none. */
export const savedSearches: Kind = {
  name: 'saved-searches',
  getName: ({ name }) => toText(name),
  async read({ api }) {
    const all = await api.get<readonly { id: string }[]>(ALL);
    return Promise.all(
      all.map(async ({ id }) => {
        const search = await api.get<SavedSearchView>(ALL + path`/${id}`);
        const { id: _, createdAt: _created, updatedAt: _updated, owner, teams, ...rest } = search;
        const document = {
          ...rest,
          owner: owner.username === undefined ? undefined : owner,
          teams: toList(teams).filter(({ name }) => name !== undefined),
        };
        return { id, document: withoutUndefined(withoutIds(document) as Document) };
      }),
    );
  },
  async remove({ api }, { id }) {
    await api.send('DELETE', ALL + path`/${id}`);
  },
  async rename({ api }, { id }, name) {
    await api.send('PATCH', ALL + path`/${id}`, { name });
  },
};

/** The values of members that a file leaves out. */
const DEFAULTS = { description: '', teams: [] };

export const writeSavedSearch: Step = {
  kind: 'saved-searches',
  async write({ api, ids, note }, wanted) {
    const name = toText(wanted.name);
    const id = ids.find('saved-searches', name);
    if (id) {
      await api.send('PATCH', ALL + path`/${id}`, { ...DEFAULTS, ...wanted });
    } else if (wanted.owner === undefined) {
      note(
        'The owner of the saved search was deleted. Name a user as owner in the file; it is left out until then.',
      );
    } else {
      ids.set('saved-searches', name, (await api.send('POST', ALL, wanted)).id);
    }
  },
};
