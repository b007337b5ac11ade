import { createHarness, signInAs } from './harness.ts';

const ID = '7f3c1b9e-2d54-4c1a-9c53-0a9d1f6f2b11';

async function signedIn() {
  const service = await createHarness();
  await service.addUser('jane@example.com', { role: { name: 'Admin' } });
  const browser = service.browser();
  await signInAs(browser, 'jane@example.com');
  return browser;
}

test('a change that the console repeats after a lost answer is done once', async () => {
  const browser = await signedIn();
  const path = '/web/api/v2/alerts/saved-searches';
  const search = { name: 'Mine', query: 'status: open', owner: { username: 'jane@example.com' } };
  const repeat = () => browser.call('POST', path, search, { 'x-tocsin-request-id': ID });
  const [first, second] = [await repeat(), await repeat()];
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.body.data).toEqual(first.body.data);
  expect(first.body.requestId).toBe(ID);
  expect((await browser.call('GET', path)).body.data).toHaveLength(1);
});

test.each([
  ['no id', {}],
  ['an id that is no random UUID', { 'x-tocsin-request-id': '1' }],
])('two changes with %s are two changes', async (_, headers) => {
  const browser = await signedIn();
  const create = () => browser.call('POST', '/web/api/v2/alerts', { message: 'x' }, headers);
  const [first, second] = [await create(), await create()];
  expect([first.status, second.status]).toEqual([202, 202]);
  expect(first.body.requestId).not.toBe(second.body.requestId);
});

test('a read never takes the id of the client', async () => {
  const browser = await signedIn();
  const { body } = await browser.call('GET', '/web/api/v2/alerts', undefined, { 'x-tocsin-request-id': ID });
  expect(body.requestId).not.toBe(ID);
});
