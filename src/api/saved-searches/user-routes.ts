import type { Caller } from '../../domain/accounts/model.ts';
import { notFound } from '../../domain/kernel/errors.ts';
import {
  canAccessSavedSearch,
  getSavedSearch,
  requireCanChangeSavedSearch,
  type SavedSearchStore,
} from '../../domain/saved-searches/store.ts';
import { byIdentifierType } from '../../http/resource.ts';
import { DELETE, READ } from '../../http/rights.ts';
import { done, ok, type Route } from '../../http/route.ts';
import { defineRoute } from './define-route.ts';

const base = { tag: 'User saved searches', domain: 'configuration' } as const;
const ALL = '/v2/users/saved-searches';
const ONE = `${ALL}/{identifier}`;

/**
 * Opsgenie's second API of saved searches. The key of a user accesses the searches that this user owns; any other key those
 * of all users.
 */
export function userSavedSearchRoutes({
  savedSearches,
}: {
  readonly savedSearches: SavedSearchStore;
}): readonly Route[] {
  const canSeeSearchesBy = ({ user }: Caller, ownerId: string) => user === undefined || user.id === ownerId;

  async function getOwned(caller: Caller, identifier: string, by: 'id' | 'name') {
    const search = await getSavedSearch(savedSearches, caller, identifier, by);
    if (!canSeeSearchesBy(caller, search.ownerId)) {
      throw notFound(`Saved search with ${by} [${identifier}] does not exist.`);
    }
    return search;
  }

  return [
    defineRoute({
      ...base,
      method: 'GET',
      path: ALL,
      summary: 'List the saved searches of users',
      rights: READ,
      response: 'savedSearches',
      handle: async ({ caller }) => {
        const all = await savedSearches.list(caller.accountId);
        const owned = all.filter(
          (search) => canAccessSavedSearch(caller, search) && canSeeSearchesBy(caller, search.ownerId),
        );
        return ok(owned.map(({ id, name }) => ({ id, name })));
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: ONE,
      summary: 'Get a saved search of a user',
      rights: READ,
      query: byIdentifierType,
      response: 'userSavedSearch',
      handle: async ({ caller, params, query }) => {
        const search = await getOwned(caller, params.identifier ?? '', query.identifierType);
        const { id, name, description, ownerId, query: text } = search;
        return ok({ id, name, description, ownerId, query: text });
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: ONE,
      summary: 'Delete a saved search of a user',
      rights: DELETE,
      query: byIdentifierType,
      response: 'deleted',
      handle: async ({ caller, params, query }) => {
        const search = await getOwned(caller, params.identifier ?? '', query.identifierType);
        requireCanChangeSavedSearch(caller, search);
        await savedSearches.delete(caller.accountId, search.id);
        return done('Deleted');
      },
    }),
  ];
}
