import { type Caller, getCallerName } from '../../domain/accounts/model.ts';
import type { AccountSecrets } from '../../domain/accounts/secrets.ts';
import {
  type CodeCheck,
  type ContactCodes,
  createContactCodes,
} from '../../domain/contact-messages/codes.ts';
import { type ContactMessageKind, MAX_CODE_TRIES } from '../../domain/contact-messages/model.ts';
import {
  type ContactMessageDeps,
  findContactMessage,
  requestContactMessage,
} from '../../domain/contact-messages/request-message.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { invalid, notFound } from '../../domain/kernel/errors.ts';
import { withContactVerification } from '../../domain/users/contact-verification.ts';
import { requireContact } from '../../domain/users/contacts.ts';
import type { Contact, User } from '../../domain/users/model.ts';
import { tooManyRequests } from '../../http/errors.ts';
import { requireAccountKey } from '../../http/resource.ts';
import { READ, WRITE } from '../../http/rights.ts';
import { created, doneWith, ok, type Route } from '../../http/route.ts';
import { type Instant, SECOND, toIso } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';
import { defineRoute } from './define-route.ts';
import { changeUser, getVisibleUser } from './find-user.ts';
import { confirmationInput } from './input.ts';
import { contactMessageView, contactView } from './view.ts';

const base = { tag: 'Contacts', domain: 'configuration' } as const;

const ONE = '/v2/users/{identifier}/contacts/{contactId}';

const CODE_ERRORS: Readonly<Record<Exclude<CodeCheck, 'right'>, string>> = {
  wrong: 'is wrong',
  'too-many-tries': `was entered wrong ${MAX_CODE_TRIES} times: request a new one`,
  none: 'has expired, or none was requested: request a new one',
};

const hasVerifiedItself = ({ verification }: Contact): boolean =>
  verification?.state === 'verified' && verification.how !== 'administrator';

function toResult(contact: Contact) {
  const { id, verification } = contactView(contact);
  return { id, verification };
}

export interface ContactMessageRouteDeps extends ContactMessageDeps {
  readonly directory: Directory;
  readonly secrets: AccountSecrets;
}

/** The operations that verify and test a contact of a user by a message to it. */
export function contactMessageRoutes(deps: ContactMessageRouteDeps): readonly Route[] {
  const { directory, table, secrets } = deps;
  const codes: ContactCodes = createContactCodes(table, secrets);

  const toTarget = (accountId: string, user: User, contact: Contact) => ({
    accountId,
    userId: user.id,
    contact,
  });

  /** Requests a message to the contact that the path names. Resolves with its id; throws 429 if there are too many. */
  async function request(
    kind: ContactMessageKind,
    caller: Caller,
    { identifier, contactId = '' }: Readonly<Record<string, string>>,
    { requestId, now }: { readonly requestId: string; readonly now: Instant },
  ): Promise<string> {
    requireAccountKey(caller, 'send messages to contacts');
    const { accountId } = caller;
    const user = await getVisibleUser(directory, caller, identifier);
    const contact = requireContact(user, contactId);
    const id = derivedId('contact-message', accountId, requestId);
    const requested = await requestContactMessage(
      deps,
      {
        notificationId: id,
        accountId,
        userId: user.id,
        contactId,
        channel: contact.method,
        kind,
        requestedAt: now,
      },
      kind === 'verification' ? () => codes.issue(toTarget(accountId, user, contact), id, now) : undefined,
    );
    if (requested.kind === 'limited') throw tooManyRequests(Math.ceil(requested.retryAfterMs / SECOND));
    return id;
  }

  return [
    defineRoute({
      ...base,
      method: 'POST',
      path: `${ONE}/verification`,
      summary: 'Send a code to a contact, by which its user verifies it; earlier codes become invalid',
      rights: WRITE,
      response: 'messageRequested',
      handle: async ({ caller, params, requestId, now }) =>
        created({ id: await request('verification', caller, params, { requestId, now }) }),
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: `${ONE}/verification`,
      summary: 'Get whether a contact is verified, and what has become of the code that was sent last',
      rights: READ,
      response: 'contactVerification',
      handle: async ({ caller, params: { identifier, contactId = '' }, now }) => {
        const user = await getVisibleUser(directory, caller, identifier);
        const contact = requireContact(user, contactId);
        const { verification } = contactView(contact);
        const pending = await codes.findPending(toTarget(caller.accountId, user, contact), now);
        const found =
          pending && (await findContactMessage(table, caller.accountId, user.id, pending.messageId));
        if (!pending || !found) return ok({ verification });
        const { message, record } = found;
        return ok({
          verification,
          code: {
            ...contactMessageView(pending.messageId, message.requestedAt, record),
            validUntil: toIso(pending.validUntil),
            triesLeft: Math.max(0, MAX_CODE_TRIES - pending.tries),
          },
        });
      },
    }),
    defineRoute({
      ...base,
      method: 'POST',
      path: `${ONE}/verification/confirm`,
      summary: 'Verify a contact with the code that was sent to it',
      rights: WRITE,
      body: confirmationInput,
      answers: 200,
      response: 'verified',
      handle: async ({ caller, params: { identifier, contactId = '' }, body, now }) => {
        const { accountId } = caller;
        requireAccountKey(caller, 'verify contacts');
        const user = await getVisibleUser(directory, caller, identifier);
        const contact = requireContact(user, contactId);
        const target = toTarget(accountId, user, contact);
        const result = await codes.check(target, body.code, now);
        // A repetition of a request that has verified it: its code is used up.
        if (result === 'none' && hasVerifiedItself(contact)) return doneWith('Verified', toResult(contact));
        if (result !== 'right') throw invalid({ code: CODE_ERRORS[result] });
        const changed = await changeUser(directory, caller, user.id, (current) => {
          const { to, method } = requireContact(current, contactId);
          // The code was sent to another address, which was changed in the meantime.
          if (to !== target.contact.to) throw invalid({ code: CODE_ERRORS.none });
          return withContactVerification(current, contactId, {
            state: 'verified',
            // The code in a push notification is entered by tapping on it.
            how: method === 'webpush' ? 'tap' : 'code',
            at: now,
            by: getCallerName(caller),
          });
        });
        await codes.discard(target);
        return doneWith('Verified', toResult(requireContact(changed, contactId)));
      },
    }),
    defineRoute({
      ...base,
      method: 'POST',
      path: `${ONE}/test`,
      summary: 'Send a test message to a contact, also to one that is not verified',
      rights: WRITE,
      response: 'messageRequested',
      handle: async ({ caller, params, requestId, now }) =>
        created({ id: await request('test', caller, params, { requestId, now }) }),
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: `${ONE}/test/{testId}`,
      summary: 'Get what has become of a test message',
      rights: READ,
      response: 'contactTest',
      handle: async ({ caller, params: { identifier, contactId = '', testId = '' } }) => {
        const user = await getVisibleUser(directory, caller, identifier);
        requireContact(user, contactId);
        const found = await findContactMessage(table, caller.accountId, user.id, testId);
        if (found?.message.contactId !== contactId || found.message.kind !== 'test') {
          throw notFound(`Test with id [${testId}] does not exist.`);
        }
        return ok(contactMessageView(testId, found.message.requestedAt, found.record));
      },
    }),
  ];
}
