import { type ConsoleHarness, createHarness, signInAs } from './harness.ts';

let service: ConsoleHarness;
let omarId: string;

beforeEach(async () => {
  service = await createHarness();
  omarId = await service.addUser('omar@example.com', { fullName: 'Omar Haddad' });
});

async function readNames(role: string, query: string) {
  await service.addUser('olga@example.com', { role: { name: role } });
  const browser = service.browser();
  await signInAs(browser, 'olga@example.com');
  return browser.call('GET', `/web/names?${query}`);
}

test('an observer gets the names of the ids and usernames that they have seen, and nothing else', async () => {
  const { body: team } = await service.api('POST', '/v2/teams', { name: 'Payments' });
  const { body: schedule } = await service.api('POST', '/v2/schedules', { name: 'Nights' });
  const ids = [omarId, team.data.id, schedule.data.id, 'unknown'].join();
  const { status, body } = await readNames(
    'Observer',
    `ids=${ids}&usernames=omar@example.com,nobody@example.com`,
  );
  expect(status).toBe(200);
  expect(body).toMatchObject({
    names: {
      [omarId]: 'Omar Haddad',
      [team.data.id]: 'Payments',
      [schedule.data.id]: 'Nights',
      'omar@example.com': 'Omar Haddad',
    },
  });
  expect(Object.keys(body.names)).toHaveLength(4);
});

test('asking for nothing gives nothing', async () => {
  expect((await readNames('Observer', '')).body.names).toEqual({});
});

test('a stakeholder, who sees no alerts, is refused', async () => {
  expect((await readNames('Stakeholder', `ids=${omarId}`)).status).toBe(403);
});

test('an observer still gets no list of users, and nobody else’s contacts', async () => {
  await service.addUser('olga@example.com', { role: { name: 'Observer' } });
  const browser = service.browser();
  await signInAs(browser, 'olga@example.com');
  expect((await browser.call('GET', '/web/api/v2/users')).status).toBe(403);
  expect((await browser.call('GET', `/web/api/v2/users/${omarId}/contacts`)).status).toBe(403);
});

test('more than a hundred ids are refused', async () => {
  const ids = Array.from({ length: 101 }, (_, i) => `id-${i}`).join();
  expect((await readNames('Observer', `ids=${ids}`)).status).toBe(422);
});
