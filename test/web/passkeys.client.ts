import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';
import { type LocalService, startLocalService, waitFor } from '../../simulator/local-service.ts';
import { describeWith, retryOnce } from '../clients/programs.ts';
import { unique } from './stories/unique.ts';

/** Calls the console's back end from the page, as the console does. Runs in the browser. */
async function call([method, path, body]: [string, string, object?]) {
  const response = await fetch(path, {
    method,
    headers: { 'content-type': 'application/json', 'x-tocsin-console': '1' },
    ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: an answer may have any shape; the tests assert which
  return { status: response.status, body: (await response.json()) as any };
}

/** The parts of WebAuthn in browsers that the page uses. */
interface Credentials {
  create(options: object): Promise<{ toJSON(): object }>;
  get(options: object): Promise<{ toJSON(): object }>;
}

interface Parser {
  parseCreationOptionsFromJSON(options: object): object;
  parseRequestOptionsFromJSON(options: object): object;
}

async function createCredential(options: object): Promise<object> {
  const { navigator, PublicKeyCredential } = globalThis as unknown as {
    navigator: { credentials: Credentials };
    PublicKeyCredential: Parser;
  };
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  return (await navigator.credentials.create({ publicKey })).toJSON();
}

async function getCredential(options: object): Promise<object> {
  const { navigator, PublicKeyCredential } = globalThis as unknown as {
    navigator: { credentials: Credentials };
    PublicKeyCredential: Parser;
  };
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return (await navigator.credentials.get({ publicKey })).toJSON();
}

describeWith(['chromium', 'chromium-browser', 'google-chrome'], 'Passkeys in Chromium', (program) => {
  let service: LocalService;
  let browser: Browser;
  let page: Page;
  let devTools: CDPSession;
  let authenticatorId: string;
  retryOnce();

  beforeAll(async () => {
    service = await startLocalService();
    browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu'] });
    page = await browser.newPage();
    page.setDefaultTimeout(30_000);
    devTools = await page.context().newCDPSession(page);
    await devTools.send('WebAuthn.enable');
    ({ authenticatorId } = await devTools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    }));
    await page.goto(`${service.url}/console/`);
  });

  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  const send = (method: string, path: string, body?: object) =>
    page.evaluate(call, [method, path, body] as [string, string, object?]);
  const signInAs = (username: string) => send('POST', '/web/sign-in/demo', { username });

  async function register(username: string, name: string) {
    await signInAs(username);
    const { body } = await send('POST', '/web/passkeys/options');
    const response = await page.evaluate(createCredential, body.options);
    return { response, answer: await send('POST', '/web/passkeys', { response, name }) };
  }

  async function signIn() {
    const { body } = await send('POST', '/web/sign-in/passkey/options');
    const response = await page.evaluate(getCredential, body.options);
    return { response, answer: await send('POST', '/web/sign-in/passkey', { response }) };
  }

  const removeAll = async () => {
    const { body } = await send('GET', '/web/passkeys');
    for (const { id } of body.passkeys) await send('DELETE', `/web/passkeys/${id}`);
  };

  beforeEach(async () => {
    await devTools.send('WebAuthn.clearCredentials', { authenticatorId });
    for (const username of ['jane@example.com', 'omar@example.com']) {
      await signInAs(username);
      await removeAll();
    }
    await page.context().clearCookies();
  });

  test('a passkey that was registered signs in without a username, once for each challenge', async () => {
    const { answer: created } = await register('jane@example.com', "Jane's laptop");
    expect(created).toMatchObject({ status: 201, body: { passkey: { name: "Jane's laptop" } } });
    await page.context().clearCookies();

    const { response, answer } = await signIn();
    expect(answer.status).toBe(200);
    const session = await send('GET', '/web/session');
    expect(session.body.user.username).toBe('jane@example.com');
    const { body } = await send('GET', '/web/passkeys');
    expect(body.passkeys).toMatchObject([{ name: "Jane's laptop", lastUsedAt: expect.any(String) }]);

    const replayed = await send('POST', '/web/sign-in/passkey', { response });
    expect(replayed.status).toBe(401);
  });

  test('a passkey that was removed signs nobody in', async () => {
    await register('jane@example.com', 'Old phone');
    await removeAll();
    await page.context().clearCookies();
    const { answer } = await signIn();
    expect(answer).toMatchObject({ status: 401, body: { message: expect.stringContaining('was removed') } });
    expect((await send('GET', '/web/session')).status).toBe(401);
  });

  test('its person gets an e-mail about it', async () => {
    const name = unique("Omar's key");
    await register('omar@example.com', name);
    const sent = await waitFor(
      () => service.outbox(),
      (messages) => messages.some(({ text = '' }) => text.includes(name)),
    );
    expect(sent.find(({ text = '' }) => text.includes(name))).toMatchObject({
      channel: 'email',
      to: ['omar@example.com'],
    });
  });

  test('the answer to another challenge is refused', async () => {
    await register('jane@example.com', 'Laptop');
    await page.context().clearCookies();
    const { body } = await send('POST', '/web/sign-in/passkey/options');
    const response = await page.evaluate(getCredential, body.options);
    await send('POST', '/web/sign-in/passkey/options');
    const answer = await send('POST', '/web/sign-in/passkey', { response });
    expect(answer).toMatchObject({
      status: 401,
      body: { message: expect.stringContaining('not be verified') },
    });
  });

  test("nobody removes somebody else's passkey", async () => {
    const { answer } = await register('jane@example.com', 'Laptop');
    const { id } = answer.body.passkey;
    await signInAs('omar@example.com');
    expect((await send('DELETE', `/web/passkeys/${id}`)).status).toBe(404);
    await signInAs('jane@example.com');
    expect((await send('GET', '/web/passkeys')).body.passkeys).toHaveLength(1);
  });

  test('a passkey cannot be registered without a session', async () => {
    expect((await send('POST', '/web/passkeys/options')).status).toBe(401);
  });
});
