import { createOwner, issueSignInLink } from '../../scripts/admin/sign-in.ts';
import { HOUR } from '../../src/platform/clock.ts';
import { ACCOUNT, type Browser, type ConsoleHarness, createHarness, ORIGIN } from './harness.ts';

let service: ConsoleHarness;
let browser: Browser;

beforeEach(async () => {
  service = await createHarness({ demo: false });
  browser = service.browser();
});

const follow = (url: string, of: Browser = browser) =>
  of.call('POST', '/web/sign-in/break-glass', { token: url.split('#')[1] });
const link = async (user: string) =>
  (await issueSignInLink(service.table, ACCOUNT, user, `${ORIGIN}/`, service.now())).url;

test('the first owner of a new account signs in by the link that the command prints', async () => {
  const owner = await createOwner(service.table, ACCOUNT, 'Boss@Example.com', service.now());
  const url = await link('boss@example.com');
  expect(url).toMatch(/^https:\/\/tocsin\.example\.com\/console\/sign-in\/break-glass#/);
  expect((await follow(url)).status).toBe(200);
  const { body } = await browser.call('GET', '/web/session');
  expect(body.user).toMatchObject({ id: owner.id, username: 'boss@example.com', role: 'Owner' });
  const invited = await browser.call('POST', '/web/api/v2/users', {
    username: 'omar@example.com',
    fullName: 'Omar',
    role: { name: 'Admin' },
  });
  expect(invited.status).toBe(201);
});

test('a link works once', async () => {
  await service.addUser('jane@example.com');
  const url = await link('jane@example.com');
  const answers = await Promise.all([follow(url), follow(url, service.browser())]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401]);
  expect((await follow(url)).status).toBe(401);
});

test('a link expires after an hour', async () => {
  await service.addUser('jane@example.com');
  const url = await link('jane@example.com');
  service.advance(HOUR);
  expect((await follow(url)).status).toBe(401);
});

test('a forged link, and one for another user, are refused', async () => {
  await service.addUser('jane@example.com');
  const omarId = await service.addUser('omar@example.com');
  const [account, , secret] = ((await link('jane@example.com')).split('#')[1] ?? '').split('.');
  for (const token of [`${account}.${omarId}.${secret}`, `other.${omarId}.${secret}`, 'nonsense', '']) {
    expect((await follow(`#${token}`)).status).toBeGreaterThanOrEqual(400);
  }
  expect((await browser.call('GET', '/web/session')).status).toBe(401);
});

test('no link is made for a blocked user or one who does not exist', async () => {
  const janeId = await service.addUser('jane@example.com');
  await service.api('PATCH', `/v2/users/${janeId}`, { blocked: true });
  await expect(link('jane@example.com')).rejects.toThrow('is blocked');
  await expect(link('nobody@example.com')).rejects.toThrow('has no user');
});
