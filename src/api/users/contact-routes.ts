import type * as z from 'zod';
import { type Caller, getCallerName } from '../../domain/accounts/model.ts';
import { queueNotice } from '../../domain/contact-messages/notices.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { invalid } from '../../domain/kernel/errors.ts';
import { parseContactCredentials } from '../../domain/users/contact-address.ts';
import {
  requireContact,
  withContact,
  withContactAddress,
  withContactEnabled,
  withoutContact,
  withoutCredentials,
  withSubscriptionRenewed,
} from '../../domain/users/contacts.ts';
import type { ContactVerification, User } from '../../domain/users/model.ts';
import { DELETE, READ, WRITE } from '../../http/rights.ts';
import { created, done, doneWith, ok, type Route, withWarnings } from '../../http/route.ts';
import type { Instant } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';
import type { Queue } from '../../platform/queue.ts';
import { defineRoute } from './define-route.ts';
import { changeUser, getVisibleUser } from './find-user.ts';
import { contactInput, contactPatch } from './input.ts';
import { contactView } from './view.ts';
import { warnOfAddress, warnOfUser } from './warnings.ts';

const base = { tag: 'Contacts', domain: 'configuration' } as const;

const NO_CALLS =
  'No voice calls are made here: the operator has not set voiceOriginationIdentity. Use another method.';

const ALL = '/v2/users/{identifier}/contacts';
const ONE = `${ALL}/{contactId}`;

/**
 * The verification of an address that the caller sets for the user. What somebody adds for themself is unverified; what an
 * API key or another user adds counts as verified by an administrator.
 */
const getFirstVerification = (caller: Caller, userId: string, now: Instant): ContactVerification =>
  caller.user?.id === userId
    ? { state: 'unverified' }
    : { state: 'verified', how: 'administrator', at: now, by: getCallerName(caller) };

/** The user with the address, and the credentials, that a request gives to the contact. "" removes the token of ntfy. */
function changeAddress(
  user: User,
  contactId: string,
  { to, ...given }: z.output<typeof contactPatch>,
  verification: ContactVerification,
): User {
  const { method } = requireContact(user, contactId);
  if (method === 'ntfy' && given.token === '')
    return withoutCredentials(withContactAddress(user, contactId, { to }, verification), contactId);
  const isUnchanged = !given.token && method !== 'webpush';
  if (isUnchanged) return withContactAddress(user, contactId, { to }, verification);
  const parsed = parseContactCredentials(method, given);
  if ('errors' in parsed) throw invalid(parsed.errors);
  return method === 'webpush' && parsed.credentials
    ? withSubscriptionRenewed(user, contactId, to, parsed.credentials)
    : withContactAddress(user, contactId, { to, ...parsed }, verification);
}

/** The operations on the contacts of a user. */
export function contactRoutes({
  directory,
  contactMessages,
  makesCalls = true,
}: {
  readonly directory: Directory;
  /** contact-messages.fifo. */
  readonly contactMessages: Queue;
  readonly makesCalls?: boolean | undefined;
}): readonly Route[] {
  const enabling = (enabled: boolean) =>
    defineRoute({
      ...base,
      method: 'POST',
      path: `${ONE}/${enabled ? 'enable' : 'disable'}`,
      summary: `${enabled ? 'Enable' : 'Disable'} a contact`,
      rights: WRITE,
      answers: 200,
      response: 'switched',
      handle: async ({ caller, params: { identifier, contactId = '' }, now }) => {
        const user = await changeUser(directory, caller, identifier, (current) =>
          withContactEnabled(current, contactId, enabled),
        );
        const result = doneWith(enabled ? 'Enabled' : 'Disabled', { id: contactId });
        return withWarnings(result, warnOfUser(user, now));
      },
    });

  return [
    defineRoute({
      ...base,
      method: 'POST',
      path: ALL,
      summary: 'Create a contact',
      rights: WRITE,
      body: contactInput,
      response: 'idCreated',
      handle: async ({ caller, params, body, requestId, now }) => {
        if (body.method === 'voice' && !makesCalls) throw invalid({ method: NO_CALLS });
        const id = derivedId('contact', caller.accountId, requestId);
        const { accountId } = caller;
        const user = await changeUser(directory, caller, params.identifier, (current) =>
          withContact(current, id, body, getFirstVerification(caller, current.id, now)),
        );
        if (body.method === 'webpush') {
          const notice = { kind: 'device-added', event: [id], aboutContactId: id } as const;
          await queueNotice(contactMessages, { accountId, user }, notice, now);
        }
        return withWarnings(created({ id }), [...warnOfAddress(body), ...warnOfUser(user, now)]);
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: ALL,
      summary: 'List contacts',
      rights: READ,
      response: 'contacts',
      handle: async ({ caller, params }) => {
        const { contacts } = await getVisibleUser(directory, caller, params.identifier);
        return ok(contacts.map((contact, applyOrder) => ({ ...contactView(contact), applyOrder })));
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: ONE,
      summary: 'Get a contact',
      rights: READ,
      response: 'contact',
      handle: async ({ caller, params: { identifier, contactId = '' } }) =>
        ok(contactView(requireContact(await getVisibleUser(directory, caller, identifier), contactId))),
    }),
    defineRoute({
      ...base,
      method: 'PATCH',
      path: ONE,
      summary: "Change a contact's address, also in the steps that use it",
      rights: WRITE,
      body: contactPatch,
      clears: ['token'],
      response: 'idUpdated',
      handle: async ({ caller, params: { identifier, contactId = '' }, body, now }) => {
        const changed = await changeUser(directory, caller, identifier, (user) =>
          changeAddress(user, contactId, body, getFirstVerification(caller, user.id, now)),
        );
        const { method } = requireContact(changed, contactId);
        return withWarnings(doneWith('Updated', { id: contactId }), warnOfAddress({ method, to: body.to }));
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: ONE,
      summary: 'Delete a contact and the steps that use it',
      rights: DELETE,
      response: 'deleted',
      handle: async ({ caller, params: { identifier, contactId = '' }, now }) => {
        const user = await changeUser(directory, caller, identifier, (current) =>
          withoutContact(current, contactId),
        );
        return withWarnings(done('Deleted'), warnOfUser(user, now));
      },
    }),
    enabling(true),
    enabling(false),
  ];
}
