import { readFileSync } from 'node:fs';
import opsgenie from 'opsgenie-sdk';
import { type LocalService, startLocalService, waitFor } from '../../simulator/local-service.ts';

/** The envelope, as the SDK gives it on. */
interface Answer {
  readonly data: Record<string, unknown>;
  readonly requestId: string;
  readonly result?: string;
}

type Callback = (error: unknown, answer: Answer) => void;

const ACCOUNT_KEY = 'sdk-key-of-the-whole-account';
const { alertV2, userV2 } = opsgenie;

let service: LocalService;

beforeAll(async () => {
  service = await startLocalService({ environment: { ACCOUNT_KEY } });
  opsgenie.configure({ api_key: ACCOUNT_KEY, host: service.url });
});

afterAll(() => service.stop());

/** Calls an operation of the SDK as its users do, but with a promise in place of the callback. */
const asked = (call: (callback: Callback) => unknown): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const problem = call((error, answer) => (error ? reject(error) : resolve(answer)));
    if (problem instanceof Error) reject(problem);
  });

/** Sends a request that the service processes later, and waits for its request status. */
async function done(call: (callback: Callback) => unknown): Promise<Record<string, unknown>> {
  const { requestId, result } = await asked(call);
  expect(result).toBe('Request will be processed');
  const { data } = await waitFor(
    () => asked((callback) => alertV2.getRequestStatus(requestId, callback)).catch(() => ({ data: {} })),
    (answer) => 'success' in answer.data,
  );
  return data;
}

const alias = 'opsgenie-sdk';
const byAlias = { identifier: alias, identifierType: 'alias' };
const read = async (identifier: object = byAlias) =>
  (await asked((callback) => alertV2.get(identifier, callback))).data;

test('every alert method of the Node SDK succeeds', async () => {
  const created = await done((callback) =>
    alertV2.create(
      {
        message: 'Created by the SDK',
        alias,
        description: 'Every alert needs one',
        responders: [{ name: 'Operations', type: 'team' }],
        visibleTo: [{ username: 'omar@example.com', type: 'user' }],
        actions: ['Restart'],
        tags: ['first'],
        details: { key1: 'value1', key2: 'value2' },
        entity: 'An entity',
        source: 'jest',
        priority: 'P1',
        user: 'jane@example.com',
        note: 'With a note',
      },
      callback,
    ),
  );
  expect(created).toMatchObject({ success: true, action: 'Create', alias });
  const id = String(created.alertId);
  expect(await read({ identifier: id, identifierType: 'id' })).toMatchObject({
    id,
    message: 'Created by the SDK',
    priority: 'P1',
    tags: ['first'],
    details: { key1: 'value1', key2: 'value2' },
    entity: 'An entity',
    source: 'jest',
    actions: ['Restart'],
  });
  const { tinyId } = await read();
  expect(await read({ identifier: tinyId, identifierType: 'tiny' })).toMatchObject({ id });

  const acknowledge = { user: 'jane@example.com', note: 'Mine', source: 'jest' };
  await done((callback) => alertV2.acknowledge(byAlias, acknowledge, callback));
  expect(await read()).toMatchObject({ acknowledged: true });
  await done((callback) => alertV2.unacknowledge(byAlias, { user: 'jane@example.com' }, callback));
  expect(await read()).toMatchObject({ acknowledged: false });

  const escalated = await done((callback) =>
    alertV2.escalateToNext(byAlias, { escalation: { name: 'Operations escalation' } }, callback),
  );
  expect(escalated).toMatchObject({ success: true });

  const endTime = new Date(Date.now() + 3_600_000).toISOString();
  await done((callback) => alertV2.snooze(byAlias, { endTime, user: 'jane@example.com' }, callback));
  expect(await read()).toMatchObject({ snoozed: true, snoozedUntil: endTime });

  await done((callback) => alertV2.addNote(byAlias, { note: 'Noted', user: 'jane@example.com' }, callback));
  await done((callback) => alertV2.assign(byAlias, { owner: { username: 'omar@example.com' } }, callback));
  expect(await read()).toMatchObject({ owner: 'omar@example.com' });
  await done((callback) => alertV2.addTeam(byAlias, { team: { name: 'Operations' } }, callback));

  await done((callback) => alertV2.addTags(byAlias, { tags: ['second', 'third'] }, callback));
  await done((callback) => alertV2.removeTags(byAlias, { tags: 'first,third' }, callback));
  expect(await read()).toMatchObject({ tags: ['second'] });
  await done((callback) => alertV2.addDetails(byAlias, { details: { key3: 'value3' } }, callback));
  await done((callback) => alertV2.removeDetails(byAlias, { keys: 'key1,key2' }, callback));
  expect(await read()).toMatchObject({ details: { key3: 'value3' } });
  await done((callback) =>
    alertV2.executeAction(byAlias, { action: 'Restart', user: 'jane@example.com' }, callback),
  );

  const recipients = await asked((callback) => alertV2.listAlertRecipients(byAlias, callback));
  expect(recipients.data).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ user: expect.objectContaining({ username: 'jane@example.com' }) }),
    ]),
  );
  const page = { limit: 50, order: 'asc' };
  const logs = await asked((callback) => alertV2.listAlertLogs(byAlias, page, callback));
  expect(JSON.stringify(logs.data)).toMatch(/Restart/);
  const notes = await asked((callback) => alertV2.listAlertNotes(byAlias, page, callback));
  expect(notes.data).toEqual(expect.arrayContaining([expect.objectContaining({ note: 'Noted' })]));

  const list = await asked((callback) =>
    alertV2.list(
      { query: `alias: ${alias} AND status: open`, limit: 10, sort: 'createdAt', order: 'desc' },
      callback,
    ),
  );
  expect(list.data).toEqual([expect.objectContaining({ id })]);

  await done((callback) => alertV2.close(byAlias, { user: 'jane@example.com' }, callback));
  const byId = { identifier: id, identifierType: 'id' };
  expect(await read(byId)).toMatchObject({ status: 'closed' });
  await done((callback) => alertV2.delete(byId, callback));
  await expect(read(byId)).rejects.toMatchObject({ httpStatusCode: 404 });
});

test('saved searches are kept, changed and listed', async () => {
  const search = {
    name: 'Open ones',
    query: 'status: open',
    owner: { username: 'jane@example.com' },
    description: 'All that is open',
  };
  const { data } = await asked((callback) => alertV2.createSavedSearch(search, callback));
  const byName = { identifier: encodeURIComponent('Open ones'), identifierType: 'name' };

  const found = await asked((callback) => alertV2.getSavedSearch(byName, callback));
  expect(found.data).toMatchObject({ id: data.id, name: 'Open ones', query: 'status: open' });
  await asked((callback) =>
    alertV2.updateSavedSearch(
      { identifier: data.id, identifierType: 'id' },
      { ...search, query: 'status: closed' },
      callback,
    ),
  );
  const list = await asked((callback) => alertV2.listSavedSearches(callback));
  expect(list.data).toEqual([expect.objectContaining({ id: data.id, name: 'Open ones' })]);
});

test('users are created, found, listed and deleted', async () => {
  const username = 'sdk@example.com';
  const created = await asked((callback) =>
    userV2.create({ username, fullName: 'S. D. K.', role: { name: 'User' } }, callback),
  );
  expect(created.data).toEqual({ id: expect.any(String), name: username });

  const found = await asked((callback) => userV2.get(username, callback));
  expect(found.data).toMatchObject({ username, id: created.data.id });
  const list = await asked((callback) => userV2.list({ limit: 50 }, callback));
  expect(JSON.stringify(list.data)).toContain(username);
  await asked((callback) => userV2.delete(username, callback));
  await expect(asked((callback) => userV2.get(username, callback))).rejects.toMatchObject({
    httpStatusCode: 404,
  });
});

test('these tests cover every alert method of the SDK', () => {
  const used = [...readFileSync(__filename, 'utf8').matchAll(/alertV2\.(\w+)\(/g)].map(([, name]) => name);

  expect(new Set(used)).toEqual(new Set(Object.keys(alertV2)));
});

test('errors reach the callback in the shape that the SDK expects', async () => {
  await expect(asked((callback) => alertV2.create({ message: '' }, callback))).rejects.toMatchObject({
    httpStatusCode: 422,
    message: expect.any(String),
    requestId: expect.any(String),
  });
  opsgenie.configure({ api_key: 'wrong' });
  await expect(asked((callback) => alertV2.list({ limit: 1 }, callback))).rejects.toMatchObject({
    httpStatusCode: 401,
  });
  opsgenie.configure({ api_key: ACCOUNT_KEY });
});
