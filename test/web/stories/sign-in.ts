import type { ConsoleBrowser } from '../console-browser.ts';
import { readSignInMails, waitForSignInMail } from './read-messages.ts';
import { unique } from './unique.ts';

export function signInStories(getConsole: () => ConsoleBrowser): void {
  test('a person who is not signed in signs in, and lands where they wanted to go', async () => {
    const page = await getConsole().open('/alerts?view=open', { person: undefined });
    await page.getByRole('button', { name: 'Sign in as Jane (demo)' }).click();
    await page.waitForURL(/\/console\/alerts\?view=open$/);
    await page.getByRole('heading', { name: 'Alerts' }).waitFor();
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('a code from the e-mail signs in, and a wrong one says so', async () => {
    const console = getConsole();
    const before = (await readSignInMails(console, 'omar@example.com')).length;
    const page = await console.open('/sign-in', { person: undefined });
    await page.getByLabel('E-mail address').fill('omar@example.com');
    await page.getByRole('button', { name: 'Send me a code' }).click();
    await page.getByRole('heading', { name: 'Look at your e-mail' }).waitFor();
    const { code } = await waitForSignInMail(console, 'omar@example.com', before);
    const field = page.getByLabel('Code', { exact: true });
    await field.fill(code.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10)));
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText(/This is not the code/).waitFor();
    await field.fill(code);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Alerts' }).waitFor();
    await page.context().close();
  });

  test('an address of another site is never the place to return to', async () => {
    for (const returnTo of ['//evil.example', 'https://evil.example', '/\\evil.example']) {
      const page = await getConsole().open(`/sign-in?returnTo=${encodeURIComponent(returnTo)}`, {
        person: undefined,
      });
      await page.getByRole('button', { name: 'Sign in as Jane (demo)' }).click();
      await page.getByRole('heading', { name: 'Alerts' }).waitFor();
      expect(new URL(page.url()).origin).toBe(getConsole().service.url);
      await page.context().close();
    }
  });

  test('a link without its token says what to do', async () => {
    const page = await getConsole().open('/sign-in/link', { person: undefined });
    await page.getByText('This link is incomplete').waitFor();
    await page.context().close();
  });

  test('a session that ends while a person types costs neither the text nor the action', async () => {
    const message = unique('Typed before the session ended');
    const page = await getConsole().open('/alerts', { person: 'Omar' });
    await page.getByRole('button', { name: 'Create alert' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create an alert' });
    await dialog.getByRole('textbox', { name: 'Message' }).fill(message);
    // What the page reads by itself must not be the first to notice that the session has ended.
    await page.route(/\/web\/(api|alerts-version)/, (route) =>
      route.request().method() === 'GET' ? route.abort() : route.fallback(),
    );
    await page.context().clearCookies();
    await dialog.getByRole('button', { name: 'Create alert' }).click();
    await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Sign in as Omar (demo)' }).click();
    await page.getByText('The alert is being created').waitFor();
    await page.goto(`${getConsole().service.url}/console/alerts?view=open`);
    const row = page.getByRole('row', { name: new RegExp(message) });
    await row.waitFor();
    expect(await row.count()).toBe(1);
    await page.context().close();
  });

  test('signing out ends the session', async () => {
    const page = await getConsole().open('/sign-in', { person: undefined });
    await page.getByRole('button', { name: 'Sign in as Omar (demo)' }).click();
    await page.getByRole('button', { name: /Omar Haddad/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in as Jane (demo)' }).waitFor();
    await page.goto(`${getConsole().service.url}/console/alerts`);
    await page.waitForURL(/\/console\/sign-in/);
    await page.context().close();
  });
}
