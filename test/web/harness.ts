import { SET_UP } from '../../simulator/builders.ts';
import { configurationApi, createdId } from '../../simulator/configuration-api.ts';
import { putAccount } from '../../src/domain/accounts/store.ts';
import { createSavedSearchStore } from '../../src/domain/saved-searches/store.ts';
import { DEFAULT_SESSION_LIMITS, type SessionLimits } from '../../src/domain/sessions/model.ts';
import { createDirectory } from '../../src/handlers/directory.ts';
import { createConsoleApp, type WebDeps } from '../../src/handlers/routes/web-app.ts';
import type { App } from '../../src/http/app.ts';
import type { HttpHeaders } from '../../src/http/messages.ts';
import type { Instant } from '../../src/platform/clock.ts';
import { createMemoryTable } from '../../src/platform/memory-table.ts';
import type { Item, Table } from '../../src/platform/table.ts';
import type { SendSignInEmail } from '../../src/web/sign-in/email-routes.ts';

export const ORIGIN = 'https://tocsin.example.com';
export const ACCOUNT = 'acme';

/** The headers that the console sends with a change. */
export const CONSOLE_HEADERS = {
  'content-type': 'application/json',
  'x-tocsin-console': '1',
  'sec-fetch-site': 'same-origin',
};

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: an answer may have any shape; the tests assert which
  readonly body: any;
  readonly headers: HttpHeaders;
}

/** A browser that keeps the console's cookies. */
export interface Browser {
  readonly cookies: Map<string, string>;
  readonly call: (
    method: string,
    path: string,
    body?: object,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answer>;
}

/** A browser at an address. */
export function createBrowser(app: App, { sourceIp = '192.0.2.1', origin = ORIGIN } = {}): Browser {
  const cookies = new Map<string, string>();
  return {
    cookies,
    async call(method, path, body, headers = {}) {
      const isRead = method === 'GET';
      const sent = {
        ...(isRead ? { 'sec-fetch-site': 'same-origin' } : CONSOLE_HEADERS),
        ...(cookies.size > 0 && {
          cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        }),
        'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
        ...headers,
      };
      const response = await app(
        new Request(`${origin}${path}`, {
          method,
          headers: sent,
          redirect: 'manual',
          ...(!isRead && { body: JSON.stringify(body ?? {}) }),
        }),
        { sourceIp },
      );
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        if (/Max-Age=0/.test(cookie)) cookies.delete(name);
        else cookies.set(name, value);
      }
      const isJson = response.headers.get('content-type')?.startsWith('application/json');
      return {
        status: response.status,
        body: await (isJson ? response.json() : response.text()),
        headers: response.headers,
      };
    },
  };
}

export interface ConsoleHarness {
  readonly table: Table & { readonly items: ReadonlyMap<string, Item> };
  readonly app: App;
  readonly browser: (settings?: { readonly sourceIp?: string; readonly origin?: string }) => Browser;
  /** A second instance of the function, with caches of its own. */
  readonly otherInstance: () => App;
  readonly advance: (ms: number) => void;
  readonly now: () => Instant;
  /** Calls the REST API with a key of the account. */
  readonly emails: readonly Parameters<SendSignInEmail>[0][];
  readonly api: ReturnType<typeof configurationApi>;
  readonly addUser: (username: string, more?: object) => Promise<string>;
}

/** The console over a table in memory, with a clock that the test moves. */
export async function createHarness(
  options: { readonly limits?: SessionLimits; readonly demo?: boolean } & Partial<WebDeps> = {},
): Promise<ConsoleHarness> {
  const table = createMemoryTable();
  let now: Instant = SET_UP;
  const clock = () => now;
  await putAccount(table, { id: ACCOUNT, name: 'Acme' });
  const { limits = DEFAULT_SESSION_LIMITS, demo = true, ...more } = options;
  const queue = { send: async () => {} };
  const emails: Parameters<SendSignInEmail>[0][] = [];
  const createInstance = () => {
    const directory = createDirectory(table);
    return createConsoleApp({
      configuration: {
        table,
        directory,
        incidentActions: queue,
        alertActions: queue,
        bulkActions: { send: async () => {} },
        contactMessages: { send: async () => {} },
        heartbeatChecks: { start: async () => {}, stop: async () => {} },
      },
      alerts: {
        table,
        queue,
        directory,
        savedSearches: createSavedSearchStore(table),
        blobs: async () => {
          throw new Error('There are no attachments.');
        },
      },
      limits,
      limiter: () => 'ok',
      clock,
      wait: async () => {},
      sendEmail: async (message) => emails.push(message),
      ...(demo && { demoAccountId: ACCOUNT }),
      ...more,
    });
  };
  const app = createInstance();
  const api = configurationApi(table, { accountId: ACCOUNT, clock });
  return {
    table,
    app,
    browser: (settings) => createBrowser(app, settings),
    otherInstance: createInstance,
    advance: (ms) => {
      now += ms;
    },
    now: clock,
    emails,
    api,
    addUser: (username, fields = {}) =>
      createdId(api, '/v2/users', { username, fullName: 'Jane Doe', role: { name: 'User' }, ...fields }),
  };
}

/** Signs in as a user of the demo account. */
export async function signInAs(browser: Browser, username: string): Promise<void> {
  const { status, body } = await browser.call('POST', '/web/sign-in/demo', { username });
  if (status !== 200) throw new Error(`Signing in answered ${status}: ${JSON.stringify(body)}`);
}
