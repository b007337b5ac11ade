import { type LocalService, startLocalService, waitFor } from '../../simulator/local-service.ts';

jest.setTimeout(120_000);

const ALERTS = 300;
const QUERY = 'status:open AND tag:storm';

let service: LocalService;

beforeAll(async () => {
  service = await startLocalService();
});

afterAll(async () => {
  await service.stop();
});

/** Creates an alert. The account's rate limit may refuse it for a moment. */
async function createAlert(message: string, tags: readonly string[]): Promise<string> {
  const { body } = await waitFor(
    () => service.call('POST', '/v2/alerts', { message, tags, responders: [] }),
    ({ status }) => status !== 429,
  );
  return String(body.requestId);
}

const isApplied = async (requestId: string) =>
  (await service.call('GET', `/v2/alerts/requests/${requestId}`)).status === 200;

async function count(query: string): Promise<number> {
  const { body } = await service.call('GET', `/v2/alerts/count?query=${encodeURIComponent(query)}`);
  return (body.data as { count: number }).count;
}

interface Progress {
  readonly state: string;
  readonly total: number;
  readonly done: number;
  readonly refused: number;
}

async function readProgress(id: unknown): Promise<Progress> {
  const { status, body } = await service.call('GET', `/v2/alerts/bulk-actions/${id}`);
  expect(status).toBe(200);
  return body.data as unknown as Progress;
}

test('three hundred alerts are closed once each, and an alert that comes in meanwhile stays open', async () => {
  const toCreate = Array.from({ length: ALERTS }, (_, i) => i);
  while (toCreate.length > 0) {
    await Promise.all(toCreate.splice(0, 20).map((i) => createAlert(`Host ${i} is down`, ['storm'])));
  }
  await waitFor(
    () => count(QUERY),
    (found) => found === ALERTS,
    60_000,
  );
  const start = (expectedCount: number) =>
    service.call('POST', '/v2/alerts/bulk-actions/close', {
      query: QUERY,
      expectedCount,
      note: 'It is over',
    });
  expect(await start(ALERTS - 1)).toMatchObject({ status: 409 });

  const { status, body } = await start(ALERTS);
  expect([status, body]).toEqual([202, expect.objectContaining({ total: ALERTS })]);
  await waitFor(
    () => readProgress(body.id),
    ({ done }) => done > 0,
  );
  const created = await createAlert('A new one', ['storm']);
  await waitFor(
    () => isApplied(created),
    (applied) => applied,
  );
  const finished = await waitFor(
    () => readProgress(body.id),
    ({ state }) => state === 'finished',
    60_000,
  );
  expect(finished).toMatchObject({ total: ALERTS, done: ALERTS, refused: 0 });
  expect(await count(QUERY)).toBe(1);

  const { body: found } = await service.call(
    'GET',
    '/v2/alerts?query=tag%3Astorm%20AND%20status%3Aclosed&limit=20',
  );
  for (const { id } of found.data as readonly { id: string }[]) {
    const { body: notes } = await service.call('GET', `/v2/alerts/${id}/notes`);
    expect(notes.data).toEqual([expect.objectContaining({ note: 'It is over' })]);
  }
});
