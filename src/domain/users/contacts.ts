import { derivedId } from '../../platform/ids.ts';
import { conflict, invalid, notFound } from '../kernel/errors.ts';
import { parseContactAddress } from './contact-address.ts';
import type {
  Contact,
  ContactCredentials,
  ContactMethod,
  ContactVerification,
  NotificationRule,
  NotificationStep,
  User,
} from './model.ts';

/** The user's contact of that id. Throws `not-found`. */
export function requireContact(user: User, contactId: string): Contact {
  const contact = user.contacts.find(({ id }) => id === contactId);
  if (!contact) throw notFound(`Contact with id [${contactId}] does not exist.`);
  return contact;
}

/** Identifies a contact of a user. Steps of notification rules refer to contacts this way. */
interface Address {
  readonly method: ContactMethod;
  readonly to: string;
}

/** The values of a new contact. */
export interface NewContact extends Address {
  readonly name?: string | undefined;
  readonly credentials?: ContactCredentials | undefined;
}

export const isSameAddress = (a: Address, b: Address): boolean => a.method === b.method && a.to === b.to;

function requireNewAddress(user: User, address: Address, except?: string): void {
  if (user.contacts.some((contact) => contact.id !== except && isSameAddress(contact, address))) {
    throw conflict('The user already has this contact.', { to: 'already exists' });
  }
}

/**
 * The user with one contact more, enabled, behind the others. The first contact of a method joins the first rule for new
 * alerts, with no delay (source: Opsgenie's "Add contact methods"), also while it is not verified: the engine skips it until
 * then. Throws `conflict` if the user has it under another id; the same one again changes nothing.
 */
export function withContact(
  user: User,
  id: string,
  { method, to, name, credentials }: NewContact,
  verification: ContactVerification,
): User {
  if (user.contacts.some((contact) => contact.id === id)) return user;
  requireNewAddress(user, { method, to });
  const isFirst = user.contacts.every((contact) => contact.method !== method);
  return {
    ...user,
    contacts: [
      ...user.contacts,
      {
        id,
        method,
        to,
        enabled: true,
        disabledReason: '',
        ...(name && { name }),
        ...(credentials && { credentials }),
        verification,
      },
    ],
    notificationRules: isFirst ? withStepForNewAlerts(user, id, { method, to }) : user.notificationRules,
  };
}

/** The user's notification rules, the first one for new alerts with a step more. */
function withStepForNewAlerts(
  { notificationRules }: User,
  contactId: string,
  contact: Address,
): readonly NotificationRule[] {
  const [first] = notificationRules
    .filter(({ actionType }) => actionType === 'create-alert')
    .sort((a, b) => a.order - b.order);
  const step: NotificationStep = {
    id: derivedId('contact-step', contactId),
    contact,
    sendAfter: { timeAmount: 0, timeUnit: 'minutes' },
    enabled: true,
  };
  return notificationRules.map((rule) => (rule === first ? { ...rule, steps: [...rule.steps, step] } : rule));
}

/**
 * The user with a browser's contact moved to a new subscription of the same browser, enabled again, and as verified as it
 * was: a browser replaces its own subscription, so nobody can mistype it. Throws `not-found` and `conflict`.
 */
export function withSubscriptionRenewed(
  user: User,
  contactId: string,
  to: string,
  credentials: ContactCredentials,
): User {
  const { verification = { state: 'verified', how: 'administrator', at: 0, by: '' } } = requireContact(
    user,
    contactId,
  );
  return withContactEnabled(
    withContactAddress(user, contactId, { to, credentials }, verification),
    contactId,
    true,
  );
}

/**
 * The user with another address for the contact and for the steps that refer to it. The new address has the verification
 * that is given; the same address again keeps its own. Without new credentials it keeps those that it had, unless they
 * belong to the address: a token is never sent to another ntfy server. Throws `not-found`, `conflict` or `invalid`.
 */
export function withContactAddress(
  user: User,
  contactId: string,
  { to, credentials }: Pick<NewContact, 'to' | 'credentials'>,
  verification: ContactVerification,
): User {
  const before = requireContact(user, contactId);
  if (before.to === to && !credentials) return user;
  const address = parseContactAddress(before.method, to);
  if ('error' in address) throw invalid({ to: address.error });
  requireNewAddress(user, { method: before.method, to }, contactId);
  return {
    ...user,
    contacts: user.contacts.map((contact) =>
      contact.id === contactId ? withAddress(contact, { to, credentials }, verification) : contact,
    ),
    notificationRules: user.notificationRules.map((rule) => ({
      ...rule,
      steps: rule.steps.map((step) =>
        isSameAddress(step.contact, before) ? { ...step, contact: { method: before.method, to } } : step,
      ),
    })),
  };
}

/** The user with the contact, but without its token or other credentials. */
export const withoutCredentials = (user: User, contactId: string): User => ({
  ...user,
  contacts: user.contacts.map((contact) => {
    if (contact.id !== contactId) return contact;
    const { credentials: _, ...rest } = contact;
    return rest;
  }),
});

function withAddress(
  { credentials: before, ...contact }: Contact,
  {
    to,
    credentials = contact.method === 'ntfy' ? undefined : before,
  }: Pick<NewContact, 'to' | 'credentials'>,
  verification: ContactVerification,
): Contact {
  return { ...contact, to, ...(credentials && { credentials }), verification };
}

const DISABLED_BY_USER = 'Disabled by user';

/** The user with the contact enabled, or disabled for the reason. Throws `not-found`. */
export function withContactEnabled(
  user: User,
  contactId: string,
  enabled: boolean,
  reason: string = DISABLED_BY_USER,
): User {
  requireContact(user, contactId);
  const disabledReason = enabled ? '' : reason;
  return {
    ...user,
    contacts: user.contacts.map((contact) =>
      contact.id === contactId ? { ...contact, enabled, disabledReason } : contact,
    ),
  };
}

/** The user without the contact and the steps that refer to it. Throws `not-found`. */
export function withoutContact(user: User, contactId: string): User {
  const removed = requireContact(user, contactId);
  return {
    ...user,
    contacts: user.contacts.filter(({ id }) => id !== contactId),
    notificationRules: user.notificationRules.map((rule) => ({
      ...rule,
      steps: rule.steps.filter(({ contact }) => !isSameAddress(contact, removed)),
    })),
  };
}
