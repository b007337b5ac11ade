import type { NotificationContext } from '../../../src/domain/notifications/context.ts';
import type { NotificationRequest } from '../../../src/domain/notifications/model.ts';
import { createUserStore } from '../../../src/domain/users/store.ts';
import { configurationKey } from '../../../src/platform/keys.ts';
import { logger } from '../../../src/platform/logger.ts';
import { createMemoryTable } from '../../../src/platform/memory-table.ts';
import type { Table } from '../../../src/platform/table.ts';
import { createAlertSender } from '../../../src/senders/alert-notifications/sender.ts';
import { emailComposer } from '../../../src/senders/channels/email.ts';
import { aUser, NOON } from '../../support/builders.ts';
import { aStory } from '../../support/senders.ts';

const MINUTE = 60_000;

logger.setLogLevel('SILENT');

const CONTEXT: NotificationContext = {
  origin: { type: 'schedule', id: 'secondary' },
  forwardedFrom: 'carl',
  notifiedSince: NOON,
  notified: [{ userId: 'dai', at: NOON }, { userId: 'gone' }],
  next: { at: NOON + 20 * MINUTE, recipient: { type: 'team', id: 'ops' }, userIds: ['bob'] },
};

/** A table with the people and things of the context, and an alert whose notification is due after ten minutes. */
async function prepare(change: Parameters<typeof aStory>[3] = {}) {
  const table = createMemoryTable();
  const story = await aStory(table, 'email', 'jane@example.com', {
    ...change,
    request: { context: CONTEXT, ...change.request },
  });
  const { accountId } = story.alert;
  for (const [id, fullName] of [
    ['dai', 'Dai Dang'],
    ['bob', 'Bob Berg'],
    ['carl', 'Carl Cole'],
  ] as const) {
    await createUserStore(table).create(accountId, aUser({ id, fullName, username: `${id}@example.com` }));
  }
  await table.put({
    ...configurationKey(accountId, 'SCHEDULE', 'secondary'),
    id: 'secondary',
    name: 'Secondary',
  });
  await table.put({ ...configurationKey(accountId, 'TEAM', 'ops'), id: 'ops', name: 'Ops' });
  return { table, ...story };
}

/** Sends the notification, and returns the text of its e-mail. */
async function send(table: Table, request: NotificationRequest): Promise<string> {
  const texts: string[] = [];
  const sender = createAlertSender({
    table,
    clock: () => NOON + 10 * MINUTE,
    links: async () => 'https://t.example/l/A',
    composer: emailComposer,
    provider: async ({ text }) => {
      texts.push(text);
      return 'id';
    },
    consoleUrl: 'https://t.example/console',
  });
  expect(await sender(request)).toBe('SENT');
  return texts.join('\n');
}

const SENTENCES =
  'You are on call for Secondary. You get the notifications of Carl Cole. Dai Dang was notified at 12:00 and has not answered. If nobody acknowledges it, Bob Berg is notified at 12:20.';

test('a message names the people and things of its context; who no longer exists is left out', async () => {
  const { table, request, alert } = await prepare();
  const text = await send(table, request);
  expect(text).toContain(`\n\n${SENTENCES}\n\n`);
  expect(text).toContain(`Open the alert: https://t.example/console/alerts/${alert.id}`);
});

test('alert, user and names are read with one call', async () => {
  const { table, request } = await prepare();
  const calls: string[] = [];
  const counted: Table = {
    ...table,
    get: (key) => {
      calls.push(`get ${key.sk}`);
      return table.get(key);
    },
    batchGet: (keys) => {
      calls.push(`batchGet of ${keys.length}`);
      return table.batchGet(keys);
    },
  };
  await send(counted, request);
  expect(calls).toEqual(['batchGet of 8']);
});

test('names that cannot be read delay no page', async () => {
  const { table, request } = await prepare();
  const failing: Table = { ...table, batchGet: () => Promise.reject(new Error('throttled')) };
  const text = await send(failing, request);
  expect(text).toContain('P3 #1 Not acknowledged for 10 min: Disk full');
  expect(text).not.toMatch(/Secondary|Dai|Bob/);
});

test('a notification of an earlier release, without a context, is sent as well', async () => {
  const { table, request } = await prepare();
  const { context: _context, ...old } = request;
  expect(await send(table, old)).toMatch(/^P3 #1 Disk full\n\nAcknowledge: /);
});

test('an owner of the account learns that nobody else could be notified', async () => {
  const key = 'account-owner:1';
  const flow = {
    ...{ kind: 'responder' as const, key, run: 1, startedAt: 0, escalatedAt: [] },
    target: { type: 'user' as const, id: 'jane' },
  };
  const { table, request } = await prepare({
    alert: { flows: [flow] },
    request: { flowKey: key, context: { isLast: true } },
  });
  expect(await send(table, request)).toContain(
    'Nobody else could be notified. You are an owner of the account. Nobody else will be notified.',
  );
});

test('a message about an acknowledge names who it was and quotes the note that came with it', async () => {
  const flow = {
    ...{ kind: 'event' as const, key: 'event:acknowledged-alert:2', event: 'acknowledged-alert' as const },
    ...{ run: 2, startedAt: NOON, actorUserId: 'bob', note: 'Rolling back' },
  };
  const { table, request } = await prepare({
    alert: { acknowledged: true, flows: [flow], report: { acknowledgedBy: 'bob@example.com' } },
    request: {
      event: 'acknowledged-alert',
      condition: 'always',
      flowKey: flow.key,
      flowRun: 2,
      context: { actorUserId: 'bob' },
    },
  });
  expect(await send(table, request)).toContain(
    'Bob Berg acknowledged the alert. You need do nothing.\n\n“Rolling back”\n\n',
  );
});
