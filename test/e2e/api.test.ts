import { waitFor } from '../../simulator/local-service.ts';
import { type Account, openAccount, person } from './account.ts';

let account: Account;

beforeAll(async () => {
  account = await openAccount();
});

afterAll(() => account.service.stop());

const toKim = { responders: [person('kim')] };

test('a request with a missing or unknown key is rejected and changes nothing', async () => {
  const body = { message: 'By nobody', alias: 'nobody', ...toKim };

  const unknown = await account.call('POST', '/v2/alerts', body, 'no-such-key');
  const none = await fetch(`${account.service.url}/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

  expect([unknown.status, none.status]).toEqual([401, 401]);
  expect(unknown.body).toMatchObject({ message: expect.any(String), requestId: expect.any(String) });
  expect((await account.call('GET', '/v2/alerts/nobody?identifierType=alias')).status).toBe(404);
});

test("a team's key neither reads nor changes alerts of other teams", async () => {
  await account.act('POST', '/v2/alerts', { message: 'Private', alias: 'private', ...toKim });
  await account.waitForMessages('Private', 1);
  const { apiKey } = account.service;

  const seen = await account.call('GET', '/v2/alerts/private?identifierType=alias', undefined, apiKey);
  const close = await account.call('POST', '/v2/alerts/private/close?identifierType=alias', {}, apiKey);

  expect(seen.status).toBe(404);
  expect(close.status).toBe(202);
  const status = await waitFor(
    () => account.call('GET', `/v2/alerts/requests/${close.body.requestId}`),
    (answer) => answer.status === 200,
  );
  expect(status.body.data).toMatchObject({ isSuccess: false });
  expect(await account.alert('private')).toMatchObject({ status: 'open' });
});

test.each([
  ['no message', {}, 'message'],
  ['a blank message', { message: '  ' }, 'message'],
  ['a priority that is none', { message: 'x', priority: 'P9' }, 'priority'],
  ['a responder of no kind', { message: 'x', responders: [{ type: 'cat', name: 'Tom' }] }, 'responders'],
])('%s is refused and the field is named', async (_, body, field) => {
  const { status, body: answer } = await account.call('POST', '/v2/alerts', body);

  expect(status).toBe(422);
  expect(JSON.stringify(answer.errors)).toContain(field);
});

test('texts and lists of a Create that are too long are truncated, not rejected', async () => {
  await account.act('POST', '/v2/alerts', {
    message: 'x'.repeat(131),
    alias: 'long',
    tags: Array.from({ length: 21 }, (_, i) => `t${i}`),
  });

  const alert = await waitFor(
    () => account.alert('long').catch(() => ({}) as Record<string, unknown>),
    ({ id }) => id !== undefined,
  );

  expect(alert.message).toHaveLength(130);
  expect(alert.tags).toHaveLength(20);
});

test('an alert is found by id, tiny id, alias, list, count and request', async () => {
  const requestId = await account.act('POST', '/v2/alerts', {
    message: 'Findable',
    alias: 'with/slash and space',
    tags: ['needle'],
    ...toKim,
  });

  const request = await waitFor(
    () => account.call('GET', `/v2/alerts/requests/${requestId}`),
    ({ status }) => status === 200,
  );
  const { alertId } = request.body.data as { alertId: string };
  const byId = (await account.call('GET', `/v2/alerts/${alertId}`)).body.data as { tinyId: string };
  const byTiny = await account.call('GET', `/v2/alerts/${byId.tinyId}?identifierType=tiny`);
  const list = await account.call('GET', '/v2/alerts?query=tag%3Aneedle%20AND%20status%3Aopen');
  const count = await account.call('GET', '/v2/alerts/count?query=tag%3Aneedle');

  expect(await account.alert('with/slash and space')).toMatchObject({ id: alertId, message: 'Findable' });
  expect(byTiny.body.data).toMatchObject({ id: alertId });
  expect(list.body.data).toEqual([expect.objectContaining({ id: alertId })]);
  expect(count.body.data).toEqual({ count: 1 });
});

test('actions sent while the Create is still queued are applied to its alert, in order', async () => {
  const at = '/v2/alerts/quick';
  await account.act('POST', '/v2/alerts', { message: 'Quick', alias: 'quick', ...toKim });
  await account.act('PUT', `${at}/message?identifierType=alias`, { message: 'Changed at once' });
  await account.act('POST', `${at}/tags?identifierType=alias`, { tags: ['late'] });
  await account.act('POST', `${at}/notes?identifierType=alias`, { note: 'Seen', user: 'me' });

  const alert = await waitFor(
    () => account.alert('quick').catch(() => ({}) as Record<string, unknown>),
    ({ tags }) => Array.isArray(tags) && tags.includes('late'),
  );

  expect(alert).toMatchObject({ message: 'Changed at once' });
  const notes = await waitFor(
    () => account.call('GET', `${at}/notes?identifierType=alias`),
    ({ body }) => (body.data as unknown[]).length > 0,
  );
  expect(notes.body.data).toEqual([expect.objectContaining({ note: 'Seen', owner: 'me' })]);
});

test('a file is attached, downloaded through its link, and removed', async () => {
  await account.act('POST', '/v2/alerts', { message: 'With a file', alias: 'file', ...toKim });
  await account.waitForMessages('With a file', 1);
  const path = '/v2/alerts/file/attachments';
  const form = new FormData();
  form.append('file', new File(['latency over time'], 'gräph 1.txt', { type: 'text/plain' }));

  const { id } = (await account.upload(`${path}?alertIdentifierType=alias`, form)) as { id: string };
  const { data } = (await account.call('GET', `${path}/${id}?alertIdentifierType=alias`)).body as {
    data: { name: string; url: string };
  };
  const download = await fetch(data.url);

  expect(data.name).toBe('gräph 1.txt');
  expect(await download.text()).toBe('latency over time');
  const removed = await account.call('DELETE', `${path}/${id}?alertIdentifierType=alias`);
  expect(removed.status).toBe(200);
  expect((await fetch(data.url)).status).toBe(404);
});

test('a deleted alert is not found and notifies nobody', async () => {
  await account.act('POST', '/v2/alerts', { message: 'Deleted', alias: 'deleted', ...toKim });
  await account.waitForMessages('Deleted', 1);
  const { id } = await account.alert('deleted');

  await account.act('DELETE', '/v2/alerts/deleted?identifierType=alias');

  await waitFor(
    () => account.call('GET', `/v2/alerts/${id}`),
    ({ status }) => status === 404,
  );
  const before = await account.sentAbout('Deleted');
  await account.waitForEscalation();
  expect(await account.sentAbout('Deleted')).toEqual(before);
});
