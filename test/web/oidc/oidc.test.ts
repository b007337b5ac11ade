import { type LocalService, startLocalService } from '../../../simulator/local-service.ts';
import { type RunningProvider, startProvider } from './start-provider.ts';

jest.setTimeout(60_000);

let service: LocalService;
let provider: RunningProvider;

beforeAll(async () => {
  provider = await startProvider();
  service = await startLocalService({ environment: provider.environment });
});

afterAll(async () => {
  await service?.stop();
  provider?.stop();
});

/** A browser that follows redirects between the console and the provider, with the cookies of each. */
function createBrowser() {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (url: URL) => {
    const jar = jars.get(url.host) ?? new Map<string, string>();
    jars.set(url.host, jar);
    return jar;
  };
  const visit = async (address: string): Promise<{ readonly url: URL; readonly response: Response }> => {
    let url = new URL(address, service.url);
    for (let hops = 0; hops < 10; hops++) {
      const jar = jarOf(url);
      const response = await fetch(url, {
        redirect: 'manual',
        headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      });
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        if (value === '' || /Max-Age=0/i.test(cookie)) jar.delete(name);
        else jar.set(name, value);
      }
      const location = response.headers.get('location');
      if (!location || url.pathname.startsWith('/console')) return { url, response };
      url = new URL(location, url);
    }
    throw new Error('The browser was led in a circle.');
  };
  return {
    jarOf,
    visit,
    session: async () => (await visit('/web/session')).response,
  };
}

/** Signs in through the provider, and returns where the browser ends up. */
async function signIn(claims: object, browser = createBrowser(), returnTo = '/console/on-call') {
  await provider.nextPerson(claims);
  const { url } = await browser.visit(`/web/oidc/start?returnTo=${encodeURIComponent(returnTo)}`);
  const session = await browser.session();
  return {
    browser,
    page: `${url.pathname}${url.search}`,
    status: session.status,
    // biome-ignore lint/suspicious/noExplicitAny: the body of the session
    session: (await session.json()) as any,
  };
}

const verified = (sub: string, email: string, more = {}) => ({ sub, email, email_verified: true, ...more });

const readTeam = async () => {
  const { body } = await service.call('GET', '/v2/teams/Operations?identifierType=name');
  return (body.data as { members: { user: { username: string }; role: string }[] }).members.map(
    ({ user, role }) => `${user.username} ${role}`,
  );
};

test('the page for signing in knows the name of the provider', async () => {
  const response = await fetch(`${service.url}/web/sign-in/methods`);
  expect(await response.json()).toMatchObject({ oidc: { name: 'Example ID' }, oidcOnly: false, email: true });
});

test('an existing user is recognised by the verified address, and by the subject from then on', async () => {
  const first = await signIn(verified('omar-1', 'Omar@Example.com'));
  expect(first).toMatchObject({
    page: '/console/on-call',
    status: 200,
    session: { user: { username: 'omar@example.com', fullName: 'Omar Haddad' } },
  });
  const renamed = await signIn(verified('omar-1', 'omar.haddad@example.com'));
  expect(renamed.session.user.id).toBe(first.session.user.id);
});

test('nobody else with the same address becomes that user', async () => {
  await signIn(verified('omar-1', 'omar@example.com'));
  const other = await signIn(verified('omar-2', 'omar@example.com'));
  expect(other).toMatchObject({ page: '/console/sign-in?problem=other-identity', status: 401 });
});

test.each([
  ['is not verified', { sub: 'mallory', email: 'jane@example.com', email_verified: false }],
  ['is not said to be verified', { sub: 'mallory', email: 'jane@example.com' }],
  ['is missing', { sub: 'mallory' }],
])('an address that %s signs nobody in', async (_, claims) => {
  expect(await signIn(claims)).toMatchObject({
    page: '/console/sign-in?problem=unverified-email',
    status: 401,
  });
});

test("Entra's claim for verified addresses counts", async () => {
  const { session } = await signIn({ sub: 'entra-1', email: 'entra@example.com', xms_edov: '1' });
  expect(session.user.username).toBe('entra@example.com');
});

test('somebody of a listed domain becomes a user at the first sign-in, once', async () => {
  const first = await signIn(verified('new-1', 'new@example.com', { name: 'New Person' }));
  expect(first.session.user).toMatchObject({
    username: 'new@example.com',
    fullName: 'New Person',
    role: 'User',
  });
  const second = await signIn(verified('new-1', 'new@example.com', { name: 'New Person' }));
  expect(second.session.user.id).toBe(first.session.user.id);
});

test('somebody of another domain does not', async () => {
  expect(await signIn(verified('stranger', 'stranger@example.org'))).toMatchObject({
    page: '/console/sign-in?problem=unknown-user',
    status: 401,
  });
});

test('groups decide about role and teams at each sign-in', async () => {
  const ada = (groups?: readonly string[]) => verified('ada', 'ada@example.com', groups && { groups });
  const { session } = await signIn(ada(['ops', 'admins']));
  expect(session.user.role).toBe('Admin');
  expect(await readTeam()).toContain('ada@example.com user');
  await signIn(ada(['ops-leads']));
  expect(await readTeam()).toContain('ada@example.com admin');
  expect((await signIn(ada())).session.user.role).toBe('User');
  expect(await readTeam()).toContain('ada@example.com admin');
  await signIn(ada([]));
  expect((await readTeam()).join()).not.toContain('ada@');
  expect(await readTeam()).toContain('jane@example.com admin');
});

test('an answer of the provider works only in the browser that asked, and once', async () => {
  const browser = createBrowser();
  await provider.nextPerson(verified('omar-1', 'omar@example.com'));
  const start = await fetch(`${service.url}/web/oidc/start`, { redirect: 'manual' });
  const { response } = await browser.visit(start.headers.get('location') ?? '');
  expect(response.url).toContain('/console/sign-in?problem=expired');
  expect((await browser.session()).status).toBe(401);
});

test('an answer with another state is refused', async () => {
  const browser = createBrowser();
  const start = await fetch(`${service.url}/web/oidc/start`, { redirect: 'manual' });
  for (const cookie of start.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    browser.jarOf(new URL(service.url)).set(name, value);
  }
  const { url } = await browser.visit('/web/oidc/callback?code=stolen&state=forged');
  expect(url.search).toBe('?problem=provider');
  expect((await browser.session()).status).toBe(401);
});

test.each([
  'https://evil.example/',
  '//evil.example',
  '/console/../..//evil.example',
  '/l/x',
  '/console/\\evil',
])('after signing in, the browser does not go to %s', async (returnTo) => {
  const { page, status } = await signIn(verified('omar-1', 'omar@example.com'), createBrowser(), returnTo);
  expect([page, status]).toEqual(['/console/', 200]);
});
