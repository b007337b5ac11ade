import { createHash } from 'node:crypto';
import { withResponseValidation } from '../../../simulator/response-validation.ts';
import { createAccountSecrets } from '../../../src/domain/accounts/secrets.ts';
import type { AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import { emptyLedger } from '../../../src/domain/alerts/ledger.ts';
import { messageGroupId } from '../../../src/domain/alerts/message-group.ts';
import type { Alert } from '../../../src/domain/alerts/model.ts';
import { toAlertItem } from '../../../src/domain/alerts/store/alert-item.ts';
import { writeLedger } from '../../../src/domain/alerts/store/ledger-store.ts';
import { createLinkSigner } from '../../../src/domain/responder-actions/link-signer.ts';
import {
  LINK_LIFETIME_MS,
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

beforeEach(() => {
  now = NOON;
  sent = [];
});

function app(): App {
  const routes = linkRoutes({
    table: table(),
    directory: { users: createUserStore(table()) },
    queue: {
      async send(body, options) {
        sent.push({ body: body as AlertActionMessage, ...options });
      },
    },
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

async function open(method: 'GET' | 'POST', url: string) {
  const response = await app()(new Request(url, { method }), { sourceIp: '192.0.2.1' });
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
    expect(page.body).toContain('<h1>#77 Disk &lt;b&gt;full&lt;/b&gt;</h1>');
    expect(page.body).toContain('P1');
    expect(page.body.match(/<button/g)).toHaveLength(1);
    expect(page.body).toContain('<form method="post"><button type="submit">Acknowledge</button>');
  }
  expect(sent).toEqual([]);
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
  ['acknowledge', 'Acknowledge', 'Acknowledged'],
  ['close', 'Close', 'Closed'],
] as const)('POST enqueues the action %s in the name of the user', async (action, type, title) => {
  const { alert, user, claims } = await store();
  const page = await open('POST', await linkFor({ ...claims, action }));
  expect(page.status).toBe(200);
  expect(page.body).toContain(`<h1>${title}</h1>`);
  const requestId = page.headers.get('x-request-id');
  expect(sent).toEqual([
    {
      group: messageGroupId(alert.accountId, 'db-1/disk'),
      deduplicationId: requestId,
      body: {
        accountId: alert.accountId,
        requestId,
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

test('a second POST after the action was applied shows who did it and changes nothing', async () => {
  const { alert, claims } = await store();
  const link = await linkFor(claims);
  await open('POST', link);
  await table().put(
    toAlertItem({ ...alert, acknowledged: true, report: { acknowledgedBy: 'bob@example.com' } }),
  );
  const again = await open('POST', link);
  expect(again.status).toBe(200);
  expect(again.body).toContain('Acknowledged by bob@example.com');
  expect(sent).toHaveLength(1);
});

test.each<[string, Partial<Alert>, ResponderAction, string]>([
  ['an acknowledged alert', { acknowledged: true }, 'acknowledge', 'Acknowledged'],
  [
    'a closed alert',
    { status: 'closed', report: { closedBy: 'bob@example.com' } },
    'acknowledge',
    'Closed by bob',
  ],
  ['a closed alert', { status: 'closed' }, 'close', 'Closed'],
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
