import type { Caller } from '../../domain/accounts/model.ts';
import { notFound } from '../../domain/kernel/errors.ts';
import {
  canAccessSavedSearch,
  getSavedSearch,
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
 * The saved searches of users: those of the alerts, by their owner. The key of a user sees their own; a key that is
 * nobody's sees everybody's.
 */
export function userSavedSearchRoutes({
  savedSearches,
}: {
  readonly savedSearches: SavedSearchStore;
}): readonly Route[] {
  const isOf = ({ user }: Caller, ownerId: string) => user === undefined || user.id === ownerId;

  async function found(caller: Caller, identifier: string, by: 'id' | 'name') {
    const search = await getSavedSearch(savedSearches, caller, identifier, by);
    if (!isOf(caller, search.ownerId)) {
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
        const seen = all.filter(
          (search) => canAccessSavedSearch(caller, search) && isOf(caller, search.ownerId),
        );
        return ok(seen.map(({ id, name }) => ({ id, name })));
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
        const search = await found(caller, params.identifier ?? '', query.identifierType);
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
        const { id } = await found(caller, params.identifier ?? '', query.identifierType);
        await savedSearches.delete(caller.accountId, id);
        return done('Deleted');
      },
    }),
  ];
}
