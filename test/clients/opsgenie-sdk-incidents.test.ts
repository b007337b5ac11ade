import opsgenie from 'opsgenie-sdk';
import { type LocalService, startLocalService, waitFor } from '../../simulator/local-service.ts';

/** The envelope, as the SDK gives it on. */
interface Answer {
  readonly data: unknown;
  readonly requestId: string;
  readonly result?: string;
}

type Callback = (error: unknown, answer: Answer) => void;

const ACCOUNT_KEY = 'sdk-key-of-the-whole-account';
const { incident } = opsgenie;

let service: LocalService;
let serviceId: string;

const post = async (path: string, body: object): Promise<string> => {
  const response = await fetch(`${service.url}${path}`, {
    method: 'POST',
    headers: { authorization: `GenieKey ${ACCOUNT_KEY}` },
    body: JSON.stringify(body),
  });
  return ((await response.json()) as { data: { id: string } }).data.id;
};

beforeAll(async () => {
  service = await startLocalService({ environment: { ACCOUNT_KEY } });
  opsgenie.configure({ api_key: ACCOUNT_KEY, host: service.url });
  const teamId = await post('/v2/teams', { name: 'Shopkeepers' });
  serviceId = await post('/v1/services', { name: 'Shop', teamId });
  await post('/v2/users', {
    username: 'shopkeeper@example.com',
    fullName: 'Shopkeeper',
    role: { name: 'User' },
  });
});

afterAll(() => service.stop());

/** Calls an operation of the SDK as its users do, but with a promise in place of the callback. */
const asked = (call: (callback: Callback) => unknown): Promise<Answer> =>
  new Promise((resolve, reject) => {
    call((error, answer) => (error ? reject(error) : resolve(answer)));
  });

/** Sends a request that the service processes later, and waits for its request status. */
async function done(call: (callback: Callback) => unknown): Promise<Record<string, unknown>> {
  const { requestId, result } = await asked(call);
  expect(result).toBe('Request will be processed');
  const { data } = await waitFor(
    // Not the id itself, because the SDK also uses its argument as the options of the request.
    () =>
      asked((callback) => incident.getRequestStatus({ identifier: requestId }, callback)).catch(() => ({
        data: {},
      })),
    (answer) => 'success' in (answer.data as object),
  );
  return data as Record<string, unknown>;
}

test('every incident method of the Node SDK succeeds', async () => {
  const created = await done((callback) =>
    incident.create({ message: 'Shop is down', serviceId, priority: 'P2', note: 'At noon' }, callback),
  );
  expect(created).toMatchObject({ success: true, action: 'Create', status: 'Created incident' });
  const identifier = { identifier: String(created.incidentId), identifierType: 'id' };
  const shown = async () =>
    (await asked((callback) => incident.get(identifier, callback))).data as Record<string, unknown>;
  expect(await shown()).toMatchObject({ message: 'Shop is down', priority: 'P2', status: 'open' });

  const { data: listed } = await asked((callback) =>
    incident.list({ query: 'status: open', limit: 10, offset: 0, sort: 'createdAt' }, callback),
  );
  expect(listed).toMatchObject([{ id: created.incidentId }]);

  const acts = [
    ['addNote', { note: 'Looking into it' }],
    ['updatePriority', { priority: 'P1' }],
    ['addResponder', { responder: [{ type: 'user', username: 'shopkeeper@example.com' }] }],
    ['resolve', { note: 'Rolled back' }],
    ['reopen', { note: 'It is back' }],
  ] as const;
  for (const [operation, body] of acts) {
    expect(await done((callback) => incident[operation](identifier, body, callback))).toMatchObject({
      success: true,
    });
  }
  expect(await shown()).toMatchObject({ priority: 'P1', status: 'open' });

  const by = { identifier: identifier.identifier };
  const notes = (await asked((callback) => incident.listNotes({ limit: 10 }, by, callback))).data;
  expect((notes as { note: string }[]).map(({ note }) => note)).toEqual([
    'It is back',
    'Rolled back',
    'Looking into it',
    'At noon',
  ]);
  const logs = (await asked((callback) => incident.listLogs({ order: 'asc' }, by, callback))).data;
  expect((logs as { log: string }[])[0]?.log).toMatch(/^Incident created by/);
  const alerts = (await asked((callback) => incident.getResponderAlerts(identifier, callback))).data;
  // One alert for the team and one for the shopkeeper who was added later; both again after the reopening.
  expect(alerts).toHaveLength(4);
  expect((await asked((callback) => incident.getAssociatedAlerts(identifier, callback))).data).toEqual([]);

  expect(await done((callback) => incident.close(identifier, {}, callback))).toMatchObject({ success: true });
  expect(await done((callback) => incident.delete(identifier, callback))).toMatchObject({ success: true });
  await expect(asked((callback) => incident.get(identifier, callback))).rejects.toMatchObject({
    httpStatusCode: 404,
  });
});
