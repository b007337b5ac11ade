import * as fc from 'fast-check';
import type { AlertAction, AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import type { Alert } from '../../../src/domain/alerts/model.ts';
import { NOON } from '../../support/builders.ts';
import { propertyRuns } from '../../support/property-runs.ts';
import { useTable } from '../../support/table.ts';
import { aMessage, create, createWorkerHarness, endState } from './harness.ts';

const table = useTable();
let harness: ReturnType<typeof createWorkerHarness>;

beforeEach(() => {
  harness = createWorkerHarness(table());
});
afterEach(() => harness.clear());

const action: fc.Arbitrary<AlertAction> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(create({ responders: [{ type: 'escalation', id: 'esc' }] })) },
  { weight: 1, arbitrary: fc.constant(create()) },
  {
    weight: 8,
    arbitrary: fc.constantFrom<AlertAction>(
      { type: 'Close' },
      { type: 'Close' },
      { type: 'Acknowledge' },
      { type: 'UnAcknowledge' },
      { type: 'Snooze', until: NOON + 1_000 },
      { type: 'EscalateToNext', escalation: { id: 'esc' } },
      { type: 'EscalateToNext', escalation: { id: 'no-such' } },
      { type: 'AssignOwnership', owner: { username: 'bob@example.com' } },
      { type: 'AddResponder', responder: { type: 'user', username: 'bob@example.com' } },
      { type: 'AddTeam', team: { name: 'ops' } },
      { type: 'AddNote' },
      { type: 'AddTags', tags: ['t'] },
      { type: 'UpdatePriority', priority: 'P1' },
    ),
  },
  { weight: 3, arbitrary: fc.nat(4).map((run): AlertAction => ({ type: 'EndSnooze', run })) },
  { weight: 1, arbitrary: fc.nat(4).map((run): AlertAction => ({ type: 'AutoClose', run })) },
);

type Given = readonly { readonly action: AlertAction; readonly alias: string; readonly skew: number }[];
const given: fc.Arbitrary<Given> = fc.array(
  fc.record({
    action,
    alias: fc.constantFrom('a', 'b'),
    /** Milliseconds by which the clock of the API function is wrong: a later message may carry an earlier time. */
    skew: fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: -200, max: 200 }) },
    ),
  }),
  { minLength: 1, maxLength: 6 },
);
const batches: fc.Arbitrary<readonly Given[]> = fc.array(given, { minLength: 1, maxLength: 5 });

/** The messages, sent one after the other, a millisecond apart. */
function toMessages(given: readonly Given[]): AlertActionMessage[][] {
  let sentAt = NOON - 1_000;
  return given.map((batch) =>
    batch.map(({ action, alias, skew }) =>
      aMessage(action.type === 'Create' ? { ...action, alias } : action, {
        target: { type: 'alias', value: alias },
        note: 'n',
        receivedAt: ++sentAt + skew,
      }),
    ),
  );
}

const getRuns = (alerts: readonly Alert[]) => new Map(alerts.map(({ id, run }) => [id, run]));

test('any sequence keeps one open alert per alias, counts every create, never lowers a run, and can be repeated', async () => {
  await fc.assert(
    fc.asyncProperty(batches, fc.nat(), async (given, from) => {
      await harness.clear();
      harness = createWorkerHarness(table());
      const history = toMessages(given);
      let runs = new Map<string, number>();
      for (const batch of history) {
        expect(await harness.apply(batch)).toEqual({ batchItemFailures: [] });
        const alerts = await harness.alerts();
        const open = alerts.filter(({ status }) => status === 'open').map(({ alias }) => alias);
        expect(new Set(open).size).toBe(open.length);
        for (const { id, run } of alerts) expect(run).toBeGreaterThanOrEqual(runs.get(id) ?? 0);
        runs = getRuns(alerts);
      }
      const all = history.flat();
      const alerts = await harness.alerts();
      const creates = all.filter(({ action: { type } }) => type === 'Create');
      expect(alerts.reduce((sum, { count }) => sum + count, 0)).toBe(creates.length);
      for (const message of all) expect(await harness.request(message)).toBeDefined();

      // Exactly the current executions of the alerts with planned work are running.
      const active = alerts.filter(
        ({ status, snoozed, flows }) => status === 'open' && (snoozed || flows.length > 0),
      );
      const names = active.map(({ tinyId, id, run }) => `${tinyId}-${id}-run${run}`);
      expect(harness.record.running().sort()).toEqual(names.sort());

      const before = await endState(harness);
      await harness.apply(all.slice(from % all.length), 2);
      expect(await endState(harness)).toEqual(before);
    }),
    { numRuns: propertyRuns(40) },
  );
}, 120_000);
