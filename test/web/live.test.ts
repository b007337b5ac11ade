import { SECOND, toIso } from '../../src/platform/clock.ts';
import { alertChangeAttributes, requestKey } from '../../src/platform/keys.ts';
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
