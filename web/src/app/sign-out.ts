import { call } from '../client/call.ts';
import { deleteLastKnown } from '../offline/last-known.ts';

/** How long signing out waits for the end of this device's notifications, in milliseconds. */
const PATIENCE_MS = 5_000;

/**
 * Ends the session and what belongs to it in this browser. The notifications go first, because deleting the contact needs the
 * session. Throws what the service answers.
 */
export async function signOut(userId: string): Promise<void> {
  deleteLastKnown(localStorage);
  const { stopDevice } = await import('../push/device.ts');
  // Without it the subscription still ends, and the contact is disabled at the next notification.
  await stopDevice(userId, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => {});
  await call('POST /web/sign-out');
  location.assign('/console/sign-in');
}
