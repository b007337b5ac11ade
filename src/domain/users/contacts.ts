import { conflict, invalid, notFound } from '../kernel/errors.ts';
import { addressOf } from './contact-address.ts';
import type { Contact, ContactMethod, User } from './model.ts';

/** The user's contact of that id. Throws `not-found`. */
export function requireContact(user: User, contactId: string): Contact {
  const contact = user.contacts.find(({ id }) => id === contactId);
  if (!contact) throw notFound(`Contact with id [${contactId}] does not exist.`);
  return contact;
}

/** How a contact is recognised: steps of notification rules name it so, and a user has none twice. */
interface Address {
  readonly method: ContactMethod;
  readonly to: string;
}

export const sameAddress = (a: Address, b: Address): boolean => a.method === b.method && a.to === b.to;

function refuseTwice(user: User, address: Address, except?: string): void {
  if (user.contacts.some((contact) => contact.id !== except && sameAddress(contact, address))) {
    throw conflict('The user has this contact already.', { to: 'already exists' });
  }
}

/**
 * The user with one contact more, enabled, behind the others. Throws `conflict` if the user has it under another id; the
 * same one again changes nothing.
 */
export function withContact(user: User, id: string, { method, to }: Address): User {
  if (user.contacts.some((contact) => contact.id === id)) return user;
  refuseTwice(user, { method, to });
  return { ...user, contacts: [...user.contacts, { id, method, to, enabled: true, disabledReason: '' }] };
}

/** The user with the contact at another address; steps that name the contact go with it. Throws `not-found`, `conflict` or `invalid`. */
export function withContactMoved(user: User, contactId: string, to: string): User {
  const before = requireContact(user, contactId);
  const address = addressOf(before.method, to);
  if ('wrong' in address) throw invalid({ to: address.wrong });
  refuseTwice(user, { method: before.method, to }, contactId);
  return {
    ...user,
    contacts: user.contacts.map((contact) => (contact.id === contactId ? { ...contact, to } : contact)),
    notificationRules: user.notificationRules.map((rule) => ({
      ...rule,
      steps: rule.steps.map((step) =>
        sameAddress(step.contact, before) ? { ...step, contact: { method: before.method, to } } : step,
      ),
    })),
  };
}

const DISABLED_BY_USER = 'Disabled by user';

/** The user with the contact enabled or disabled. Throws `not-found`. */
export function withContactEnabled(user: User, contactId: string, enabled: boolean): User {
  requireContact(user, contactId);
  const disabledReason = enabled ? '' : DISABLED_BY_USER;
  return {
    ...user,
    contacts: user.contacts.map((contact) =>
      contact.id === contactId ? { ...contact, enabled, disabledReason } : contact,
    ),
  };
}

/** The user without the contact and without the steps that name it. Throws `not-found`. */
export function withoutContact(user: User, contactId: string): User {
  const gone = requireContact(user, contactId);
  return {
    ...user,
    contacts: user.contacts.filter(({ id }) => id !== contactId),
    notificationRules: user.notificationRules.map((rule) => ({
      ...rule,
      steps: rule.steps.filter(({ contact }) => !sameAddress(contact, gone)),
    })),
  };
}
