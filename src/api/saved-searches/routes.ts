import * as z from 'zod';
import type { Caller } from '../../domain/accounts/model.ts';
import {
  type Directory,
  loadTargetFormatter,
  type NamedTarget,
  resolveTarget,
} from '../../domain/directory/directory.ts';
import { invalid, notFound } from '../../domain/kernel/errors.ts';
import { lazily } from '../../domain/kernel/lazily.ts';
import {
  nameSchema,
  referenceSchema,
  userReferenceSchema,
  withoutUndefined,
} from '../../domain/kernel/schemas.ts';
import { queryTextSchema } from '../../domain/kernel/search-query/input.ts';
import {
  canAccessSavedSearch,
  getSavedSearch,
  requireCanChangeSavedSearch,
  type SavedSearch,
  type SavedSearchStore,
} from '../../domain/saved-searches/store.ts';
import { byIdentifierType, nameOrConflict } from '../../http/resource.ts';
import { created, done, doneWith, ok, type Route } from '../../http/route.ts';
import { toIso } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';
import { defineRoute } from './define-route.ts';

const MAX_TEAMS = 20;

const createBody = lazily(() =>
  z.object({
    name: nameSchema(100),
    query: queryTextSchema(1_000),
    description: z.string().max(15_000).default(''),
    owner: userReferenceSchema,
    teams: z.array(referenceSchema).max(MAX_TEAMS).default([]),
  }),
);

const updateBody = lazily(() =>
  z.object({
    name: nameSchema(100).optional(),
    query: queryTextSchema(1_000).optional(),
    description: z.string().max(15_000).optional(),
    owner: userReferenceSchema.optional(),
    teams: z.array(referenceSchema).max(MAX_TEAMS).optional(),
  }),
);

const PATH = '/v2/alerts/saved-searches';
const LABEL = 'Saved search';
const base = { tag: 'Alerts', domain: 'alert', exceptIdentifierTypes: ['alias', 'tiny'] } as const;

export interface SavedSearchDeps {
  readonly savedSearches: SavedSearchStore;
  readonly directory: Directory;
}

/** Routes of saved searches: named alert queries. */
export function savedSearchRoutes({ savedSearches: store, directory }: SavedSearchDeps): readonly Route[] {
  return [
    defineRoute({
      ...base,
      method: 'GET',
      path: PATH,
      summary: 'List saved searches',
      rights: ['read'],
      response: 'savedSearches',
      async handle({ caller }) {
        const all = await store.list(caller.accountId);
        return ok(all.filter((search) => canAccessSavedSearch(caller, search)).map(toMeta));
      },
    }),
    defineRoute({
      ...base,
      method: 'POST',
      path: PATH,
      summary: 'Save a search',
      rights: ['create-update'],
      body: createBody,
      response: 'created',
      async handle({ caller, body, requestId, now }) {
        const { accountId } = caller;
        const [ownerId, teamIds] = await Promise.all([
          resolveOwnerId(directory, accountId, body.owner),
          resolveTeamIds(directory, caller, body.teams),
        ]);
        const { name, query, description } = body;
        const search = { name, query, description, ownerId, teamIds, createdAt: now, updatedAt: now };
        const id = derivedId('saved-search', accountId, requestId);
        return created(toMeta(await nameOrConflict(LABEL, () => store.create(accountId, { id, ...search }))));
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: `${PATH}/{identifier}`,
      summary: 'Get a saved search',
      rights: ['read'],
      query: byIdentifierType,
      response: 'savedSearch',
      async handle({ caller, params, query }) {
        const found = await getSavedSearch(store, caller, params.identifier ?? '', query.identifierType);
        return ok(await toSavedSearchView(directory, caller.accountId, found));
      },
    }),
    defineRoute({
      ...base,
      method: 'PATCH',
      path: `${PATH}/{identifier}`,
      summary: 'Change a saved search',
      rights: ['create-update'],
      query: byIdentifierType,
      body: updateBody,
      clears: ['description'],
      response: 'updated',
      async handle({ caller, params, query, body, now }) {
        const { accountId } = caller;
        const found = await getSavedSearch(store, caller, params.identifier ?? '', query.identifierType);
        requireCanChangeSavedSearch(caller, found);
        const [ownerId, teamIds] = await Promise.all([
          body.owner && resolveOwnerId(directory, accountId, body.owner),
          body.teams && resolveTeamIds(directory, caller, body.teams),
        ]);
        const { name, query: newQuery, description } = body;
        const change = withoutUndefined({ name, query: newQuery, description, ownerId, teamIds });
        const changed = await nameOrConflict(LABEL, () =>
          store.update(accountId, found.id, (current) => ({ ...current, ...change, updatedAt: now })),
        );
        if (!changed) throw notFound(`${LABEL} with id [${found.id}] does not exist.`);
        return doneWith('Updated', await toSavedSearchView(directory, accountId, changed));
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: `${PATH}/{identifier}`,
      summary: 'Delete a saved search',
      rights: ['delete'],
      query: byIdentifierType,
      response: 'deleted',
      async handle({ caller, params, query }) {
        const found = await getSavedSearch(store, caller, params.identifier ?? '', query.identifierType);
        requireCanChangeSavedSearch(caller, found);
        await store.delete(caller.accountId, found.id);
        return done('Deleted');
      },
    }),
  ];
}

const toMeta = ({ id, name }: SavedSearch) => ({ id, name });

const resolveOwnerId = async (
  directory: Directory,
  accountId: string,
  owner: z.infer<typeof userReferenceSchema>,
) => (await resolveTarget(directory, accountId, { type: 'user', ...owner }, 'owner')).id;

/** Ids of the teams. Throws `invalid` if one does not exist, or if the key's team could not access the search itself. */
async function resolveTeamIds(
  directory: Directory,
  caller: Caller,
  teams: readonly z.infer<typeof referenceSchema>[],
): Promise<readonly string[]> {
  const found = await Promise.all(
    teams.map((team, i) =>
      resolveTarget(directory, caller.accountId, { type: 'team', ...team }, `teams[${i}]`),
    ),
  );
  const named = [...new Set(found.map(({ id }) => id))];
  // A search without teams is for all teams. The key of a team saves it for its own team instead.
  const teamIds = named.length === 0 && caller.teamId !== undefined ? [caller.teamId] : named;
  if (!canAccessSavedSearch(caller, { teamIds })) throw invalid({ teams: "must include the key's own team" });
  return teamIds;
}

async function toSavedSearchView(directory: Directory, accountId: string, search: SavedSearch) {
  const owner = { type: 'user', id: search.ownerId } as const;
  const teams = search.teamIds.map((id) => ({ type: 'team', id }) as const);
  const format = await loadTargetFormatter(directory, accountId, [owner, ...teams]);
  const withoutType = ({ type: _, ...view }: NamedTarget) => view;
  return {
    ...toMeta(search),
    createdAt: toIso(search.createdAt),
    updatedAt: toIso(search.updatedAt),
    owner: withoutType(format(owner)),
    teams: teams.map((team) => withoutType(format(team))),
    description: search.description,
    query: search.query,
  };
}
