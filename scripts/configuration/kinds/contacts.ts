import { isSameAddress } from '../../../src/domain/users/contacts.ts';
import type { ContactMethod } from '../../../src/domain/users/model.ts';
import { path } from '../api.ts';
import { type Document, toText } from '../document.ts';
import type { AccountAccess, ImportWork } from '../kind.ts';
import { within } from '../problem.ts';

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

/**
 * Makes the contacts of the user those of the file. A new user gets them in the order of the file; contacts that exist keep
 * their place. One whose token the file lacks is left out, with a note.
 */
export async function writeContacts(
  work: ImportWork,
  userId: string,
  wanted: readonly Document[],
  { isNew }: { readonly isNew: boolean },
): Promise<void> {
  const { api, note } = work;
  const all = path`/v2/users/${userId}/contacts`;
  const contacts = await readContacts(work, userId);
  const isKept = (contact: AccountContact, i: number): boolean => {
    const same = wanted.findIndex((other) => isSameAddress(toAddress(other), contact));
    if (contact.isBrowser) return true;
    if (isNew) return same === i;
    return same >= 0 && (wanted[same]?.name ?? undefined) === contact.name;
  };
  for (const contact of contacts.filter((each, i) => !isKept(each, i))) {
    await api.send('DELETE', `${all}/${contact.id}`);
  }
  for (const [i, contact] of wanted.entries()) {
    await within(`contacts[${i}]`, async () => {
      const present = (await readContacts(work, userId)).find((other) =>
        isSameAddress(toAddress(contact), other),
      );
      if (!present && !canBeAdded(contact)) {
        note(
          `contacts[${i}]: the ${contact.method} contact needs its token, which files do not have. ` +
            'Put it in the place of its token in the file, or add the contact in the console. Rules are imported without it.',
        );
        return;
      }
      const { enabled = true, ...creation } = contact;
      const id = present?.id ?? (await api.send('POST', all, creation)).id;
      if (enabled !== (present?.enabled ?? true)) {
        await api.send('POST', `${all}/${id}/${enabled ? 'enable' : 'disable'}`);
      }
    });
  }
}
