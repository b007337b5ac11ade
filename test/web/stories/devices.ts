import { waitFor } from '../../../simulator/local-service.ts';
import type { ConsoleBrowser } from '../console-browser.ts';

export function deviceStories(getConsole: () => ConsoleBrowser): void {
  test('a session that is ended on another device no longer works', async () => {
    const { service, open, signInAgain } = getConsole();
    const cookie = await signInAgain('Omar');
    const readSession = async () =>
      (await fetch(`${service.url}/web/session`, { headers: { cookie } })).status;
    expect(await readSession()).toBe(200);
    const page = await open('/settings/sessions', { person: 'Omar' });
    await page.getByRole('listitem').filter({ hasText: 'this browser' }).waitFor();
    const other = page.getByRole('listitem').filter({ hasNotText: 'this browser' });
    await other.getByRole('button', { name: 'End' }).first().click();
    await page.getByText('The session is ended.').waitFor();
    await waitFor(readSession, (status) => status === 401);
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('a passkey signs in without a user name', async () => {
    const page = await getConsole().open('/settings/sessions');
    const devTools = await page.context().newCDPSession(page);
    await devTools.send('WebAuthn.enable');
    await devTools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Laptop');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText('The passkey is created.').waitFor();
    await page.context().clearCookies();
    await page.goto(`${getConsole().service.url}/console/sign-in`);
    await page.getByRole('button', { name: /passkey/i }).click();
    await page.getByRole('heading', { name: 'Alerts' }).waitFor();
    expect(page.problems).toEqual([]);
    await page.context().close();
  });
}
