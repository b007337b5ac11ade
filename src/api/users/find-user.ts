import type { Caller } from '../../domain/accounts/model.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { notFound } from '../../domain/kernel/errors.ts';
import type { User } from '../../domain/users/model.ts';
import { nameOrConflict, requireAccountKey } from '../../http/resource.ts';

/** Usernames are e-mail addresses; ids contain no @. */
const toUserReference = (identifier: string) =>
  identifier.includes('@') ? { name: identifier } : { id: identifier };

const missing = (identifier: string) => notFound(`User with identifier [${identifier}] does not exist.`);

/** The users that the caller may see. The key of a team sees only the members of the team. */
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

/** The user that a path names by id or username. Throws `not-found` if there is none or the caller may not see it. */
export async function getVisibleUser(directory: Directory, caller: Caller, identifier = ''): Promise<User> {
  const found = await directory.users.find(caller.accountId, toUserReference(identifier));
  const [visible] = await filterVisibleUsers(directory, caller, found ? [found] : []);
  if (!visible) throw missing(identifier);
  return visible;
}

/**
 * Changes the user that a path names. Throws `forbidden` for the key of a team, `not-found`, `conflict` if a new
 * username is taken, and whatever `change` throws; then nothing is changed.
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
