import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ConsoleBrowser, ConsolePage } from '../console-browser.ts';
import type { RunningProvider } from '../oidc/start-provider.ts';
import { readSignInMails, type SignInMail, waitForSignInMail } from './read-messages.ts';
import { unique } from './unique.ts';

interface Stage {
  readonly console: ConsoleBrowser;
  readonly provider: RunningProvider;
  readonly dataFolder: string;
}

// Within 15 minutes, five codes are sent to an address: the stories share them.
const JANE = 'jane@example.com';
const OMAR = 'omar@example.com';
const run = promisify(execFile);

/** Chromium reports an answer that refuses a sign-in. */
const withoutRefusals = ({ problems }: ConsolePage) => problems.filter((text) => !/status of 401/.test(text));

export function waysOfSigningIn(getStage: () => Stage): void {
  /** What the admin command prints, run against the service. */
  async function runAdmin(...args: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const { console, dataFolder } = getStage();
    const { stdout } = await run(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        'scripts/admin.ts',
        ...args,
        '--local',
        '--url',
        console.service.url,
        '--json',
      ],
      { env: { ...process.env, TOCSIN_DATA: dataFolder } },
    );
    return JSON.parse(stdout);
  }

  /** Asks for a code on the sign-in page, and waits for the e-mail. */
  async function askForCode(page: ConsolePage, email: string): Promise<SignInMail> {
    const { console } = getStage();
    const before = (await readSignInMails(console, email)).length;
    await page.getByLabel('E-mail address').fill(email);
    await page.getByRole('button', { name: 'Send me a code' }).click();
    await page.getByRole('heading', { name: 'Look at your e-mail' }).waitFor();
    return waitForSignInMail(console, email, before);
  }

  const openSignIn = () => getStage().console.open('/sign-in', { person: undefined });

  const waitForAlerts = (page: ConsolePage) => page.getByRole('heading', { name: 'Alerts' }).waitFor();

  async function readUsername(page: ConsolePage): Promise<string> {
    const { console } = getStage();
    const response = await page.context().request.get(`${console.service.url}/web/session`);
    const { user, account } = (await response.json()) as {
      user: { username: string };
      account: { name: string };
    };
    return `${user.username} in ${account.name}`;
  }

  test('the identity provider signs a person in, and leads them where they wanted to go', async () => {
    const { console, provider } = getStage();
    const page = await console.open('/on-call', { person: undefined });
    await provider.nextPerson({ sub: 'omar-1', email: OMAR, email_verified: true });
    await page.getByRole('button', { name: 'Sign in with Example ID' }).click();
    await page.waitForURL(/\/console\/on-call$/);
    await page.getByRole('heading', { name: 'On call' }).waitFor();
    expect(await readUsername(page)).toBe(`${OMAR} in Demo`);
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('somebody whom the provider knows and the account does not is told what to do', async () => {
    const { provider } = getStage();
    const page = await openSignIn();
    await provider.nextPerson({ sub: 'stranger', email: 'stranger@example.org', email_verified: true });
    await page.getByRole('button', { name: 'Sign in with Example ID' }).click();
    await page.getByText('You have no user here. Ask an administrator').waitFor();
    await page.getByRole('button', { name: 'Sign in with Example ID' }).waitFor();
    await page.context().close();
  });

  test('the link of the e-mail signs in in the browser that asked, after one press', async () => {
    const page = await openSignIn();
    const { link } = await askForCode(page, JANE);
    const other = await page.context().newPage();
    await other.goto(link);
    await other.getByRole('button', { name: 'Sign in', exact: true }).click();
    await other.getByRole('heading', { name: 'Alerts' }).waitFor();
    // The code of the same e-mail is used up.
    expect((await page.context().request.get(`${getStage().console.service.url}/web/session`)).status()).toBe(
      200,
    );
    expect(page.problems).toEqual([]);
    await page.context().close();
  });

  test('the link in another browser signs nobody in and says where it works, and the code still does', async () => {
    const page = await openSignIn();
    const { link, code } = await askForCode(page, JANE);
    const other = await openSignIn();
    await other.goto(link);
    await other.getByRole('button', { name: 'Sign in', exact: true }).click();
    await other.getByText('Code and link work only in the browser in which you asked for them.').waitFor();
    await other.getByRole('link', { name: 'Sign in in another way' }).click();
    await other.getByLabel('E-mail address').waitFor();
    await other.context().close();
    await page.getByLabel('Code', { exact: true }).fill(code);
    await page.keyboard.press('Enter');
    await waitForAlerts(page);
    expect(withoutRefusals(page)).toEqual([]);
    await page.context().close();
  });

  test("the administrator's link signs in once; the second time it says what to do", async () => {
    const { console } = getStage();
    const { signIn = '' } = await runAdmin('sign-in-link', '--account', 'demo', '--user', OMAR);
    const path = signIn.replace(/^.*\/console/, '');
    const page = await console.open(path, { person: undefined });
    await page.getByRole('heading', { name: 'Sign in by a break-glass link' }).waitFor();
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await waitForAlerts(page);
    expect(await readUsername(page)).toBe(`${OMAR} in Demo`);
    expect(page.problems).toEqual([]);
    await page.context().close();

    const again = await console.open(path, { person: undefined });
    await again.getByRole('button', { name: 'Sign in', exact: true }).click();
    await again.getByRole('alert').waitFor();
    await again.getByRole('link', { name: 'Sign in in another way' }).click();
    await again.getByLabel('E-mail address').waitFor();
    await again.context().close();
  });

  test('the owner of a new account signs in by its first link; a person in two accounts then chooses one', async () => {
    const { console } = getStage();
    const company = unique('Second company');
    const { signIn = '' } = await runAdmin(
      'create-account',
      '--name',
      company,
      '--account',
      company.toLowerCase().replaceAll(' ', '-'),
      '--owner',
      OMAR,
    );
    const first = await console.open(signIn.replace(/^.*\/console/, ''), { person: undefined });
    await first.getByRole('button', { name: 'Sign in', exact: true }).click();
    await waitForAlerts(first);
    expect(await readUsername(first)).toBe(`${OMAR} in ${company}`);
    expect(first.problems).toEqual([]);
    await first.context().close();

    const page = await openSignIn();
    const { code } = await askForCode(page, OMAR);
    await page.getByLabel('Code', { exact: true }).fill(code);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Choose an account' }).waitFor();
    await page.getByRole('button', { name: company, exact: true }).click();
    await waitForAlerts(page);
    expect(await readUsername(page)).toBe(`${OMAR} in ${company}`);
    await page.context().close();

    const byLink = await openSignIn();
    const { link: mailed } = await askForCode(byLink, OMAR);
    await byLink.goto(mailed);
    await byLink.getByRole('button', { name: 'Sign in', exact: true }).click();
    await byLink.getByRole('button', { name: 'Demo', exact: true }).click();
    await waitForAlerts(byLink);
    expect(await readUsername(byLink)).toBe(`${OMAR} in Demo`);
    expect(byLink.problems).toEqual([]);
    await byLink.context().close();
  });
}
