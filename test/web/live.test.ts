import { SECOND, toIso } from '../../src/platform/clock.ts';
import { alertChangeAttributes, duplicatesKey, requestKey } from '../../src/platform/keys.ts';
import { ACCOUNT, createHarness, signInAs } from './harness.ts';

test('the version of the alerts shows a change within a second, to signed-in users only', async () => {
  const service = await createHarness();
  await service.addUser('jane@example.com');
  const browser = service.browser();
  expect((await browser.call('GET', '/web/alerts-version')).status).toBe(401);
  await signInAs(browser, 'jane@example.com');
  const read = async () => (await browser.call('GET', '/web/alerts-version')).body.version as string;
  const before = await read();
  await service.table.put({
    ...requestKey(ACCOUNT, 'r-1'),
    ...alertChangeAttributes(ACCOUNT, 'abcd-1', toIso(service.now()), 'r-1'),
  });
  service.advance(SECOND);
  const after = await read();
  expect(after).not.toBe(before);
  service.advance(4 * SECOND);
  expect(await read()).toBe(after);
});

test('it shows that an alert which the page names has occurred again', async () => {
  const service = await createHarness();
  await service.addUser('jane@example.com');
  const browser = service.browser();
  await signInAs(browser, 'jane@example.com');
  const read = async (ids: string) =>
    (await browser.call('GET', `/web/alerts-version?duplicated=${ids}`)).body.version as string;
  const count = (version: number) => service.table.put({ ...duplicatesKey(ACCOUNT, 'abcd-1'), version });
  const others = await read('abcd-2');
  const before = await read('abcd-1,abcd-2');
  await count(1);
  const once = await read('abcd-1,abcd-2');
  await count(2);
  const twice = await read('abcd-1,abcd-2');
  expect(new Set([before, once, twice]).size).toBe(3);
  expect(await read('abcd-2')).toBe(others);
  const tooMany = Array.from({ length: 51 }, (_, i) => `a-${i}`).join(',');
  expect((await browser.call('GET', `/web/alerts-version?duplicated=${tooMany}`)).status).toBe(422);
});
