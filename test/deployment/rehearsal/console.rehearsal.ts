import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { describeWith } from '../../clients/programs.ts';
import { moveTo } from '../../web/stories/keyboard.ts';
import { type ConsoleSession, openConsole, readSignInCode } from './console-session.ts';
import { call, createUser, done, eventually } from './stage.ts';
import { startTlsProxy, type TlsProxy } from './tls-proxy.ts';

/** The console as it is deployed: files and back end through the HTTP API, under the roles of the functions `web-files` and `web`. */

const PAT = 'pat@example.com';
const STAGE = 'rehearsal';

beforeAll(() => createUser(PAT));

const isAcknowledged = async (alertId: string) =>
  (await call('GET', `/v2/alerts/${alertId}`)).body.data.acknowledged;

const open = (message: string) =>
  done('POST', '/v2/alerts', { message, responders: [{ type: 'user', username: PAT }] });

async function signInByEmail(email: string): Promise<ConsoleSession> {
  const browser = openConsole();
  const asked = await browser.call('POST', '/web/sign-in/email', { email });
  expect(asked).toMatchObject({ status: 202 });
  const code = await readSignInCode(email);
  expect(await browser.call('POST', '/web/sign-in/email/code', { code })).toMatchObject({
    status: 200,
    body: { result: 'Signed in' },
  });
  return browser;
}

test('the code of an e-mail signs in a person, who sees the alerts and acknowledges one', async () => {
  const alertId = await open('Seen in the console');
  const browser = await signInByEmail(PAT);
  expect(await browser.call('GET', '/web/session')).toMatchObject({
    status: 200,
    body: { user: { username: PAT }, account: { name: 'Rehearsal' }, local: false },
  });
  const { body } = await browser.call('GET', '/web/api/v2/alerts?query=status%3Aopen');
  expect(body.data).toContainEqual(expect.objectContaining({ id: alertId, acknowledged: false }));

  const acknowledged = await browser.call('POST', `/web/api/v2/alerts/${alertId}/acknowledge`, {});
  expect(acknowledged).toMatchObject({ status: 202 });
  await eventually(() => isAcknowledged(alertId), Boolean);
  const { data } = (await call('GET', `/v2/alerts/${alertId}`)).body;
  expect(data.report).toMatchObject({ acknowledgedBy: PAT });
});

test('nobody reads alerts without a session, and a stage has no demo sign-in', async () => {
  const browser = openConsole();
  expect((await browser.call('GET', '/web/api/v2/alerts')).status).toBe(401);
  expect((await browser.call('POST', '/web/sign-in/demo', { username: PAT })).status).toBe(403);
});

test('signing out ends the session', async () => {
  const browser = await signInByEmail(PAT);
  expect((await browser.call('POST', '/web/sign-out', {})).status).toBe(200);
  expect((await browser.call('GET', '/web/session')).status).toBe(401);
});

test('the page has security headers, and browsers keep the files it names', async () => {
  const url = process.env.TOCSIN_URL;
  const page = await fetch(`${url}/console/alerts`);
  expect(page.status).toBe(200);
  expect(Object.fromEntries(page.headers)).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': expect.stringMatching(/^default-src 'none'; script-src 'self';/),
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  const files = [...(await page.text()).matchAll(/(?:src|href)="(\/console\/assets\/[^"]+)"/g)];
  expect(files.length).toBeGreaterThan(1);
  for (const [, path = ''] of files) {
    const file = await fetch(`${url}${path}`, { headers: { 'Accept-Encoding': 'br' } });
    expect(file.status).toBe(200);
    expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(file.headers.get('content-encoding')).toBe('br');
    const plain = await fetch(`${url}${path}`, { headers: { 'Accept-Encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await file.text()).toBe(await plain.text());
  }
  expect((await fetch(`${url}/console/assets/of-another-release.js`)).status).toBe(404);
});

test('the link that npm run admin prints for the owner of a new account signs in once', async () => {
  const owner = 'owner@example.com';
  const command = `scripts/admin.ts create-account --name Owned --owner ${owner} --stage ${STAGE} --json`;
  const { stdout } = await promisify(execFile)('node', command.split(' '));
  const { account, signIn } = JSON.parse(stdout);
  const [, token] = /^https:\/\/\S+\/console\/sign-in\/break-glass#(.+)$/.exec(signIn) ?? [];

  const browser = openConsole();
  expect(await browser.call('POST', '/web/sign-in/break-glass', { token })).toMatchObject({ status: 200 });
  expect(await browser.call('GET', '/web/session')).toMatchObject({
    body: { user: { username: owner, role: 'Owner' }, account: { id: account, name: 'Owned' } },
  });
  const again = await openConsole().call('POST', '/web/sign-in/break-glass', { token });
  expect(again).toMatchObject({ status: 401 });
});

describeWith(['chromium', 'chromium-browser', 'google-chrome'], 'In Chromium', (program) => {
  let proxy: TlsProxy;
  let browser: Browser;

  beforeAll(async () => {
    proxy = await startTlsProxy(process.env.TOCSIN_URL ?? '');
    browser = await chromium.launch({
      executablePath: program,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--no-first-run',
        '--no-proxy-server',
        '--ignore-certificate-errors',
      ],
    });
  });

  afterAll(async () => {
    await browser.close();
    await proxy.stop();
  });

  test('a person signs in by e-mail and acknowledges an alert', async () => {
    const alertId = await open('Acknowledged in Chromium');
    const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
    page.setDefaultTimeout(60_000);
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      // Chromium reports each 401; asking whether there is a session is no error.
      const isSessionCheck = message.location().url.endsWith('/web/session');
      if (['error', 'warning'].includes(message.type()) && !isSessionCheck) problems.push(message.text());
    });
    await page.goto(`${proxy.url}/console/alerts?view=open`);
    await page.getByLabel('E-mail address').fill(PAT);
    await page.getByRole('button', { name: 'Send me a code' }).click();
    await page.getByRole('heading', { name: 'Look at your e-mail' }).waitFor();
    await page.getByLabel('Code', { exact: true }).fill(await readSignInCode(PAT));
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL(/\/console\/alerts\?view=open$/);

    await moveTo(page.getByRole('row', { name: /Acknowledged in Chromium/ }));
    await page.keyboard.press('a');
    await page.getByText(/^Acknowledged #/).waitFor();
    await eventually(() => isAcknowledged(alertId), Boolean);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
