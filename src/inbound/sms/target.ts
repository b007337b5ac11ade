import { phoneNumber } from '../../domain/users/contact-address.ts';
import { isContactUsable } from '../../domain/users/contact-verification.ts';
import type { User } from '../../domain/users/model.ts';

/**
 * Whether the number is still an enabled contact of the user, who may still act. A lost phone that was removed cannot act
 * any more.
 */
export const hasPhone = ({ contacts }: User, phone: string): boolean =>
  contacts.some(({ method, to, enabled }) => method === 'sms' && enabled && phoneNumber(to) === phone);

/** Whether the number is an enabled and verified contact for SMS of a user who is not blocked. */
export const isReachedBy = ({ contacts, blocked }: User, phone: string): boolean =>
  !blocked &&
  contacts.some(
    (contact) => contact.method === 'sms' && isContactUsable(contact) && phoneNumber(contact.to) === phone,
  );
