import { call } from '../client/call.ts';
import { ApiError } from '../client/errors.ts';
import { toDeviceName } from './device-name.ts';
import { type DeviceState, findDeviceContact, isGone, toDeviceState } from './device-state.ts';
import { forgetDevice, readRememberedDevice, rememberDevice } from './remembered-device.ts';
import {
  askPermission,
  findEndpoint,
  getPermission,
  getPushSupport,
  subscribeThisBrowser,
  unsubscribeThisBrowser,
} from './this-browser.ts';

/** One change of this browser at a time, also among its tabs: a subscription whose contact is being created is of no contact yet. */
const inTurn = <Result>(
  work: () => Promise<Result>,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Result> => navigator.locks.request('tocsin-device', options, work);

async function readFacts(userId: string) {
  const [endpoint, { data: contacts }] = await Promise.all([
    findEndpoint(),
    call('GET /v2/users/{identifier}/contacts', { params: { identifier: userId } }),
  ]);
  const remembered = readRememberedDevice(localStorage);
  return { support: getPushSupport(), permission: getPermission(), endpoint, remembered, userId, contacts };
}

/**
 * Makes this browser a contact of the person, or renews the contact that it is, and sends the notification whose tap confirms
 * it. To be called at a press, because it asks for permission. Throws PermissionRefused, PushServiceFailed, or an error of
 * the API.
 */
export async function notifyThisBrowser(userId: string): Promise<void> {
  await askPermission();
  await inTurn(() => subscribeAndStore(userId));
}

async function subscribeAndStore(userId: string): Promise<void> {
  const facts = await readFacts(userId);
  const known = findDeviceContact(facts);
  const subscription = await subscribeThisBrowser({ isFresh: known !== undefined && isGone(known) });
  const params = { identifier: userId };
  if (known) {
    const contact = { ...params, contactId: known.id };
    await call('PATCH /v2/users/{identifier}/contacts/{contactId}', { params: contact, body: subscription });
    rememberDevice(localStorage, { userId, contactId: known.id });
    // The device is renewed, whether or not the limit on messages lets another one out now.
    if (known.verification.state === 'unverified') sendConfirmation(userId, known.id).catch(() => {});
    return;
  }
  const body = { method: 'webpush', name: toDeviceName(navigator.userAgent), ...subscription };
  const { data } = await call('POST /v2/users/{identifier}/contacts', { params, body });
  rememberDevice(localStorage, { userId, contactId: data.id });
  await sendConfirmation(userId, data.id);
}

/** Sends the notification whose tap confirms a device. */
export const sendConfirmation = (userId: string, contactId: string) =>
  call('POST /v2/users/{identifier}/contacts/{contactId}/verification', {
    params: { identifier: userId, contactId },
  });

/** Confirms a device by the code to which the tap on its notification leads. Throws ApiError if it is wrong or too old. */
export const confirmDevice = (userId: string, contactId: string, code: string) =>
  call('POST /v2/users/{identifier}/contacts/{contactId}/verification/confirm', {
    params: { identifier: userId, contactId },
    body: { code },
  });

/**
 * To be called when the console starts. Subscribes again if the browser has lost its subscription, or its push service has
 * ended it, and moves the contact to the new one. A subscription that is of no contact of the person ends: it belongs to
 * somebody who used the browser before, or to a contact that was deleted. Resolves with what it is then.
 */
export const keepDevice = (userId: string): Promise<DeviceState> => inTurn(() => checkDevice(userId));

async function checkDevice(userId: string): Promise<DeviceState> {
  const support = getPushSupport();
  if (support !== 'supported') return { kind: support };
  const isUsed = readRememberedDevice(localStorage) !== undefined || (await findEndpoint()) !== undefined;
  if (!isUsed) return { kind: getPermission() === 'denied' ? 'blocked' : 'off' };
  const facts = await readFacts(userId);
  const contact = findDeviceContact(facts);
  if (!contact) {
    await unsubscribeThisBrowser();
    forgetDevice(localStorage);
    return toDeviceState({ ...facts, endpoint: undefined, remembered: undefined });
  }
  rememberDevice(localStorage, { userId, contactId: contact.id });
  const state = toDeviceState(facts);
  if (state.kind !== 'lost' || facts.permission !== 'granted') return state;
  try {
    const body = await subscribeThisBrowser({ isFresh: isGone(contact) });
    const params = { identifier: userId, contactId: contact.id };
    await call('PATCH /v2/users/{identifier}/contacts/{contactId}', { params, body });
  } catch {
    return state;
  }
  return toDeviceState(await readFacts(userId));
}

/**
 * Ends the notifications of this browser: its contact is deleted and its subscription ends. Without the service the
 * subscription still ends, and its push service says so at the next notification, which disables the contact.
 */
export async function stopDevice(
  userId: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  if (getPushSupport() === 'supported') await inTurn(() => deleteAndUnsubscribe(userId, options), options);
}

async function deleteAndUnsubscribe(userId: string, { signal }: { readonly signal?: AbortSignal }) {
  const endpoint = await findEndpoint();
  const remembered = readRememberedDevice(localStorage);
  if (endpoint === undefined && !remembered) return;
  try {
    const params = { identifier: userId };
    const options = { params, ...(signal && { signal }) };
    const { data: contacts } = await call('GET /v2/users/{identifier}/contacts', options);
    const contact = findDeviceContact({ endpoint, remembered, userId, contacts });
    if (contact) {
      await call('DELETE /v2/users/{identifier}/contacts/{contactId}', {
        ...options,
        params: { ...params, contactId: contact.id },
      });
    }
  } catch (error) {
    // Somebody has deleted it in the meantime.
    if (!(error instanceof ApiError && error.status === 404)) throw error;
  } finally {
    await unsubscribeThisBrowser();
    forgetDevice(localStorage);
  }
}
