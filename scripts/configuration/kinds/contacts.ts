import { isSameAddress } from '../../../src/domain/users/contacts.ts';
import type { ContactMethod } from '../../../src/domain/users/model.ts';
import { path } from '../api.ts';
import { type Document, toText } from '../document.ts';
import type { AccountAccess, ImportWork } from '../kind.ts';
import { pairByName } from '../pair.ts';
import { ImportProblem, IS_NOT_KNOWN, within } from '../problem.ts';

/** Stands in a file for the token of a contact. */
export const NOT_EXPORTED = 'not exported';

/** Methods whose contacts nobody can add without a secret. */
const WITH_TOKEN: readonly string[] = ['pushover'] satisfies readonly ContactMethod[];

export interface AccountContact {
  readonly id: string;
  readonly method: ContactMethod;
  readonly to: string;
  readonly name?: string;
  readonly enabled: boolean;
  /** The subscription of a browser, which works with the keys of one stage only: files do not have it. */
  readonly isBrowser: boolean;
  readonly hasToken: boolean;
}

/** The contacts of the user, in order. */
export async function readContacts(
  { directory, accountId }: AccountAccess,
  userId: string,
): Promise<readonly AccountContact[]> {
  const user = await directory.users.get(accountId, userId);
  return (user?.contacts ?? []).map(({ id, method, to, name, enabled, credentials }) => ({
    id,
    method,
    to,
    ...(name && { name }),
    enabled,
    isBrowser: method === 'webpush',
    hasToken: credentials?.token !== undefined,
  }));
}

export const toContactDocument = ({ method, to, name, enabled, hasToken }: AccountContact): Document => ({
  method,
  to,
  ...(name && { name }),
  enabled,
  ...(hasToken && { token: NOT_EXPORTED }),
});

const toAddress = ({ method, to }: Document) => ({
  method: toText(method) as ContactMethod,
  to: toText(to).trim(),
});

/** Whether the file has the secret without which the contact cannot be added. */
const canBeAdded = ({ method, token }: Document): boolean =>
  token !== NOT_EXPORTED && (token !== undefined || !WITH_TOKEN.includes(toText(method)));

/** Tells whether the address is that of a contact of the file that could not be added for want of its token. */
export function createLeftOutCheck(
  wanted: readonly Document[],
  contacts: readonly AccountContact[],
): (address: Document) => boolean {
  const missing = wanted
    .filter((contact) => !canBeAdded(contact))
    .map(toAddress)
    .filter((address) => !contacts.some((contact) => isSameAddress(contact, address)));
  return (address) => missing.some((other) => isSameAddress(other, toAddress(address)));
}

/** Whether the address is that of one of the contacts. */
export const hasAddress = (contacts: readonly Document[], address: Document): boolean =>
  contacts.some((contact) => isSameAddress(toAddress(contact), toAddress(address)));

const MEMBERS = ['method', 'to', 'name', 'enabled', 'token', 'keys'];

/** Methods whose contacts keep everything but their address when they get another one. */
const WITH_ADDRESS_ALONE: readonly string[] = [
  'email',
  'sms',
  'voice',
  'mobile',
  'webhook',
] satisfies readonly ContactMethod[];

/**
 * Pairs the contacts of the file with those of the user: by address and, among the others, by method in their order, because
 * a new address moves with the steps that use it. `left`: those that the file does not have.
 */
function pairContacts(wanted: readonly Document[], present: readonly AccountContact[]) {
  const getAddress = (contact: Document | AccountContact) =>
    `${contact.method} ${toAddress(contact as Document).to}`;
  const getGroup = (contact: Document | AccountContact) => {
    const method = toText(contact.method);
    return WITH_ADDRESS_ALONE.includes(method) ? method : getAddress(contact);
  };
  return pairByName<Document, AccountContact>(wanted, present, getAddress, getGroup);
}

/**
 * Gives the user the contacts of the file. A new user gets them in the order of the file; contacts that exist keep their
 * place. One whose token the file lacks is left out, with a note. Returns what removes the others: call it after no
 * notification rule uses them any more.
 */
export async function writeContacts(
  work: ImportWork,
  userId: string,
  wanted: readonly Document[],
  { isNew }: { readonly isNew: boolean },
): Promise<() => Promise<void>> {
  const { api, note } = work;
  const all = path`/v2/users/${userId}/contacts`;
  const remove = async (contacts: readonly AccountContact[]) => {
    for (const { id } of contacts) await api.send('DELETE', `${all}/${id}`);
  };
  const contacts = (await readContacts(work, userId)).filter(({ isBrowser }) => !isBrowser);
  // The first contact of a new user is their username, which may be another one in the file, or none.
  const isOutOfPlace = (contact: AccountContact, i: number) =>
    !isSameAddress(toAddress(wanted[i] ?? {}), contact);
  const misplaced = isNew ? contacts.filter(isOutOfPlace) : [];
  await remove(misplaced);
  const { pairs, left } = pairContacts(
    wanted,
    contacts.filter((contact) => !misplaced.includes(contact)),
  );
  for (const [i, [contact, present]] of pairs.entries()) {
    await within(`contacts[${i}]`, async () => {
      const unknown = Object.keys(contact).filter((member) => !MEMBERS.includes(member));
      if (unknown.length > 0) {
        throw new ImportProblem('', Object.fromEntries(unknown.map((member) => [member, IS_NOT_KNOWN])));
      }
      if (!present && !canBeAdded(contact)) {
        note(
          `contacts[${i}]: the ${contact.method} contact needs its token, which files do not have. ` +
            'Put it in the place of its token in the file, or add the contact in the console. Rules are imported without it.',
        );
        return;
      }
      await writeContact(work, all, contact, present);
    });
  }
  return () => remove(left);
}

async function writeContact(
  { api }: ImportWork,
  all: string,
  { enabled = true, ...contact }: Document,
  present: AccountContact | undefined,
): Promise<void> {
  // The API cannot change the name of a contact.
  const isRenamed = present && (contact.name ?? undefined) !== present.name;
  if (isRenamed) await api.send('DELETE', `${all}/${present.id}`);
  const kept = isRenamed ? undefined : present;
  const id = kept?.id ?? (await api.send('POST', all, contact)).id;
  const { to } = toAddress(contact);
  if (kept && kept.to !== to) await api.send('PATCH', `${all}/${id}`, { to });
  if (enabled !== (kept?.enabled ?? true)) {
    await api.send('POST', `${all}/${id}/${enabled ? 'enable' : 'disable'}`);
  }
}
