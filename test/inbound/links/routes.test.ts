import { createHash } from 'node:crypto';
import { withResponseValidation } from '../../../simulator/response-validation.ts';
import { createAccountSecrets } from '../../../src/domain/accounts/secrets.ts';
import type { AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import { emptyLedger } from '../../../src/domain/alerts/ledger.ts';
import { messageGroupId } from '../../../src/domain/alerts/message-group.ts';
import type { Alert } from '../../../src/domain/alerts/model.ts';
import { toAlertItem } from '../../../src/domain/alerts/store/alert-item.ts';
import { writeLedger } from '../../../src/domain/alerts/store/ledger-store.ts';
import type { ContactMessage } from '../../../src/domain/contact-messages/model.ts';
import { toRequestStatusItem } from '../../../src/domain/requests/request-status.ts';
import { createLinkSigner } from '../../../src/domain/responder-actions/link-signer.ts';
import {
  LINK_LIFETIME_MS,
  LINK_RENEWAL_MS,
  type LinkClaims,
  signLinkToken,
} from '../../../src/domain/responder-actions/link-token.ts';
import type { ResponderAction } from '../../../src/domain/responder-actions/responder-actions.ts';
import type { User } from '../../../src/domain/users/model.ts';
import { createUserStore } from '../../../src/domain/users/store.ts';
import { type App, createApp } from '../../../src/http/app.ts';
import { linkRoutes } from '../../../src/inbound/links/routes.ts';
import { newId } from '../../../src/platform/ids.ts';
import { accountSecretKey } from '../../../src/platform/keys.ts';
import { anAlert, aUser, NOON } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();
let now = NOON;
let sent: { body: AlertActionMessage; group: string; deduplicationId: string }[] = [];
let contactMessages: ContactMessage[] = [];

beforeEach(() => {
  now = NOON;
  sent = [];
  contactMessages = [];
});

function app(consoleUrl?: string): App {
  const routes = linkRoutes({
    table: table(),
    directory: { users: createUserStore(table()) },
    queue: {
      async send(body, options) {
        sent.push({ body: body as AlertActionMessage, ...options });
      },
    },
    contactMessages: {
      async send(body) {
        contactMessages.push(body as ContactMessage);
      },
    },
    ...(consoleUrl !== undefined && { consoleUrl }),
  });
  return withResponseValidation(
    createApp({
      routes,
      clock: () => now,
      findKey: async () => undefined,
      limiter: () => 'ok',
    }),
  );
}

async function open(
  method: 'GET' | 'POST',
  url: string,
  form?: Readonly<Record<string, string>>,
  consoleUrl?: string,
) {
  const body = form && new URLSearchParams(form);
  const response = await app(consoleUrl)(new Request(url, { method, ...(body && { body }) }), {
    sourceIp: '192.0.2.1',
  });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

async function store(change: Partial<Alert> = {}, userChange: Partial<User> = {}) {
  const alert = anAlert({ accountId: newId(), alias: 'db-1/disk', priority: 'P1', ...change });
  const user = aUser(userChange);
  await table().put(toAlertItem(alert));
  await createUserStore(table()).create(alert.accountId, user);
  const claims: LinkClaims = {
    accountId: alert.accountId,
    alertId: alert.id,
    userId: user.id,
    action: 'acknowledge',
  };
  return { alert, user, claims };
}

const linkFor = (claims: LinkClaims) =>
  createLinkSigner(createAccountSecrets(table()), 'https://tocsin.example.com/')(claims, now);

test('the link is short, absolute and contains no readable data', async () => {
  const { claims } = await store();
  expect(await linkFor(claims)).toMatch(/^https:\/\/tocsin\.example\.com\/l\/[\w-]{98,120}$/);
});

test('GET shows the alert and one button, and changes nothing', async () => {
  const { claims } = await store({ message: 'Disk <b>full</b>', tinyId: '77' });
  const link = await linkFor(claims);
  for (let fetched = 0; fetched < 3; fetched++) {
    const page = await open('GET', link);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.body).toContain('<h1 dir="auto">Disk &lt;b&gt;full&lt;/b&gt;</h1>');
    expect(page.body).toContain('P1 · alert #77');
    expect(page.body.match(/<button/g)).toHaveLength(1);
    expect(page.body).toContain('<button name="do" value="acknowledge" class="main">Acknowledge</button>');
  }
  expect(sent).toEqual([]);
});

describe('the link to the alert in the console', () => {
  const CONSOLE = 'https://console.example.com/console';

  test.each([
    ['en', 'acknowledge', {}, 'Open in the console'],
    ['de', 'acknowledge', {}, 'In der Konsole öffnen'],
    ['en', 'close', {}, 'Open in the console'],
    ['en', 'acknowledge', { acknowledged: true }, 'Open in the console'],
    ['en', 'acknowledge', { status: 'closed' }, 'Open in the console'],
  ] as const)('is on the page in %s for %s of an alert that is %j', async (locale, action, state, text) => {
    const { alert, claims } = await store(state, { locale });
    const link = await linkFor({ ...claims, action });
    const { body } = await open('GET', link, undefined, CONSOLE);
    expect(body).toContain(`<a href="${CONSOLE}/alerts/${alert.id}">${text}</a>`);
  });

  test.each(['acknowledge', 'close', 'snooze', 'unacknowledge'])(
    'is on the page after %s',
    async (action) => {
      const { alert, claims } = await store();
      const page = { do: action, page: 'page-1' };
      const { status, body } = await open('POST', await linkFor(claims), page, CONSOLE);
      expect(status).toBe(200);
      expect(body).toContain(`href="${CONSOLE}/alerts/${alert.id}"`);
    },
  );

  test('is not where the address of the console is unknown, and not on the page of an expired link', async () => {
    const { claims } = await store();
    const link = await linkFor(claims);
    expect((await open('GET', link)).body).not.toContain('Open in the console');
    now += LINK_LIFETIME_MS + 1;
    const expired = await open('GET', link, undefined, CONSOLE);
    expect(expired.status).toBe(410);
    expect(expired.body).not.toContain(CONSOLE);
  });
});

test('the page forbids caching, indexing, loading and framing', async () => {
  const { headers, body } = await open('GET', await linkFor((await store()).claims));
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-robots-tag')).toContain('noindex');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*frame-ancestors 'none'/);
  expect(body).not.toMatch(/<script\s|<img|<link|src=|https?:/);
});

test('the only script is the one that the policy names by its hash', async () => {
  const { headers, body } = await open('GET', await linkFor((await store()).claims));
  const scripts = [...body.matchAll(/<script>([^<]*)<\/script>/g)].map(([, text = '']) => text);
  expect(scripts).toHaveLength(1);
  const hash = createHash('sha256').update(scripts.join('')).digest('base64');
  expect(headers.get('content-security-policy')).toContain(`script-src 'sha256-${hash}'; connect-src 'self'`);
});

test('fetching the page changes nothing; its script marks the alert as seen by the recipient', async () => {
  const { alert, user, claims } = await store();
  const link = await linkFor(claims);
  const state = { state: 'active', method: 'email', createdAt: NOON, updatedAt: NOON } as const;
  await writeLedger(table(), { ...emptyLedger(alert), run: 1, recipients: { [user.id]: state } }, undefined);
  await open('GET', link);
  expect(sent).toEqual([]);
  expect(await open('POST', `${link}/seen`)).toMatchObject({ status: 200, body: '' });
  expect(sent).toMatchObject([
    {
      group: messageGroupId(alert.accountId, 'db-1/disk'),
      body: { action: { type: 'MarkSeen', userId: user.id }, user: user.username, source: 'link' },
    },
  ]);
  expect(await open('POST', `${link}x/seen`)).toMatchObject({ status: 403 });
});

test.each([
  ['acknowledge', 'Acknowledge', 'You have it. Nobody else is called.'],
  ['close', 'Close', 'Closed. Nobody is called any more.'],
] as const)('POST enqueues the action %s in the name of the user', async (action, type, title) => {
  const { alert, user, claims } = await store();
  const page = await open('POST', await linkFor({ ...claims, action }));
  expect(page.status).toBe(200);
  expect(page.body).toContain(title);
  const [message] = sent;
  expect(sent).toEqual([
    {
      group: messageGroupId(alert.accountId, 'db-1/disk'),
      deduplicationId: message?.body.requestId,
      body: {
        accountId: alert.accountId,
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        receivedAt: NOON,
        target: { type: 'id', value: alert.id },
        action: { type },
        user: user.username,
        source: 'link',
        note: '',
        integration: { id: '', name: 'Link', type: 'Link' },
      },
    },
  ]);
});

/** The fields of the form on the page whose button is pressed. */
const formOn = (body: string, action: string) => {
  expect(body).toContain(`name="do" value="${action}"`);
  const [, page = ''] = /name="page" value="([^"]+)"/.exec(body) ?? [];
  return { do: action, page };
};

describe('who has the alert can close it, give it back or snooze it', () => {
  const acknowledged = async () => {
    const stored = await store({ acknowledged: true });
    const { alert, user, claims } = stored;
    await table().put(toAlertItem({ ...alert, report: { ackTime: 60_000, acknowledgedBy: user.username } }));
    return { ...stored, link: await linkFor(claims) };
  };

  test.each([
    ['close', { type: 'Close' }, 'Closed. Nobody is called any more.'],
    [
      'unacknowledge',
      { type: 'UnAcknowledge' },
      'You gave it back. Everybody who responds to it is notified again',
    ],
    ['snooze', { type: 'Snooze', until: NOON + 30 * 60_000 }, 'Snoozed until Tue, 24 Nov 2026'],
  ])('%s', async (action, expected, says) => {
    const { link } = await acknowledged();
    const page = await open('GET', link);
    expect(page.body).toContain('You have it. Nobody else is called.');
    const answer = await open('POST', link, formOn(page.body, action));
    expect(answer.body).toContain(says);
    expect(sent.map(({ body }) => body.action)).toEqual([expected]);
  });

  test('a form that is sent twice asks once; one of a new page asks again', async () => {
    const { link } = await acknowledged();
    const form = formOn((await open('GET', link)).body, 'snooze');
    for (let i = 0; i < 2; i++) await open('POST', link, form);
    await open('POST', link, formOn((await open('GET', link)).body, 'snooze'));
    const [first, second, third] = sent.map(({ body }) => body.requestId);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  test('a form whose request was applied changes nothing when it is sent again later', async () => {
    const { alert, link } = await acknowledged();
    const form = formOn((await open('GET', link)).body, 'unacknowledge');
    await open('POST', link, form);
    const [message] = sent.splice(0);
    const result = { success: true, status: 'Unacknowledged alert' };
    await table().put(toRequestStatusItem(message!.body, result, NOON));
    await table().put(toAlertItem({ ...alert, acknowledged: false }));
    expect((await open('POST', link, form)).body).toContain('value="acknowledge"');
    expect(sent).toEqual([]);
  });

  test('the alert of somebody else is neither given back nor snoozed by an old page', async () => {
    const { alert, link } = await acknowledged();
    const { body } = await open('GET', link);
    await table().put(toAlertItem({ ...alert, report: { ackTime: 0, acknowledgedBy: 'bob@example.com' } }));
    for (const action of ['unacknowledge', 'snooze']) {
      const page = await open('POST', link, formOn(body, action));
      expect(page.body).toMatch(/bob@example\.com.* has it since .*You need do nothing/);
    }
    expect(sent).toEqual([]);
  });
});

test('a form that asks for something unknown changes nothing', async () => {
  const { claims } = await store();
  const page = await open('POST', await linkFor(claims), { do: 'delete' });
  expect([page.status, sent]).toEqual([400, []]);
});

test('rules that wait for the close are named, so that nobody believes to be the only one called', async () => {
  const { alert, user, claims } = await store({ run: 1 });
  const ledger = { ...emptyLedger(alert), run: 1, historyEvents: 5, continuesWhenAcknowledged: true };
  await writeLedger(table(), ledger, undefined);
  await table().put(toAlertItem({ ...alert, acknowledged: true, report: { acknowledgedBy: user.username } }));
  const { body } = await open('GET', await linkFor(claims));
  expect(body).toContain('You have it. Others are called only by rules that wait for its close.');
});

test('the page has the description with its links, the details, and who else was notified', async () => {
  const description = 'See https://wiki.example.com/disk(1), then <script>alert(1)</script>.';
  const { alert, claims } = await store({ description, details: { runbook: 'https://run.example.com/1' } });
  const omar = aUser({ username: 'omar@example.com', fullName: 'Omar Haddad' });
  await createUserStore(table()).create(alert.accountId, omar);
  const state = { state: 'active', method: 'email', createdAt: NOON, updatedAt: NOON } as const;
  await writeLedger(table(), { ...emptyLedger(alert), recipients: { [omar.id]: state } }, undefined);
  const { body } = await open('GET', await linkFor(claims));
  expect(body).toContain('<a href="https://wiki.example.com/disk(1)" rel="noopener noreferrer nofollow">');
  expect(body).toContain('<a href="https://run.example.com/1"');
  expect(body).toContain('&lt;script&gt;');
  expect(body).toMatch(/Also notified<\/dt><dd>\u2068Omar Haddad\u2069 \(omar@example\.com\), Tue, 24 Nov/);
});

test('a long description is cut at its twentieth line, and the page says so', async () => {
  const description = Array.from({ length: 50 }, (_, i) => `line ${i + 1}`).join('\n');
  const { body } = await open('GET', await linkFor((await store({ description })).claims));
  expect(body).toContain('line 20');
  expect(body).not.toContain('line 21');
  expect(body).toContain('The description is longer (50 lines)');
});

test('the close page differs from the acknowledge page', async () => {
  const { claims } = await store();
  const { body } = await open('GET', await linkFor({ ...claims, action: 'close' }));
  expect(body).toContain('<button name="do" value="close" class="danger">Close for good</button>');
  expect(body).toContain('Close it only when it is solved.');
  expect(body).not.toContain('class="main"');
});

test('a second POST after the action was applied shows who did it and changes nothing', async () => {
  const { alert, claims } = await store();
  const link = await linkFor(claims);
  await open('POST', link);
  await table().put(
    toAlertItem({ ...alert, acknowledged: true, report: { acknowledgedBy: 'bob@example.com' } }),
  );
  const again = await open('POST', link);
  expect(again.status).toBe(200);
  expect(again.body).toMatch(/bob@example\.com\u2069 has it\. You need do nothing/);
  expect(sent).toHaveLength(1);
});

test.each<[string, Partial<Alert>, ResponderAction, string]>([
  ['an acknowledged alert', { acknowledged: true }, 'acknowledge', 'Somebody has it'],
  [
    'a closed alert',
    { status: 'closed', report: { closedBy: 'bob@example.com' } },
    'acknowledge',
    'bob@example.com\u2069 closed it',
  ],
  ['a closed alert', { status: 'closed' }, 'close', 'It is closed'],
])('the page of %s has no button', async (_name, change, action, says) => {
  const { claims } = await store(change);
  const page = await open('GET', await linkFor({ ...claims, action }));
  expect(page.status).toBe(200);
  expect(page.body).toContain(says);
  expect(page.body).not.toContain('<button');
});

test('an acknowledged alert can still be closed', async () => {
  const { claims } = await store({ acknowledged: true });
  await open('POST', await linkFor({ ...claims, action: 'close' }));
  expect(sent).toHaveLength(1);
});

describe('GET and POST are rejected without effect', () => {
  const both = async (link: string) => {
    const pages = [await open('GET', link), await open('POST', link)];
    expect(sent).toEqual([]);
    for (const page of pages) expect(page.headers.get('content-type')).toContain('text/html');
    expect(new Set(pages.map(({ status }) => status)).size).toBe(1);
    return pages[0]!;
  };

  test('with 410 from the instant at which the link expires', async () => {
    const link = await linkFor((await store()).claims);
    now = NOON + LINK_LIFETIME_MS - 1_000;
    expect((await open('GET', link)).status).toBe(200);
    now = NOON + LINK_LIFETIME_MS;
    expect((await both(link)).status).toBe(410);
  });

  test('with 403 if one character is changed', async () => {
    const link = await linkFor((await store()).claims);
    const at = link.length - 30;
    const forged = link.slice(0, at) + (link[at] === 'A' ? 'B' : 'A') + link.slice(at + 1);
    expect((await both(forged)).status).toBe(403);
  });

  test("with 403 if the link is signed with another account's secret, or with the webhook secret", async () => {
    const [mine, other] = [await store(), await store()];
    await Promise.all([linkFor(mine.claims), linkFor(other.claims)]);
    const secrets = createAccountSecrets(table());
    for (const secret of [
      await secrets.get(other.claims.accountId, 'links'),
      await secrets.get(mine.claims.accountId, 'webhook'),
    ]) {
      const token = signLinkToken(mine.claims, NOON + 60_000, secret);
      expect((await both(`https://tocsin.example.com/l/${token}`)).status).toBe(403);
    }
  });

  test("with 410 for another account's alert", async () => {
    const [mine, other] = [await store(), await store()];
    const page = await both(await linkFor({ ...mine.claims, alertId: other.claims.alertId }));
    expect(page.status).toBe(410);
  });

  test('with 403 for an account without a secret, and none is created', async () => {
    const { claims } = await store();
    const token = signLinkToken(claims, NOON + 60_000, Buffer.alloc(32));
    expect((await both(`https://tocsin.example.com/l/${token}`)).status).toBe(403);
    expect(await table().get(accountSecretKey(claims.accountId, 'links'))).toBeUndefined();
  });

  test.each(['x', 'AAAA', '%00', 'a.b', '..', 'A'.repeat(5_000)])(
    'with 403 for the token %s',
    async (token) => {
      expect((await both(`https://tocsin.example.com/l/${encodeURIComponent(token)}x`)).status).toBe(403);
    },
  );

  test('with 410 if the alert was deleted', async () => {
    const { alert, claims } = await store();
    const { pk, sk } = toAlertItem(alert);
    await table().delete({ pk, sk });
    expect((await both(await linkFor(claims))).status).toBe(410);
  });

  test('with 403 if the user was deleted or blocked', async () => {
    const { claims } = await store();
    expect((await both(await linkFor({ ...claims, userId: 'nobody' }))).status).toBe(403);
    const blocked = await store({}, { blocked: true });
    expect((await both(await linkFor(blocked.claims))).status).toBe(403);
  });
});

describe('an expired link', () => {
  const expired = async (userChange: Partial<User> = {}) => {
    const stored = await store({ message: 'Disk full' }, userChange);
    const link = await linkFor(stored.claims);
    now = NOON + LINK_LIFETIME_MS;
    return { ...stored, link };
  };
  const phone = {
    id: 'phone',
    method: 'sms',
    to: '1-2025550101',
    enabled: true,
    disabledReason: '',
  } as const;
  const mail = { ...phone, id: 'mail', method: 'email', to: 'jane@example.com' } as const;
  const renew = (link: string) => open('POST', link, { do: 'renew' });

  test('offers a new one, and says nothing about the alert', async () => {
    const { link } = await expired();
    const page = await open('GET', link);
    expect(page.status).toBe(410);
    expect(page.body).toContain('<button name="do" value="renew" class="main">Send me a new link</button>');
    expect(page.body).not.toMatch(/Disk|alert #|P1|example\.com/);
  });

  test("sends it to the person's own e-mail, once, and does not say to where", async () => {
    const { alert, user, link } = await expired({ contacts: [phone, mail] });
    const page = await renew(link);
    await renew(link);
    expect(page.body).toContain('A new link is on its way');
    expect(page.body).not.toMatch(/Disk|alert #|P1|example\.com/);
    expect(contactMessages).toEqual([
      {
        notificationId: expect.any(String),
        accountId: alert.accountId,
        userId: user.id,
        contactId: 'mail',
        channel: 'email',
        kind: 'alert-link',
        aboutAlertId: alert.id,
        requestedAt: now,
      },
    ]);
    expect(sent).toEqual([]);
  });

  test('of somebody without a usable e-mail goes to their phone', async () => {
    const { link } = await expired({ contacts: [{ ...mail, enabled: false }, phone] });
    await renew(link);
    expect(contactMessages).toMatchObject([{ contactId: 'phone', channel: 'sms' }]);
  });

  test('gets the same answer if nothing can be sent', async () => {
    const usual = (await renew((await expired({ contacts: [mail] })).link)).body;
    contactMessages = [];
    now = NOON;
    const blocked = await expired({ contacts: [mail], blocked: true });
    expect((await renew(blocked.link)).body).toBe(usual);
    now = NOON;
    expect((await renew((await expired({ contacts: [] })).link)).body).toBe(usual);
    expect(contactMessages).toEqual([]);
  });

  test('that the limit on messages holds back can be tried again later', async () => {
    const { claims, link } = await expired({ contacts: [mail] });
    now = NOON - 60_000;
    const other = await linkFor(claims);
    now = NOON + LINK_LIFETIME_MS;
    await renew(link);
    await renew(other);
    expect(contactMessages).toHaveLength(1);
    now += 20_000;
    await renew(other);
    expect(contactMessages).toHaveLength(2);
  });

  test('of last week gets no new one, and a forged one neither', async () => {
    const { link } = await expired({ contacts: [mail] });
    expect((await renew(`${link.slice(0, -2)}zz`)).status).toBe(403);
    now += LINK_RENEWAL_MS;
    expect((await open('GET', link)).body).not.toContain('<button');
    expect((await renew(link)).status).toBe(410);
    expect(contactMessages).toEqual([]);
  });

  test('that is still valid shows its page when a new one is asked for', async () => {
    const { claims } = await store();
    const page = await renew(await linkFor(claims));
    expect(page.body).toContain('value="acknowledge"');
    expect([contactMessages, sent]).toEqual([[], []]);
  });
});

test('concurrent requests for a new secret get the same one', async () => {
  const accountId = newId();
  const got = await Promise.all(
    Array.from({ length: 10 }, () => createAccountSecrets(table()).get(accountId, 'links')),
  );
  expect(new Set(got.map((secret) => secret.toString('hex'))).size).toBe(1);
  expect(got[0]).toHaveLength(32);
  const webhook = await createAccountSecrets(table()).get(accountId, 'webhook');
  expect(webhook.equals(got[0]!)).toBe(false);
});

describe('the pages are in the language and zone of the person', () => {
  const german = { locale: 'de_DE', timeZone: 'Europe/Berlin' } as const;
  const press = (link: string, action: string) => open('POST', link, { do: action, page: `page-${action}` });

  test('before and after each button, in German', async () => {
    const { claims } = await store({ tinyId: '77', source: 'Nagios' }, german);
    const link = await linkFor(claims);
    const first = await open('GET', link);
    expect(first.body).toContain('<html lang="de">');
    expect(first.body).toContain('<title>Bestätigen: #77');
    expect(first.body).toContain('class="main">Bestätigen</button>');
    expect(first.body).toMatch(/<dt>Seit<\/dt><dd>[^<]*2026, \d\d:\d\d MEZ<\/dd>/);
    expect(first.body).toContain('<dt>Quelle</dt><dd>Nagios</dd>');
    expect((await press(link, 'acknowledge')).body).toContain('Sie haben ihn. Niemand sonst wird gerufen.');
    expect((await press(link, 'snooze')).body).toMatch(
      /Aufgeschoben bis [^<]*MEZ\. Vorher wird niemand gerufen/,
    );
    expect((await press(link, 'unacknowledge')).body).toContain('Sie haben ihn zurückgegeben.');
    expect((await press(link, 'close')).body).toContain('Geschlossen. Niemand wird mehr gerufen.');
    expect((await press(link, 'dance')).body).toContain('Es wurde nichts getan');
  });

  test('times that a tool gave, in description and details', async () => {
    const { claims } = await store(
      {
        description: 'Firing since: 2026-11-24T10:01:00Z\n2026-11-24T10:02:00Z ERROR no space',
        details: { lastSeen: '2026-11-24T10:03:00Z' },
      },
      german,
    );
    const { body } = await open('GET', await linkFor(claims));
    expect(body).toMatch(/Firing since: [^<]*2026, 11:01 MEZ\n2026-11-24T10:02:00Z ERROR/);
    expect(body).toMatch(/<dd dir="auto">[^<]*2026, 11:03 MEZ<\/dd>/);
  });

  test('of an alert that somebody else has, in German', async () => {
    const report = { ackTime: 60_000, acknowledgedBy: 'bob@example.com' };
    const { claims } = await store({ acknowledged: true, report }, german);
    const { body } = await open('GET', await linkFor(claims));
    expect(body).toMatch(/bob@example\.com\S* hat ihn seit [^<]*MEZ\. Sie müssen nichts tun\./);
    expect(body).toContain('<dd>Bestätigt von bob@example.com</dd>');
  });

  test('a page that must not show the alert is in the language of the browser', async () => {
    const { claims } = await store();
    const link = await linkFor(claims);
    now = NOON + LINK_LIFETIME_MS + 1;
    const get = async (url: string) => {
      const response = await app()(new Request(url, { headers: { 'Accept-Language': 'de-AT,de;q=0.9' } }), {
        sourceIp: '192.0.2.1',
      });
      return response.text();
    };
    expect(await get(link)).toContain('<h1>Dieser Link ist abgelaufen</h1>');
    expect(await get(`${link.slice(0, -4)}AAAA`)).toContain('<h1>Dieser Link geht nicht</h1>');
    expect((await open('GET', link)).body).toContain('<h1>This link has expired</h1>');
  });
});
