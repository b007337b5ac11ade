import { putAccount } from '../../src/domain/accounts/store.ts';
import { createNewUser } from '../../src/domain/users/new-user.ts';
import { createUserStore } from '../../src/domain/users/store.ts';
import { MINUTE } from '../../src/platform/clock.ts';
import { type Browser, type ConsoleHarness, createHarness } from './harness.ts';

const JANE = 'jane@example.com';

let service: ConsoleHarness;
let browser: Browser;
let janeId: string;

beforeEach(async () => {
  service = await createHarness({ demo: false });
  janeId = await service.addUser(JANE);
  browser = service.browser();
});

const askForCode = (of: Browser = browser, email = JANE) => of.call('POST', '/web/sign-in/email', { email });
const enterCode = (code: string, of: Browser = browser) =>
  of.call('POST', '/web/sign-in/email/code', { code });
const isSignedIn = async (of: Browser = browser) => (await of.call('GET', '/web/session')).status === 200;
const latestCode = () => service.emails.at(-1)?.code ?? '';
const latestLinkToken = () => service.emails.at(-1)?.link.split('#')[1] ?? '';
/** A code that is not the right one. */
const otherThan = (code: string) => String((Number(code) + 1) % 10 ** 8).padStart(8, '0');

test('the code of the e-mail signs in, in the groups in which it is written', async () => {
  const { status, body } = await askForCode();
  expect(status).toBe(202);
  expect(Date.parse(body.expiresAt)).toBe(service.now() + 10 * MINUTE);
  expect(service.emails).toMatchObject([{ to: JANE, code: expect.stringMatching(/^\d{8}$/), minutes: 10 }]);
  const code = latestCode();
  expect((await enterCode(`${code.slice(0, 4)} ${code.slice(4)}`)).status).toBe(200);
  expect(await isSignedIn()).toBe(true);
});

test('the link of the e-mail leads to a page of the console, whose button signs in', async () => {
  await askForCode();
  expect(service.emails[0]?.link).toMatch(
    /^https:\/\/tocsin\.example\.com\/console\/sign-in\/link#[\w-]{43}$/,
  );
  const { status } = await browser.call('POST', '/web/sign-in/email/link', { token: latestLinkToken() });
  expect(status).toBe(200);
  expect(await isSignedIn()).toBe(true);
});

test('a mail scanner that opens the link signs nobody in, and uses nothing up', async () => {
  await askForCode();
  const scanner = service.browser();
  expect((await scanner.call('GET', '/console/sign-in/link')).headers.getSetCookie()).toEqual([]);
  const { status } = await scanner.call('POST', '/web/sign-in/email/link', { token: latestLinkToken() });
  expect(status).toBe(401);
  expect((await enterCode(latestCode())).status).toBe(200);
});

test('code and link work only in the browser that asked for them', async () => {
  await askForCode();
  const thief = service.browser();
  expect(await enterCode(latestCode(), thief)).toMatchObject({
    status: 401,
    body: { message: expect.stringContaining('only in the browser in which you asked') },
  });
  await askForCode(thief, 'thief@example.com');
  expect((await enterCode(latestCode(), thief)).status).toBe(401);
  expect(await isSignedIn(thief)).toBe(false);
});

test('code and link work once together', async () => {
  await askForCode();
  const cookies = new Map(browser.cookies);
  expect((await enterCode(latestCode())).status).toBe(200);
  const again = service.browser();
  for (const [name, value] of cookies) again.cookies.set(name, value);
  expect((await enterCode(latestCode(), again)).status).toBe(401);
  expect((await again.call('POST', '/web/sign-in/email/link', { token: latestLinkToken() })).status).toBe(
    401,
  );
});

test('of two requests with the right code at the same time, one signs in', async () => {
  await askForCode();
  const answers = await Promise.all([enterCode(latestCode()), enterCode(latestCode())]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401]);
});

test('after ten minutes the code has expired', async () => {
  await askForCode();
  service.advance(10 * MINUTE);
  expect((await enterCode(latestCode())).status).toBe(401);
});

test('of ten wrong codes five are checked, and then the right one signs in no more', async () => {
  await askForCode();
  const code = latestCode();
  const messages: string[] = [];
  for (let i = 0; i < 10; i++) {
    const { status, body } = await enterCode(otherThan(code));
    expect(status).toBe(401);
    messages.push(body.message);
  }
  expect(messages[0]).toContain('Check it and try again');
  expect(messages[4]).toContain('tried too often');
  expect(messages[9]).toContain('Ask for a new one');
  expect((await enterCode(code)).status).toBe(401);
  expect(await isSignedIn()).toBe(false);
  await askForCode();
  expect((await enterCode(latestCode())).status).toBe(200);
});

test('somebody without an account gets the same answers as a user', async () => {
  const waits: number[] = [];
  service = await createHarness({ demo: false, wait: async (ms) => void waits.push(ms) });
  await service.addUser(JANE);
  const shape = ({ status, body, headers }: Awaited<ReturnType<typeof askForCode>>) => ({
    status,
    body: { ...body, requestId: '', took: 0 },
    cookies: headers.getSetCookie().map((cookie) => cookie.replace(/=[\w-]{43}/, '=…')),
    names: Object.keys(headers.toRecord()),
  });
  const [known, unknown] = [service.browser(), service.browser()];
  expect(shape(await askForCode(unknown, 'nobody@example.com'))).toEqual(shape(await askForCode(known)));
  expect(service.emails).toHaveLength(1);
  // Both take as long.
  expect(waits).toEqual([1_000, 1_000]);
  const wrong = await enterCode(otherThan(latestCode()), known);
  expect(shape(await enterCode('12345678', unknown))).toEqual(shape(wrong));
});

test('the answer does not depend on whether the e-mail could be sent', async () => {
  service = await createHarness({
    demo: false,
    sendEmail: async () => {
      throw new Error('SES is down.');
    },
  });
  await service.addUser(JANE);
  expect((await askForCode(service.browser())).status).toBe(202);
});

test('a blocked user gets no e-mail, and one who is blocked meanwhile does not get in', async () => {
  await askForCode();
  await service.api('PATCH', `/v2/users/${janeId}`, { blocked: true });
  expect((await enterCode(latestCode())).status).toBe(403);
  expect(await isSignedIn()).toBe(false);
  await askForCode();
  expect(service.emails).toHaveLength(1);
});

test('one address gets five e-mails in a quarter of an hour', async () => {
  for (let i = 0; i < 5; i++) expect((await askForCode(service.browser())).status).toBe(202);
  const refused = await askForCode(service.browser({ sourceIp: '198.51.100.7' }));
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(service.emails).toHaveLength(5);
  // Written differently, it is the same address.
  expect((await askForCode(service.browser(), 'JANE@Example.com')).status).toBe(429);
  service.advance(15 * MINUTE);
  expect((await askForCode(service.browser())).status).toBe(202);
});

test('one source asks for thirty e-mails in a quarter of an hour, whomever they are for', async () => {
  for (let i = 0; i < 30; i++) {
    expect((await askForCode(browser, `somebody-${i}@example.com`)).status).toBe(202);
  }
  expect((await askForCode(browser)).status).toBe(429);
  expect((await askForCode(service.browser({ sourceIp: '198.51.100.7' }))).status).toBe(202);
});

test.each(['', 'nonsense', 'a@b@c', 'jane@example.com\nBcc: x@example.com'])(
  'the address %p is refused',
  async (email) => {
    expect((await askForCode(browser, email)).status).toBeGreaterThanOrEqual(400);
    expect(service.emails).toEqual([]);
  },
);

test('somebody with users in several accounts chooses one, with the same code', async () => {
  await putAccount(service.table, { id: 'other', name: 'Other' });
  await createUserStore(service.table).create(
    'other',
    createNewUser(
      { id: 'u-2', username: JANE, fullName: 'J', role: { id: 'User', name: 'User' }, timeZone: 'UTC' },
      service.now(),
    ),
  );
  await askForCode();
  expect(service.emails).toHaveLength(1);
  const choice = await enterCode(latestCode());
  expect(choice.body).toMatchObject({
    result: 'Choose an account',
    accounts: expect.arrayContaining([
      { id: 'acme', name: 'Acme' },
      { id: 'other', name: 'Other' },
    ]),
  });
  expect(await isSignedIn()).toBe(false);
  const chosen = await browser.call('POST', '/web/sign-in/email/code', {
    code: latestCode(),
    accountId: 'other',
  });
  expect(chosen.status).toBe(200);
  expect((await browser.call('GET', '/web/session')).body.account.name).toBe('Other');
});

test('after a change of the username, the new address signs in and the old one does not', async () => {
  await service.api('PATCH', `/v2/users/${janeId}`, { username: 'jane.doe@example.com' });
  await askForCode(browser, 'jane.doe@example.com');
  await askForCode(browser, JANE);
  expect(service.emails.map(({ to }) => to)).toEqual(['jane.doe@example.com']);
});

test('neither code, link nor address is stored', async () => {
  await askForCode();
  const stored = JSON.stringify([...service.table.items.values()].filter(({ pk }) => !pk.startsWith('A#')));
  expect(stored).toContain('SIGNIN#');
  for (const secret of [
    latestCode(),
    latestLinkToken(),
    JANE,
    browser.cookies.get('__Host-tocsin-sign-in')!,
  ]) {
    expect(stored).not.toContain(secret);
  }
});

test('with the identity provider as the only way to sign in, no e-mail is sent', async () => {
  service = await createHarness({
    demo: false,
    oidc: {
      name: 'Example ID',
      only: true,
      provider: { start: () => Promise.reject(new Error()), finish: () => Promise.reject(new Error()) },
      readSettings: () => ({ accountId: 'acme', domains: [], groups: [] }),
    },
  });
  await service.addUser(JANE);
  const { body } = await service.browser().call('GET', '/web/sign-in/methods');
  expect(body).toMatchObject({ email: false, oidc: { name: 'Example ID' }, oidcOnly: true, passkeys: false });
  expect((await askForCode(service.browser())).status).toBe(404);
  expect(service.emails).toEqual([]);
});

test('a wrong setting of the identity provider stops nobody from signing in another way', async () => {
  service = await createHarness({
    demo: false,
    oidc: {
      name: 'Example ID',
      only: false,
      provider: { start: () => Promise.reject(new Error()), finish: () => Promise.reject(new Error()) },
      readSettings: () => {
        throw new Error('oidcGroups is wrong.');
      },
    },
  });
  await service.addUser(JANE);
  const { status, headers } = await service.browser().call('GET', '/web/oidc/start');
  expect([status, headers.get('location')]).toEqual([302, '/console/sign-in?problem=provider']);
  expect((await askForCode(service.browser())).status).toBe(202);
});
