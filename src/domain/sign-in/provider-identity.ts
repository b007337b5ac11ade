import type { Instant } from '../../platform/clock.ts';
import { NameTaken } from '../../platform/configuration-store.ts';
import { derivedId, sha256 } from '../../platform/ids.ts';
import { identityKey } from '../../platform/keys.ts';
import type { Item, Table } from '../../platform/table.ts';
import { DEFAULT_TIME_ZONE, findAccountTimeZone } from '../accounts/settings.ts';
import type { Directory } from '../directory/directory.ts';
import { findBaseRole } from '../roles/model.ts';
import { emailAddress } from '../users/contact-address.ts';
import type { ProviderLink, User } from '../users/model.ts';
import { createNewUser } from '../users/new-user.ts';
import { findGrantedRole, type GroupMapping, withGroupMembership } from './provider-groups.ts';

/** The claims of the identity provider about a person who signed in there. */
export interface ProviderIdentity {
  readonly issuer: string;
  /** Never changes and is never given to somebody else, unlike an e-mail address. */
  readonly subject: string;
  readonly email?: string;
  /** Whether the provider has checked that the address is theirs. */
  readonly emailVerified: boolean;
  readonly fullName?: string;
  /** Undefined if the provider does not say. */
  readonly groups?: readonly string[];
}

export interface ProviderSettings {
  /** The account whose users sign in there. */
  readonly accountId: string;
  /** Domains of e-mail addresses, in lower case. Whoever has one becomes a user at their first sign-in. */
  readonly domains: readonly string[];
  readonly groups: readonly GroupMapping[];
}

export interface ProviderSignInDeps {
  readonly table: Table;
  readonly directory: Pick<Directory, 'users' | 'teams' | 'roles' | 'settings'>;
}

/** Why somebody whom the provider knows cannot sign in here. */
export type ProviderRefusal = 'unknown-user' | 'unverified-email' | 'other-identity' | 'blocked';

export type ProviderSignIn =
  | { readonly kind: 'user'; readonly user: User }
  | { readonly kind: 'refused'; readonly reason: ProviderRefusal };

type IdentityItem = Item & { readonly userId: string };

const refused = (reason: ProviderRefusal): ProviderSignIn => ({ kind: 'refused', reason });

/**
 * Finds or creates the user of an identity and gives them the role and teams of their groups. An identity is recognised by
 * issuer and subject; the first time, by a verified e-mail address that is the username of a user without an identity.
 */
export async function signInProviderIdentity(
  deps: ProviderSignInDeps,
  settings: ProviderSettings,
  identity: ProviderIdentity,
  now: Instant,
): Promise<ProviderSignIn> {
  const hash = sha256(JSON.stringify([identity.issuer, identity.subject]));
  const found =
    (await findLinkedUser(deps, settings.accountId, hash)) ??
    (await linkOrCreate(deps, settings, identity, { issuer: identity.issuer, hash }, now));
  if (found.kind === 'refused') return found;
  if (found.user.blocked) return refused('blocked');
  return { kind: 'user', user: await applyGroups(deps, settings, found.user, identity.groups) };
}

async function findLinkedUser(
  { table, directory }: ProviderSignInDeps,
  accountId: string,
  hash: string,
): Promise<ProviderSignIn | undefined> {
  const item = await table.get<IdentityItem>(identityKey(accountId, hash));
  const user = item && (await directory.users.get(accountId, item.userId));
  // A deleted user may have been created again.
  return user?.identity?.hash === hash ? { kind: 'user', user } : undefined;
}

async function linkOrCreate(
  deps: ProviderSignInDeps,
  settings: ProviderSettings,
  identity: ProviderIdentity,
  providerLink: ProviderLink,
  now: Instant,
): Promise<ProviderSignIn> {
  const { accountId, domains } = settings;
  const username = emailAddress(identity.email?.toLowerCase() ?? '');
  if (!username || !identity.emailVerified) return refused('unverified-email');
  const existing = await deps.directory.users.getByName(accountId, username);
  if (!existing && !domains.includes(username.slice(username.indexOf('@') + 1)))
    return refused('unknown-user');
  const user = existing ?? (await createUser(deps, settings, identity, username, providerLink, now));
  if (!user) return refused('unknown-user');
  return link(deps, accountId, user, providerLink);
}

/** Undefined if somebody else was given the username meanwhile. */
async function createUser(
  { directory }: ProviderSignInDeps,
  { accountId }: ProviderSettings,
  { fullName }: ProviderIdentity,
  username: string,
  providerLink: ProviderLink,
  now: Instant,
): Promise<User | undefined> {
  const id = derivedId('provider-user', accountId, providerLink.hash, String(now));
  const timeZone = (await findAccountTimeZone(directory.settings, accountId)) ?? DEFAULT_TIME_ZONE;
  const role = { id: 'User', name: 'User' };
  const name = fullName?.trim() || username;
  const fields = { id, username, fullName: name, role, timeZone, identity: providerLink };
  try {
    return await directory.users.create(accountId, createNewUser(fields, now));
  } catch (error) {
    if (error instanceof NameTaken) return undefined;
    throw error;
  }
}

/**
 * Remembers the identity. The user is written first: an item that its user does not confirm counts for nothing. After a
 * change of the provider, users get their identities of the new one.
 */
async function link(
  { table, directory }: ProviderSignInDeps,
  accountId: string,
  user: User,
  { issuer, hash }: ProviderLink,
): Promise<ProviderSignIn> {
  const withLink = (current: User): User =>
    current.identity?.issuer === issuer ? current : { ...current, identity: { issuer, hash } };
  const linked = withLink(user) === user ? user : await directory.users.update(accountId, user.id, withLink);
  if (linked?.identity?.hash !== hash) return refused('other-identity');
  await table.put({ ...identityKey(accountId, hash), userId: user.id });
  return { kind: 'user', user: linked };
}

/** Gives the user the role and teams of their groups. Without the claim, nothing changes. */
async function applyGroups(
  { directory }: ProviderSignInDeps,
  { accountId, groups: mappings }: ProviderSettings,
  user: User,
  groups: readonly string[] | undefined,
): Promise<User> {
  if (groups === undefined || mappings.length === 0) return user;
  for (const team of await directory.teams.list(accountId)) {
    if (withGroupMembership(team, user.id, mappings, groups) === team) continue;
    await directory.teams.update(accountId, team.id, (current) =>
      withGroupMembership(current, user.id, mappings, groups),
    );
  }
  const name = findGrantedRole(mappings, groups, user.role);
  if (name === undefined || name.toLowerCase() === user.role.name.toLowerCase()) return user;
  const role = await findRole(directory, accountId, name);
  if (!role) return user;
  return (await directory.users.update(accountId, user.id, (current) => ({ ...current, role }))) ?? user;
}

/** A built-in or custom role by name; undefined if there is none, for example since it was deleted. */
async function findRole(
  { roles }: Pick<Directory, 'roles'>,
  accountId: string,
  name: string,
): Promise<User['role'] | undefined> {
  const base = findBaseRole(name);
  if (base) {
    const label = `${base.charAt(0).toUpperCase()}${base.slice(1)}`;
    return { id: label, name: label };
  }
  const custom = await roles.getByName(accountId, name);
  return custom && { id: custom.id, name: custom.name };
}
