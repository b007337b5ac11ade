import { type ConfigurationStore, createConfigurationStore } from '../../platform/configuration-store.ts';
import type { Table } from '../../platform/table.ts';
import type { Caller } from '../accounts/model.ts';
import { forbidden, notFound } from '../kernel/errors.ts';

/** A query that is stored under a name. */
export interface SavedSearch {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly description: string;
  readonly query: string;
  readonly ownerId: string;
  /** Ids of the teams that can use it; empty: all teams. */
  readonly teamIds: readonly string[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type SavedSearchStore = ConfigurationStore<SavedSearch>;

/** Saved searches, with unique names. */
export const createSavedSearchStore = (table: Table): SavedSearchStore =>
  createConfigurationStore<SavedSearch>(table, 'SAVEDSEARCH', (search) => search.name);

/** Whether the caller can access the saved search. A team's key can access those for its team or for all teams. */
export const canAccessSavedSearch = (
  { teamId }: Caller,
  { teamIds }: Pick<SavedSearch, 'teamIds'>,
): boolean => teamId === undefined || teamIds.length === 0 || teamIds.includes(teamId);

/** Longer than any id or name. Keeps table keys within their limit. */
const MAX_IDENTIFIER_LENGTH = 200;

/** The saved search with that id or name. Throws `not-found` if it does not exist or the caller cannot access it. */
export async function getSavedSearch(
  store: SavedSearchStore,
  caller: Caller,
  identifier: string,
  by: 'id' | 'name',
): Promise<SavedSearch> {
  const found =
    identifier.length <= MAX_IDENTIFIER_LENGTH
      ? await store.find(caller.accountId, { [by]: identifier })
      : undefined;
  if (found && canAccessSavedSearch(caller, found)) return found;
  throw notFound(`Saved search with ${by} [${identifier}] does not exist.`);
}

/**
 * Throws `forbidden` if the caller may use the saved search but not change it: the key of a team changes only those for its
 * team, not those for all teams.
 */
export function requireCanChangeSavedSearch({ teamId }: Caller, { teamIds }: SavedSearch): void {
  if (teamId === undefined || teamIds.includes(teamId)) return;
  throw forbidden("A key of a team can change only its team's saved searches.");
}
