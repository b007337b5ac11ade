import * as z from 'zod';
import type { Caller } from '../domain/accounts/model.ts';
import { conflict, forbidden, notFound } from '../domain/kernel/errors.ts';
import { type Aggregate, type ConfigurationStore, NameTaken } from '../platform/configuration-store.ts';

const identifierType = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['id', 'name']))
  .default('id');

/** Whether to delete something that open alerts use. */
export const force = z.enum(['true', 'false']).optional();

/** The type of a path's identifier: `id` (the default) or `name`. */
export const byIdentifierType = z.object({ identifierType });

/** The query of a deletion: what the identifier is, and whether to delete even if open alerts use it. */
export const byIdentifierTypeOrForce = z.object({ identifierType, force });

/** The same under a team's sub-resources. */
export const byTeamIdentifierType = z.object({ teamIdentifierType: identifierType });

export type IdentifierType = z.infer<typeof identifierType>;

/**
 * Whether the caller may access an aggregate of that team. A key of a team reaches that team's aggregates only, a key of
 * the account all. Anything else is answered as if it did not exist.
 */
export const reaches = (caller: Caller, teamId: string | undefined): boolean =>
  caller.teamId === undefined || caller.teamId === teamId;

/** Throws 403 for a key of a team, because the operation concerns the whole account. */
export function requireAccountKey(caller: Caller, what: string): void {
  if (caller.teamId !== undefined) throw forbidden(`A key of a team cannot ${what}.`);
}

/** How aggregates of one kind are looked up for requests and named in errors. */
export interface Resource<T extends Aggregate> {
  readonly label: string;
  readonly store: ConfigurationStore<T>;
  /** The team whose keys reach it. */
  readonly teamOf: (aggregate: T) => string | undefined;
}

const missing = (label: string, by: IdentifierType, identifier: string, hint = '') =>
  notFound(`${label} with ${by} [${identifier}] does not exist.${hint}`);

/**
 * The aggregate that a path names. Throws 404 if there is none that the caller may access; if there is one of that name in
 * the place of an id, or the other way round, the message says so. `parameter`: the query parameter that says which it is.
 */
export async function findResource<T extends Aggregate>(
  { label, store, teamOf }: Resource<T>,
  caller: Caller,
  identifier: string,
  by?: IdentifierType,
  parameter = 'identifierType',
): Promise<T> {
  const find = async (kind: IdentifierType) => {
    const found = await store.find(caller.accountId, { [kind]: identifier });
    return found && reaches(caller, teamOf(found)) ? found : undefined;
  };
  const found = await find(by ?? 'id');
  if (found) return found;
  const other = by === 'name' ? 'id' : 'name';
  // Without the parameter, the operation knows ids only.
  const isOther = by !== undefined && (await find(other)) !== undefined;
  const hint = isOther ? ` There is one of that ${other}: add ?${parameter}=${other}.` : '';
  throw missing(label, by ?? 'id', identifier, hint);
}

/** The account's aggregates that the caller may access. */
export async function listResources<T extends Aggregate>(
  { store, teamOf }: Resource<T>,
  caller: Caller,
): Promise<readonly T[]> {
  return (await store.list(caller.accountId)).filter((aggregate) => reaches(caller, teamOf(aggregate)));
}

/**
 * Changes the aggregate of that id. Throws 404 if it does not exist or the caller may not access it, 409 if its new name
 * is taken, and whatever `change` throws; then nothing is changed.
 */
export async function changeResource<T extends Aggregate>(
  { label, store, teamOf }: Resource<T>,
  caller: Caller,
  id: string,
  change: (current: T) => Omit<T, 'version'>,
): Promise<T> {
  const changed = await nameOrConflict(label, () =>
    store.update(caller.accountId, id, (current) => {
      if (!reaches(caller, teamOf(current))) throw missing(label, 'id', id);
      return change(current);
    }),
  );
  if (!changed) throw missing(label, 'id', id);
  return changed;
}

/** Runs a write, and throws 409 for the field if the name is taken. */
export async function nameOrConflict<R>(label: string, write: () => Promise<R>, field = 'name'): Promise<R> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof NameTaken)) throw error;
    throw conflict(`${label} with this ${field} already exists.`, { [field]: 'already exists' });
  }
}
