import { type LocalService, startLocalService, waitFor } from '../../../simulator/local-service.ts';

/** How many times as fast as the machine's the service's clock runs: a minute takes twelve seconds. */
const TIME_SCALE = 5;
const MINUTE = 60_000;
const PROMISE = 5_000;

let service: LocalService;

beforeAll(async () => {
  service = await startLocalService({ timeScale: TIME_SCALE });
}, 60_000);
afterAll(() => service?.stop());

const heartbeat = async () =>
  (await service.call('GET', '/v2/heartbeats/Backup')).body.data as Record<string, unknown>;

/** The open one. */
const alert = async () => {
  const { status, body } = await service.call(
    'GET',
    '/v2/alerts?query=alias:heartbeat_backup&sort=createdAt',
  );
  expect(status).toBe(200);
  return (body.data as Record<string, unknown>[])[0];
};

test('a heartbeat that is not pinged in time creates its alert within five seconds, and a ping closes it', async () => {
  const created = await service.call('POST', '/v2/heartbeats', {
    name: 'Backup',
    interval: 1,
    intervalUnit: 'minutes',
    enabled: true,
    alertMessage: 'No backup since a minute',
    alertTags: ['backup'],
    alertPriority: 'P2',
  });
  expect(created.status).toBe(201);
  expect((await service.call('GET', '/v2/heartbeats/Backup/ping')).status).toBe(202);
  const first = Date.parse(String((await heartbeat()).lastPingTime));

  const opened = await waitFor(alert, (found) => found !== undefined, 40_000);
  expect(opened).toMatchObject({
    message: 'No backup since a minute',
    tags: ['backup'],
    priority: 'P2',
    status: 'open',
    integration: { type: 'Heartbeat' },
  });
  const lateness = Date.parse(String(opened?.createdAt)) - (first + MINUTE);
  expect(lateness).toBeGreaterThanOrEqual(0);
  expect(lateness).toBeLessThan(PROMISE);
  expect(await heartbeat()).toMatchObject({ expired: true, enabled: true });

  expect((await service.call('POST', '/v2/heartbeats/Backup/ping')).status).toBe(202);
  const byId = async () =>
    (await service.call('GET', `/v2/alerts/${opened?.id}`)).body.data as Record<string, unknown>;
  await waitFor(byId, ({ status }) => status === 'closed');
  expect(await heartbeat()).toMatchObject({ expired: false });
  await service.call('DELETE', '/v2/heartbeats/Backup');
}, 90_000);
