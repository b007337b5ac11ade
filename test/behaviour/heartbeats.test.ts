import { configurationApi, createdId } from '../../simulator/configuration-api.ts';
import type { AlertActionMessage } from '../../src/domain/alerts/action.ts';
import { createCheckScheduler } from '../../src/domain/heartbeats/schedule-checks.ts';
import { createHeartbeatStore } from '../../src/domain/heartbeats/store.ts';
import { HOUR, MINUTE } from '../../src/platform/clock.ts';
import { createMemoryTable } from '../../src/platform/memory-table.ts';
import { NOON } from '../support/builders.ts';

/** The statements of Opsgenie's documents about heartbeats; each title has the statement's number. */

/** The API and the check of each minute, on a clock that the test moves. */
function anAccount() {
  const table = createMemoryTable();
  let now = NOON;
  const requested: string[] = [];
  const messages: AlertActionMessage[] = [];
  const alertActions = {
    send: async (body: object) => {
      const message = body as AlertActionMessage;
      messages.push(message);
      requested.push(`${message.action.type} ${message.target.value}`);
    },
  };
  const call = configurationApi(table, { accountId: 'acc', clock: () => now, alertActions });
  const check = createCheckScheduler({
    heartbeats: createHeartbeatStore(table),
    queue: alertActions,
    executions: { start: async () => {}, stop: async () => {} },
    clock: () => now,
  });
  return {
    call,
    requested,
    messages,
    create: (more: object = {}) =>
      createdId(call, '/v2/heartbeats', {
        name: 'Backup',
        interval: 10,
        intervalUnit: 'minutes',
        enabled: true,
        ...more,
      }),
    ping: (name = 'Backup') => call('POST', `/v2/heartbeats/${name}/ping`),
    expired: async () => (await call('GET', '/v2/heartbeats/Backup')).body.data.expired,
    /** Lets minutes pass, with a check in each. */
    async pass(duration: number) {
      for (const end = now + duration; now < end; ) {
        now += MINUTE;
        await check();
      }
    },
  };
}

test('106: a heartbeat is pending until its first ping, however long that takes', async () => {
  const { create, pass, expired, requested } = anAccount();
  await create();
  await pass(HOUR);
  expect(await expired()).toBe(false);
  expect(requested).toEqual([]);
});

test('106: it creates an alert with its message, tags and priority when no ping came for its interval', async () => {
  const { create, ping, pass, expired, requested, messages } = anAccount();
  await create({ alertMessage: 'No backup', alertTags: ['backup'], alertPriority: 'P2' });
  await ping();
  await pass(9 * MINUTE);
  await ping();
  await pass(9 * MINUTE);
  expect(requested).toEqual([]);
  await pass(2 * MINUTE);
  expect(await expired()).toBe(true);
  expect(requested).toEqual(['Create heartbeat_backup']);
  expect(messages[0]?.action).toMatchObject({ message: 'No backup', tags: ['backup'], priority: 'P2' });
  await pass(HOUR);
  expect(requested).toHaveLength(1);
});

test('106: the next ping closes the alert', async () => {
  const { create, ping, pass, expired, requested } = anAccount();
  await create();
  await ping();
  await pass(11 * MINUTE);
  await ping();
  expect(await expired()).toBe(false);
  expect(requested).toEqual(['Create heartbeat_backup', 'Close heartbeat_backup']);
});

test('107: a ping of an unknown heartbeat is answered like any other', async () => {
  const { create, ping, requested } = anAccount();
  await create();
  const [known, unknown] = [await ping(), await ping('No%20such%20heartbeat')];
  expect(known).toMatchObject({ status: 202, body: { result: 'PONG - Heartbeat received' } });
  expect([unknown.status, unknown.body.result]).toEqual([known.status, known.body.result]);
  expect(requested).toEqual([]);
});
