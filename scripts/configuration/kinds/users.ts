import { path } from '../api.ts';
import { type Document, toText, withoutIds, withoutUndefined } from '../document.ts';
import {
  type AccountAccess,
  type Found,
  isChangedBesides,
  type Kind,
  requireMembersKept,
  type Step,
} from '../kind.ts';
import { ImportProblem, requireList } from '../problem.ts';
import { hasAddress, readContacts, toContactDocument, writeContacts } from './contacts.ts';
import { readNotificationRules, toRuleDocument, writeNotificationRules } from './notification-rules.ts';

interface UserView extends Document {
  readonly id: string;
  readonly mutedUntil?: string;
  readonly quietHours?: { readonly enabled: boolean };
}

async function readUser(account: AccountAccess, id: string): Promise<Found> {
  const user = await account.api.get<UserView>(path`/v2/users/${id}`);
  const { id: _, verified: _verified, createdAt: _createdAt, mutedUntil, quietHours, ...rest } = user;
  const [contacts, rules] = await Promise.all([
    readContacts(account, id),
    readNotificationRules(account, id),
  ]);
  const document = {
    ...rest,
    // A mute that is over, and quiet hours that are switched off, do nothing.
    ...(mutedUntil && Date.parse(mutedUntil) > account.now && { mutedUntil }),
    ...(quietHours?.enabled && { quietHours }),
    contacts: contacts.filter(({ isBrowser }) => !isBrowser).map(toContactDocument),
    notificationRules: rules.map(toRuleDocument),
  };
  return { id, document: withoutUndefined(withoutIds(document) as Document) };
}

/** Users, with their contacts and notification rules. */
export const users: Kind = {
  name: 'users',
  ownMembers: ['contacts', 'notificationRules'],
  getName: ({ username }) => toText(username),
  async read(account) {
    const all = await account.directory.users.list(account.accountId);
    return Promise.all(all.map(({ id }) => readUser(account, id)));
  },
  async remove({ api }, { id }) {
    await api.send('DELETE', path`/v2/users/${id}`);
  },
  async rename({ api }, { id }, username) {
    await api.send('PATCH', path`/v2/users/${id}`, { username });
  },
};

/** The values of members that a file leaves out. */
const DEFAULTS = { skypeUsername: '', locale: 'en_US', tags: [], blocked: false };

/** Members that have steps of their own. */
const PARTS = ['contacts', 'notificationRules'];

const LONG_AGO = new Date(0).toISOString();

export const writeUser: Step = {
  kind: 'users',
  async write(work, wanted, found) {
    const { api, ids } = work;
    const {
      contacts: _contacts,
      notificationRules: _rules,
      blocked,
      mutedUntil,
      quietHours,
      ...profile
    } = wanted;
    const username = toText(wanted.username);
    const present = ids.find('users', username);
    requireMembersKept(wanted, found, ['userAddress', 'details']);
    const id = present ?? (await api.send('POST', '/v2/users', profile)).id;
    ids.set('users', username, id);
    const before = found?.document ?? {};
    const change = withoutUndefined({
      ...(present && isChangedBesides(wanted, found, ...PARTS) && { ...DEFAULTS, ...profile }),
      blocked: blocked ?? (before.blocked ? false : undefined),
      mutedUntil: mutedUntil ?? (before.mutedUntil ? LONG_AGO : undefined),
      quietHours: quietHours ?? (before.quietHours ? { ...before.quietHours, enabled: false } : undefined),
    });
    if (Object.keys(change).length > 0) await api.send('PATCH', path`/v2/users/${id}`, change);
  },
};

/**
 * After the schedules, to which the rules may refer. Contacts are added just before the rules that use them, and removed just
 * after, so that alerts meanwhile find either the old or the new ones.
 */
export const writeContactsAndRules: Step = {
  kind: 'users',
  async write(work, { username, contacts, notificationRules }, found) {
    const id = work.ids.require('users', toText(username), 'username');
    const isNew = found === undefined;
    const rules = requireList(notificationRules, 'notificationRules');
    const addresses = requireList(contacts, 'contacts');
    const removeOthers =
      contacts === undefined ? undefined : await writeContacts(work, id, addresses, { isNew });
    if (contacts !== undefined) requireContactsOfSteps(rules, addresses);
    if (notificationRules !== undefined) await writeNotificationRules(work, id, rules, addresses);
    await removeOthers?.();
  },
};

/** Throws {@link ImportProblem} for a step whose contact the file lacks: removing the contact would remove the step. */
function requireContactsOfSteps(rules: readonly Document[], contacts: readonly Document[]): void {
  const missing = rules.flatMap(({ steps }, i) =>
    requireList(steps, `notificationRules[${i}].steps`).flatMap(({ contact }, j) =>
      hasAddress(contacts, (contact ?? {}) as Document) ? [] : `notificationRules[${i}].steps[${j}].contact`,
    ),
  );
  if (missing.length === 0) return;
  const text = 'must be one of the contacts of the file';
  throw new ImportProblem('', Object.fromEntries(missing.map((path) => [path, text])));
}
