import { USER_RIGHTS } from '../../src/domain/roles/model.ts';
import { HOUR, MINUTE, SECOND } from '../../src/platform/clock.ts';
import { ACCOUNT, type Browser, type ConsoleHarness, createHarness, ORIGIN, signInAs } from './harness.ts';

let service: ConsoleHarness;
let browser: Browser;
let janeId: string;

const COOKIE = '__Host-tocsin';

beforeEach(async () => {
  service = await createHarness();
  janeId = await service.addUser('jane@example.com');
  browser = service.browser();
  await signInAs(browser, 'jane@example.com');
});

const statusOfSession = async (of: Browser = browser) => (await of.call('GET', '/web/session')).status;

test('the session says who is signed in', async () => {
  const { status, body } = await browser.call('GET', '/web/session');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    user: { id: janeId, username: 'jane@example.com', fullName: 'Jane Doe', role: 'User', locale: 'en_US' },
    account: { id: ACCOUNT, name: 'Acme' },
    local: true,
  });
});

describe('the session says which rights of a user the role lacks', () => {
  /** What observers may do, too. */
  const OBSERVED = ['alerts-access', 'who-is-on-call-show-all', 'profile-edit'];

  const readMissing = async (username: string) => {
    const own = service.browser();
    await signInAs(own, username);
    return (await own.call('GET', '/web/session')).body.missingRights;
  };

  test('none of a user', async () => {
    expect(await readMissing('jane@example.com')).toEqual([]);
  });

  test('those of an observer, who may read alerts, who is on call, and edit the own profile', async () => {
    await service.addUser('olga@example.com', { role: { name: 'Observer' } });
    expect(await readMissing('olga@example.com')).toEqual(
      USER_RIGHTS.filter((right) => !OBSERVED.includes(right)),
    );
  });

  test('all of a stakeholder, but to edit the own profile', async () => {
    await service.addUser('stan@example.com', { role: { name: 'Stakeholder' } });
    expect(await readMissing('stan@example.com')).toEqual(
      USER_RIGHTS.filter((right) => right !== 'profile-edit'),
    );
  });

  test('those that a custom role disallows, and not those that it grants', async () => {
    await service.api('POST', '/v2/roles', {
      name: 'Watcher',
      extendedRole: 'observer',
      grantedRights: ['alert-acknowledge', 'alert-add-note'],
    });
    await service.api('POST', '/v2/roles', {
      name: 'Careful',
      extendedRole: 'user',
      disallowedRights: ['alert-close'],
    });
    await service.addUser('wim@example.com', { role: { name: 'Watcher' } });
    await service.addUser('cora@example.com', { role: { name: 'Careful' } });
    expect(await readMissing('wim@example.com')).toEqual(
      USER_RIGHTS.filter((right) => ![...OBSERVED, 'alert-acknowledge', 'alert-add-note'].includes(right)),
    );
    expect(await readMissing('cora@example.com')).toEqual(['alert-close']);
  });
});

test('the cookie is out of reach of scripts, other sites and plain http', async () => {
  const { headers } = await service
    .browser()
    .call('POST', '/web/sign-in/demo', { username: 'jane@example.com' });
  expect(headers.getSetCookie()).toEqual([
    expect.stringMatching(/^__Host-tocsin=\S+; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure$/),
  ]);
});

test('on localhost without TLS the cookie has no prefix, which browsers would refuse', async () => {
  const local = service.browser({ origin: 'http://localhost:3000' });
  await signInAs(local, 'jane@example.com');
  expect([...local.cookies.keys()]).toEqual(['tocsin']);
  expect(await statusOfSession(local)).toBe(200);
});

test('the secret of a session is stored nowhere', () => {
  const secret = browser.cookies.get(COOKIE)?.split('.')[2] ?? '';
  expect(secret).toHaveLength(43);
  expect(JSON.stringify([...service.table.items.values()])).not.toContain(secret);
});

describe('a request without a valid session is refused with 401', () => {
  const tokenParts = () => browser.cookies.get(COOKIE)?.split('.') ?? [];
  const withToken = (token: string) => {
    const other = service.browser();
    other.cookies.set(COOKIE, token);
    return other;
  };

  test('without a cookie', async () => {
    expect(await statusOfSession(service.browser())).toBe(401);
    expect((await service.browser().call('GET', '/web/api/v2/alerts')).status).toBe(401);
  });

  test.each(['', 'nonsense', 'a.b.c', '../..', `${'x'.repeat(5_000)}`])(
    'with the cookie %p',
    async (token) => {
      expect(await statusOfSession(withToken(token))).toBe(401);
    },
  );

  test('with a forged secret', async () => {
    const [account, user] = tokenParts();
    expect(await statusOfSession(withToken(`${account}.${user}.${'A'.repeat(43)}`))).toBe(401);
  });

  test('with the secret of somebody else', async () => {
    const omarId = await service.addUser('omar@example.com');
    const [account, , secret] = tokenParts();
    expect(await statusOfSession(withToken(`${account}.${omarId}.${secret}`))).toBe(401);
  });

  test('with the secret of another account', async () => {
    const [, user, secret] = tokenParts();
    expect(await statusOfSession(withToken(`other.${user}.${secret}`))).toBe(401);
  });

  test('with a key of the API in the place of a session', async () => {
    const { status } = await service
      .browser()
      .call('GET', '/web/api/v2/users', undefined, { authorization: 'GenieKey some-key' });
    expect(status).toBe(401);
  });
});

describe('a session ends', () => {
  test('12 hours after its last request', async () => {
    service.advance(11 * HOUR);
    expect(await statusOfSession()).toBe(200);
    service.advance(11 * HOUR);
    expect(await statusOfSession()).toBe(200);
    service.advance(12 * HOUR);
    expect(await statusOfSession()).toBe(401);
  });

  test('30 days after its start, however often it is used', async () => {
    for (let hours = 0; hours < 30 * 24 - 6; hours += 6) {
      service.advance(6 * HOUR);
      expect(await statusOfSession()).toBe(200);
    }
    service.advance(6 * HOUR);
    expect(await statusOfSession()).toBe(401);
  });

  test('by signing out, at once', async () => {
    const token = browser.cookies.get(COOKIE) ?? '';
    expect((await browser.call('POST', '/web/sign-out')).status).toBe(200);
    expect(browser.cookies.size).toBe(0);
    browser.cookies.set(COOKIE, token);
    expect(await statusOfSession()).toBe(401);
  });

  test('within ten seconds after its user is blocked, and does not come back with the user', async () => {
    expect(await statusOfSession()).toBe(200);
    expect((await service.api('PATCH', `/v2/users/${janeId}`, { blocked: true })).status).toBe(200);
    expect((await service.api('PATCH', `/v2/users/${janeId}`, { blocked: false })).status).toBe(200);
    service.advance(10 * SECOND);
    expect(await statusOfSession()).toBe(401);
    await signInAs(browser, 'jane@example.com');
    expect(await statusOfSession()).toBe(200);
  });

  test('within ten seconds after its user is deleted', async () => {
    expect(await statusOfSession()).toBe(200);
    expect((await service.api('DELETE', `/v2/users/${janeId}`)).status).toBe(200);
    service.advance(10 * SECOND);
    expect(await statusOfSession()).toBe(401);
    expect((await browser.call('GET', '/web/api/v2/users')).status).toBe(401);
  });

  test('if the user ends it in another browser', async () => {
    const other = service.browser();
    await signInAs(other, 'jane@example.com');
    const { body } = await browser.call('GET', '/web/sessions');
    expect(body.sessions).toHaveLength(2);
    expect(body.sessions.map(({ device }: { device: string }) => device)).toEqual([
      'Firefox on Linux',
      'Firefox on Linux',
    ]);
    const [elsewhere] = body.sessions.filter(({ current }: { current: boolean }) => !current);
    expect((await browser.call('DELETE', `/web/sessions/${elsewhere.id}`)).status).toBe(200);
    service.advance(10 * SECOND);
    expect(await statusOfSession(other)).toBe(401);
    expect(await statusOfSession()).toBe(200);
    const after = await browser.call('GET', '/web/sessions');
    expect(after.body.sessions).toMatchObject([{ current: true }]);
  });
});

test("nobody can end a session of somebody else, even with the session's id", async () => {
  const [, , secret] = browser.cookies.get(COOKIE)?.split('.') ?? [];
  expect(secret).toBeDefined();
  const { body } = await browser.call('GET', '/web/sessions');
  await service.addUser('omar@example.com');
  const omar = service.browser();
  await signInAs(omar, 'omar@example.com');
  await omar.call('DELETE', `/web/sessions/${body.sessions[0].id}`);
  service.advance(10 * SECOND);
  expect(await statusOfSession()).toBe(200);
});

test('a session that is in use is written at most every five minutes', async () => {
  const read = () => [...service.table.items.values()].find((item) => 'signedInBy' in item);
  const first = JSON.stringify(read());
  service.advance(4 * MINUTE);
  await statusOfSession();
  expect(JSON.stringify(read())).toBe(first);
  service.advance(2 * MINUTE);
  await statusOfSession();
  expect(read()).toMatchObject({ lastUsedAt: service.now() });
});

test('with a session, the REST API does what the role of the user allows, in the name of the user', async () => {
  const denied = await browser.call('POST', '/web/api/v2/users', {
    username: 'new@example.com',
    fullName: 'New',
    role: { name: 'User' },
  });
  expect(denied.status).toBe(403);
  const patched = await browser.call('PATCH', `/web/api/v2/users/${janeId}`, { fullName: 'Jane D.' });
  expect(patched.status).toBe(200);
  const audit = [...service.table.items.values()].filter((item) => 'actor' in item);
  expect(audit.at(-1)).toMatchObject({ actor: { type: 'user', name: 'jane@example.com' } });
});

describe('a page of another site can change nothing', () => {
  const change = (headers: Readonly<Record<string, string>>) =>
    browser.call('PATCH', `/web/api/v2/users/${janeId}`, { fullName: 'Mallory' }, headers);

  test.each([
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from a subdomain', { 'sec-fetch-site': 'same-site' }],
    ['typed into the address bar', { 'sec-fetch-site': 'none' }],
    ['without the header of the console', { 'x-tocsin-console': undefined }],
    ['as a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['as plain text', { 'content-type': 'text/plain' }],
    [
      'of an old browser, with another origin',
      { 'sec-fetch-site': undefined, origin: 'https://evil.example' },
    ],
    ['of an old browser, without an origin', { 'sec-fetch-site': undefined }],
  ])('%s', async (_, headers) => {
    const app = service.app;
    const sent = new Headers({
      'content-type': 'application/json',
      'x-tocsin-console': '1',
      'sec-fetch-site': 'same-origin',
      cookie: `${COOKIE}=${browser.cookies.get(COOKIE)}`,
    });
    for (const [name, value] of Object.entries(headers)) {
      if (value === undefined) sent.delete(name);
      else sent.set(name, value);
    }
    const response = await app(
      new Request(`${ORIGIN}/web/api/v2/users/${janeId}`, {
        method: 'PATCH',
        headers: sent,
        body: '{"fullName":"Mallory"}',
      }),
      { sourceIp: '192.0.2.1' },
    );
    expect(response.status).toBe(403);
    const { body } = await browser.call('GET', '/web/session');
    expect(body.user.fullName).toBe('Jane Doe');
  });

  test('and a request of the console is accepted, from old browsers by its origin', async () => {
    expect((await change({})).status).toBe(200);
    const { status } = await browser.call(
      'PATCH',
      `/web/api/v2/users/${janeId}`,
      { fullName: 'J' },
      {
        origin: ORIGIN,
      },
    );
    expect(status).toBe(200);
  });
});

test('without a demo account nobody can sign in as somebody without a proof', async () => {
  const stage = await createHarness({ demo: false });
  await stage.addUser('jane@example.com');
  const { body } = await stage.browser().call('GET', '/web/sign-in/methods');
  expect(body.demo).toEqual([]);
  const { status } = await stage
    .browser()
    .call('POST', '/web/sign-in/demo', { username: 'jane@example.com' });
  expect(status).toBe(403);
});

test('a request that the console repeats with the same id creates one thing', async () => {
  const ownerId = await service.addUser('boss@example.com', { role: { name: 'Owner' } });
  expect(ownerId).toBeDefined();
  const boss = service.browser();
  await signInAs(boss, 'boss@example.com');
  const id = '3f2b8a52-8a0e-4c4e-9d1b-0d6f2f2d7c11';
  const create = (of: Browser) =>
    of.call('POST', '/web/api/v2/teams', { name: 'Ops' }, { 'x-tocsin-request-id': id });
  const [first, second] = [await create(boss), await create(boss)];
  expect(first.body.requestId).toBe(second.body.requestId);
  expect(first.body.data.id).toBe(second.body.data.id);
  expect(second.status).toBe(201);
  const other = await browser.call('GET', '/web/session', undefined, { 'x-tocsin-request-id': id });
  expect(other.body.requestId).not.toBe(first.body.requestId);
});
