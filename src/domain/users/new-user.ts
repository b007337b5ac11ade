import type { Instant } from '../../platform/clock.ts';
import { defaultContact, defaultRules } from './defaults.ts';
import type { User } from './model.ts';

const DEFAULT_LOCALE = 'en_US';

/** The fields of a new user that somebody chooses. */
export type NewUserFields = Pick<User, 'id' | 'username' | 'fullName' | 'role' | 'timeZone'> &
  Partial<Omit<User, 'version'>>;

/** A new user, whose username is their first contact, with the default notification rules. */
export function createNewUser(fields: NewUserFields, now: Instant): Omit<User, 'version'> {
  const contact = defaultContact(fields.id, fields.username);
  return {
    locale: DEFAULT_LOCALE,
    tags: [],
    details: {},
    ...fields,
    blocked: false,
    verified: false,
    createdAt: now,
    contacts: [contact],
    notificationRules: defaultRules(fields.id, contact),
  };
}
