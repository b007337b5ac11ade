import { createECDH, randomBytes } from 'node:crypto';
import { waitFor } from '../../../simulator/local-service.ts';
import type { ConsoleBrowser, ConsolePage } from '../console-browser.ts';
import { unusedNumber } from './unique.ts';

interface StoredContact {
  readonly id: string;
  readonly method: string;
  readonly to: string;
  readonly name?: string;
}

/**
 * A browser with a push service: Chromium's own needs the internet. It keeps one subscription, as a browser does, whose
 * endpoint is `endpoint` with a number that grows with every subscription.
 */
function aPushService(endpoint: string): string {
  const keys = createECDH('prime256v1');
  const p256dh = keys.generateKeys('base64url');
  const subscription = { p256dh, auth: randomBytes(16).toString('base64url') };
  return `
    const keys = ${JSON.stringify(subscription)};
    const read = () => {
      const stored = localStorage.getItem('test-subscription');
      return stored && {
        endpoint: stored,
        toJSON: () => ({ endpoint: stored, keys }),
        unsubscribe: async () => { localStorage.removeItem('test-subscription'); return true; },
      };
    };
    PushManager.prototype.getSubscription = async () => read();
    PushManager.prototype.subscribe = async () => {
      if (!read()) {
        const count = Number(localStorage.getItem('test-subscriptions') ?? 0) + 1;
        localStorage.setItem('test-subscriptions', count);
        localStorage.setItem('test-subscription', ${JSON.stringify(endpoint)} + count);
      }
      return read();
    };
    Object.defineProperty(Notification, 'permission', {
      get: () => localStorage.getItem('test-permission') ?? 'default',
    });
    Notification.requestPermission = async () => {
      localStorage.setItem('test-permission', 'granted');
      return 'granted';
    };
  `;
}

const newEndpoint = () => `https://push.example.com/${unusedNumber()}/`;

export function notificationStories(getConsole: () => ConsoleBrowser): void {
  /** The devices of Omar whose endpoint begins so. */
  async function readDevices(endpoint: string): Promise<readonly StoredContact[]> {
    const { body } = await getConsole().service.call('GET', '/v2/users/omar@example.com/contacts');
    return (body.data as StoredContact[]).filter(({ to }) => to.startsWith(endpoint));
  }

  /** Omar's profile in a browser of its own that can be notified. */
  async function openProfile(endpoint: string): Promise<ConsolePage> {
    const page = await getConsole().open('/sign-in?returnTo=%2Fprofile', {
      person: undefined,
      isInstalled: true,
      before: aPushService(endpoint),
    });
    await page.getByRole('button', { name: 'Sign in as Omar (demo)' }).click();
    await page.getByRole('button', { name: 'Notify this browser' }).waitFor();
    return page;
  }

  test('a browser becomes a contact, waits for the tap that confirms it, and ends with signing out', async () => {
    const endpoint = newEndpoint();
    const page = await openProfile(endpoint);
    await page.getByRole('button', { name: 'Notify this browser' }).click();
    await page.getByText('One step is missing: tap the notification').waitFor();
    const [device] = await waitFor(
      () => readDevices(endpoint),
      ({ length }) => length > 0,
    );
    expect(device).toMatchObject({ name: 'Chrome on Linux', verification: { state: 'unverified' } });

    // A code that is wrong, as that of an older notification is.
    await page.goto(`${getConsole().service.url}/console/profile?verify=${device?.id}&code=000000`);
    await page.getByRole('heading', { name: 'This device could not be confirmed' }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await page.waitForURL(/\/console\/profile$/);
    await page.getByText('One step is missing: tap the notification').waitFor();

    await page.getByRole('button', { name: /Omar Haddad/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in as Omar (demo)' }).waitFor();
    await waitFor(
      () => readDevices(endpoint),
      ({ length }) => length === 0,
    );
    expect(await page.evaluate(`localStorage.getItem('test-subscription')`)).toBeNull();
    await page.context().close();
  });

  test('a subscription that the browser has lost is renewed when the console opens', async () => {
    const endpoint = newEndpoint();
    const page = await openProfile(endpoint);
    await page.getByRole('button', { name: 'Notify this browser' }).click();
    await page.getByText('One step is missing: tap the notification').waitFor();
    const [before] = await waitFor(
      () => readDevices(endpoint),
      ({ length }) => length > 0,
    );
    await page.evaluate(`localStorage.removeItem('test-subscription')`);
    await page.reload();
    const after = await waitFor(
      () => readDevices(endpoint),
      ([device]) => device?.to === `${endpoint}2`,
    );
    expect(after.map(({ id }) => id)).toEqual([before?.id]);
    await page.context().close();
  });

  test('every page says that a device no longer receives notifications', async () => {
    const endpoint = newEndpoint();
    const page = await openProfile(endpoint);
    await page.getByRole('button', { name: 'Notify this browser' }).click();
    await page.getByText('One step is missing: tap the notification').waitFor();
    await page.evaluate(`localStorage.setItem('test-permission', 'denied')`);
    await page.goto(`${getConsole().service.url}/console/on-call`);
    await page.getByText('This device no longer receives notifications.').waitFor();
    await page.getByText('Notifications of this site are no longer allowed in this browser.').waitFor();
    await page.getByRole('button', { name: 'Set it up again' }).click();
    await page.getByText('This device no longer receives notifications.').waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('another person in the same browser ends the notifications of the one before', async () => {
    const endpoint = newEndpoint();
    const page = await openProfile(endpoint);
    await page.getByRole('button', { name: 'Notify this browser' }).click();
    await page.getByText('One step is missing: tap the notification').waitFor();
    await page.context().clearCookies();
    await page.goto(`${getConsole().service.url}/console/sign-in?returnTo=%2Fprofile`);
    await page.getByRole('button', { name: 'Sign in as Jane (demo)' }).click();
    await page.getByRole('button', { name: 'Notify this browser' }).waitFor();
    expect(await page.evaluate(`localStorage.getItem('test-subscription')`)).toBeNull();
    await page.context().close();
  });
}
