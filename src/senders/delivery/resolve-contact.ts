import type { Channel } from '../../domain/notifications/model.ts';
import type { RecipientProblem } from '../../domain/notifications/reasons.ts';
import type { AddressedContact } from '../../domain/users/contact-address.ts';
import { isContactVerified } from '../../domain/users/contact-verification.ts';
import type { User } from '../../domain/users/model.ts';

/** The user and the address to send to, or why there is none. */
export type ContactResolution<Address> =
  | { readonly user: User; readonly address: Address }
  | { readonly problem: string; readonly code: RecipientProblem };

/**
 * Resolves a contact of a user to an address on the channel. Only a contact's own test and verification messages go to one
 * that is not verified (`allowUnverified`).
 */
export function resolveContact<Address>(
  user: User | undefined,
  { contactId, channel }: { readonly contactId: string; readonly channel: Channel },
  parseAddress: (to: string, contact: AddressedContact) => Address | undefined,
  { allowUnverified = false }: { readonly allowUnverified?: boolean } = {},
): ContactResolution<Address> {
  if (!user) return { problem: 'the user no longer exists', code: 'UserDeleted' };
  if (user.blocked) return { problem: 'the user is blocked', code: 'UserBlocked' };
  const contact = user.contacts.find(({ id }) => id === contactId);
  if (!contact) return { problem: 'the contact no longer exists', code: 'ContactMissing' };
  if (!contact.enabled) return { problem: 'the contact is disabled', code: 'ContactDisabled' };
  if (!allowUnverified && !isContactVerified(contact)) {
    return { problem: 'the contact is not verified', code: 'ContactNotVerified' };
  }
  const address = contact.method === channel ? parseAddress(contact.to, contact) : undefined;
  return address === undefined
    ? { problem: `the contact is not a valid address for the channel ${channel}`, code: 'InvalidAddress' }
    : { user, address };
}
