import { runSmokeTest, type SmokeStep } from '../../../scripts/smoke/run.ts';
import { type LocalService, startLocalService } from '../../../simulator/local-service.ts';

/** A key of the whole account; the demo's own key belongs to a team. */
const KEY = 'smoke-key-of-the-whole-account';

let service: LocalService;

beforeAll(async () => {
  service = await startLocalService({ environment: { ACCOUNT_KEY: KEY } });
}, 60_000);
afterAll(() => service.stop());

const run = (options: Partial<Parameters<typeof runSmokeTest>[0]> = {}) =>
  runSmokeTest({ url: service.url, key: KEY, onStep: () => {}, ...options });

const failed = (steps: readonly SmokeStep[]) => steps.filter(({ ok }) => !ok);

test('a healthy stage passes every step, notifies the simulator of SES, and keeps no alert', async () => {
  const steps = await run();
  expect(failed(steps)).toEqual([]);
  expect(steps).toHaveLength(7);
  const outbox = await service.outbox();
  expect(JSON.stringify(outbox)).toContain('success@simulator.amazonses.com');
}, 70_000);

test('a wrong key stops it at the first step that needs one, with the reason', async () => {
  const steps = await run({ key: 'wrong' });
  expect(steps).toHaveLength(2);
  expect(failed(steps)).toMatchObject([{ reason: expect.stringContaining('401') }]);
});

test('a user who does not exist is named', async () => {
  expect(failed(await run({ notify: 'nobody@example.com' }))).toMatchObject([
    { reason: expect.stringContaining('nobody@example.com was answered with 404') },
  ]);
});
