import { ReconcilerPartsPlugin } from '../../../serverless/reconciler-parts.ts';
import { listOtherShards, listOwnShards, parsePart } from '../../../src/engine/reconciler-part.ts';

const EVERY_MINUTE = { schedule: 'rate(1 minute)' };

function schedules(reconcilerParts: string | number) {
  const functions: Record<string, { events?: readonly object[] }> = { reconcile: { events: [EVERY_MINUTE] } };
  const plugin = new ReconcilerPartsPlugin({ service: { custom: { reconcilerParts }, functions } });
  plugin.hooks['before:package:compileFunctions']?.();
  return functions.reconcile?.events as readonly { readonly schedule: { readonly input: object } }[];
}

test('one part has the schedule of serverless.yml', () => {
  expect(schedules('1')).toEqual([EVERY_MINUTE]);
});

test.each([2, 5, 64])('%d parts share all shards of the index, and none has a shard of another', (parts) => {
  const all = schedules(parts).map(({ schedule }) => parsePart(schedule.input));
  expect(all.map(({ part }) => part)).toEqual(Array.from({ length: parts }, (_, part) => part));
  const shards = all.flatMap(listOwnShards);
  expect(shards.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, shard) => shard));
  for (const part of all) expect(listOwnShards(part).length + listOtherShards(part).length).toBe(64);
});

test.each(['0', '65', '1.5', 'many'])('%s parts are refused', (value) => {
  expect(() => schedules(value)).toThrow('must be a whole number from 1 to 64');
});

test.each([
  undefined,
  { source: 'aws.events' },
  { part: 4, parts: 4 },
  { part: 0, parts: 0 },
  { part: 0, parts: 65 },
  { part: '1', parts: '4' },
])('the event %j of a schedule means all shards', (event) => {
  expect(parsePart(event)).toEqual({ part: 0, parts: 1 });
});
