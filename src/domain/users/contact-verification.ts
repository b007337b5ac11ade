import { requireContact } from './contacts.ts';
import type { Contact, ContactVerification, User } from './model.ts';

/** Whether the contact is verified. One without the attribute was stored before verification existed, and counts as verified. */
export const isContactVerified = ({ verification }: Pick<Contact, 'verification'>): boolean =>
  verification?.state !== 'unverified';

/** Whether pages and notices may be sent to the contact: it is enabled and verified. */
export const isContactUsable = (contact: Pick<Contact, 'enabled' | 'verification'>): boolean =>
  contact.enabled && isContactVerified(contact);

/** The user with another verification of the contact. Throws `not-found`. */
export function withContactVerification(
  user: User,
  contactId: string,
  verification: ContactVerification,
): User {
  requireContact(user, contactId);
  return {
    ...user,
    contacts: user.contacts.map((contact) =>
      contact.id === contactId ? { ...contact, verification } : contact,
    ),
  };
}
