import type { Caller } from '../../domain/accounts/model.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { notFound } from '../../domain/kernel/errors.ts';
import type { User } from '../../domain/users/model.ts';
import { nameOrConflict, requireAccountKey } from '../../http/resource.ts';

/** An address is a username; ids have no @ in them. */
const referenceOf = (identifier: string) =>
  identifier.includes('@') ? { name: identifier } : { id: identifier };

const missing = (identifier: string) => notFound(`User with identifier [${identifier}] does not exist.`);

/** Those of the users whom the caller may see: a team's key sees the members of the team. */
export async function filterVisibleUsers(
  directory: Directory,
  caller: Caller,
  users: readonly User[],
): Promise<readonly User[]> {
  if (!caller.teamId || users.length === 0) return users;
  const team = await directory.teams.get(caller.accountId, caller.teamId);
  const members = new Set(team?.members.map(({ userId }) => userId));
  return users.filter(({ id }) => members.has(id));
}

/** The user that a path names by id or username. Throws 404 where there is none within the caller's reach. */
export async function getVisibleUser(directory: Directory, caller: Caller, identifier = ''): Promise<User> {
  const found = await directory.users.find(caller.accountId, referenceOf(identifier));
  const [visible] = await filterVisibleUsers(directory, caller, found ? [found] : []);
  if (!visible) throw missing(identifier);
  return visible;
}

/**
 * Changes the user that a path names. Throws 403 for a key of a team, 404 where there is no such user, 409 where a new
 * username is taken, and what `change` throws; then nothing is changed.
 */
export async function changeUser(
  directory: Directory,
  caller: Caller,
  identifier: string | undefined,
  change: (user: User) => Omit<User, 'version'>,
): Promise<User> {
  requireAccountKey(caller, 'change users');
  const { id } = await getVisibleUser(directory, caller, identifier);
  const changed = await nameOrConflict(
    'User',
    () => directory.users.update(caller.accountId, id, change),
    'username',
  );
  if (!changed) throw missing(id);
  return changed;
}
