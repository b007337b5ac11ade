import { readFileSync } from 'node:fs';
import validate from 'asl-validator';
import {
  CHECK_HORIZON,
  type ScheduledChecksInput,
  scheduleChecks,
} from '../../../src/domain/heartbeats/scheduled-checks.ts';
import { SECOND } from '../../../src/platform/clock.ts';
import { logger } from '../../../src/platform/logger.ts';
import { NOON } from '../../support/builders.ts';
import { aHeartbeat, createHarness } from './harness.ts';

beforeAll(() => {
  jest.spyOn(logger, 'info').mockImplementation(() => {});
});

test('the definition is valid Amazon States Language', () => {
  const text = readFileSync('statemachines/heartbeat-checks.asl.json', 'utf8');
  const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:look';
  const definition = JSON.parse(text.replaceAll('${CheckHeartbeatsFunctionArn}', arn));
  const { isValid, errorsText } = validate(definition, { checkArn: true, checkPaths: true });
  expect(errorsText()).toBe('');
  expect(isValid).toBe(true);
});

test('a thousand heartbeats that expire together are checked by executions whose state fits into 256 kB', async () => {
  const inputs: ScheduledChecksInput[] = [];
  const executions = {
    start: async (_: string, input: object) => void inputs.push(input as ScheduledChecksInput),
    stop: async () => {},
  };
  const watched = Array.from({ length: 1_000 }, (_, i) => ({
    accountId: '0d1b8f0c-93a4-4a5f-8a0b-6f8f3f1c2d3e',
    id: `${i} ${'ü'.repeat(195)}`,
    deadline: NOON + i,
  }));
  await scheduleChecks(executions, watched, NOON + CHECK_HORIZON);
  expect(inputs.flatMap((input) => input.checks)).toEqual(watched);
  for (const input of inputs) expect(Buffer.byteLength(JSON.stringify(input))).toBeLessThan(256_000);
});

test('repeated sweeps start the same execution, which wakes at the first deadline and ends when no heartbeat is left', async () => {
  const harness = createHarness();
  for (const name of ['one', 'two']) await harness.create(aHeartbeat({ name, interval: 1 }));
  await harness.ping('one');
  harness.setTime(NOON + 20 * SECOND + 1);
  await harness.ping('two');
  harness.watches.clear();
  await harness.sweep();
  await harness.sweep();
  expect([...harness.watches.values()]).toMatchObject([{ at: '2026-11-24T12:01:00Z' }]);
  harness.setTime(NOON + 60 * SECOND);
  await harness.runWatches();
  expect(harness.sent).toEqual(['Create heartbeat_one']);
  expect([...harness.watches.values()]).toMatchObject([
    { at: '2026-11-24T12:01:21Z', checks: [{ id: 'two' }] },
  ]);
  harness.setTime(NOON + 81 * SECOND);
  await harness.runWatches();
  expect(harness.sent).toEqual(['Create heartbeat_one', 'Create heartbeat_two']);
  expect([...harness.watches.values()]).toEqual([undefined]);
});
