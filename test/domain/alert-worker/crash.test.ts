import * as fc from 'fast-check';
import type { AlertAction, AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import type { Ledger } from '../../../src/domain/alerts/ledger.ts';
import { newTimedId } from '../../../src/platform/ids.ts';
import { NOON } from '../../support/builders.ts';
import { useMemoryTable, useTable } from '../../support/table.ts';
import {
  aMessage,
  crashingAfter,
  create,
  createWorkerHarness,
  endState,
  storeEvaluation,
  toEscalation,
  toSqsEvent,
} from './harness.ts';

const wire = useTable();
const memory = useMemoryTable();

/** The scenario `create` runs over the wire, the others in memory. */
let table = memory;

let harness: ReturnType<typeof createWorkerHarness>;

beforeEach(() => {
  harness = createWorkerHarness(table());
});
afterEach(() => harness.clear());

type Step = readonly AlertActionMessage[] | { readonly evaluation: Partial<Ledger> };

const one = (action: AlertAction): Step => [aMessage(action, { user: 'jane@example.com', note: 'n' })];
const observers = { 'acknowledged-alert': ['bob'], 'closed-alert': ['bob'], 'add-note': ['bob'] };

/** Sequences of actions on an alert; the worker crashes in the last step. */
const scenarios: Readonly<Record<string, readonly Step[]>> = {
  create: [one(create(toEscalation))],
  'create without responders': [one(create())],
  'create over a closed alert': [
    one(create(toEscalation)),
    one({ type: 'Close' }),
    one(create(toEscalation)),
  ],
  duplicate: [one(create(toEscalation)), one(create(toEscalation))],
  'duplicates in a batch': [
    one(create(toEscalation)),
    [aMessage(create(toEscalation)), aMessage(create(toEscalation))],
  ],
  'duplicates of one moment in a batch': [
    one(create(toEscalation)),
    [
      aMessage(create(toEscalation), { requestId: newTimedId(NOON) }),
      aMessage(create(toEscalation), { requestId: newTimedId(NOON + 1) }),
      aMessage(create(toEscalation)),
    ],
  ],
  'create and duplicates of one moment in a batch': [
    [
      aMessage(create(toEscalation), { requestId: newTimedId(NOON) }),
      aMessage(create(toEscalation), { requestId: newTimedId(NOON + 1) }),
      aMessage(create(toEscalation), { requestId: newTimedId(NOON + 2) }),
      aMessage({ type: 'Close' }),
    ],
  ],
  'create and updates in a batch': [
    [
      aMessage(create(toEscalation)),
      aMessage({ type: 'UpdateMessage', message: 'm' }),
      aMessage({ type: 'AddTags', tags: ['t'] }),
    ],
  ],
  'create and close and create in a batch': [
    [aMessage(create(toEscalation)), aMessage({ type: 'Close' }), aMessage(create(toEscalation))],
  ],
  'acknowledge too early, then create, in a batch': [
    [
      aMessage({ type: 'Acknowledge' }),
      aMessage(create(toEscalation)),
      aMessage({ type: 'Snooze', until: NOON + 1 }),
    ],
  ],
  'create and delete in a batch': [[aMessage(create(toEscalation)), aMessage({ type: 'Delete' })]],
  acknowledge: [one(create(toEscalation)), { evaluation: {} }, one({ type: 'Acknowledge' })],
  'acknowledge with a recipient of acknowledged alerts': [
    one(create(toEscalation)),
    { evaluation: { observers } },
    one({ type: 'Acknowledge' }),
  ],
  'acknowledge and unacknowledge in a batch': [
    one(create(toEscalation)),
    { evaluation: {} },
    [
      aMessage({ type: 'Acknowledge' }),
      aMessage({ type: 'UnAcknowledge' }),
      aMessage({ type: 'Acknowledge' }),
    ],
  ],
  'acknowledge twice': [
    one(create(toEscalation)),
    one({ type: 'Acknowledge' }),
    one({ type: 'Acknowledge' }),
  ],
  unacknowledge: [
    one(create(toEscalation)),
    { evaluation: {} },
    one({ type: 'Acknowledge' }),
    one({ type: 'UnAcknowledge' }),
  ],
  snooze: [one(create(toEscalation)), { evaluation: {} }, one({ type: 'Snooze', until: NOON + 1 })],
  'end of a snooze': [
    one(create(toEscalation)),
    one({ type: 'Snooze', until: NOON + 1 }),
    one({ type: 'EndSnooze', run: 2 }),
  ],
  'escalate by hand': [
    one(create(toEscalation)),
    { evaluation: {} },
    one({ type: 'EscalateToNext', escalation: { id: 'esc' } }),
  ],
  assign: [
    one(create(toEscalation)),
    { evaluation: {} },
    one({ type: 'AssignOwnership', owner: { username: 'bob@example.com' } }),
  ],
  'a responder more': [
    one(create(toEscalation)),
    { evaluation: { continuation: 2 } },
    one({ type: 'AddTeam', team: { id: 'ops' } }),
  ],
  note: [one(create(toEscalation)), { evaluation: { observers } }, one({ type: 'AddNote' })],
  close: [one(create(toEscalation)), { evaluation: {} }, one({ type: 'Close' })],
  'close with a recipient of closed alerts': [
    one(create(toEscalation)),
    { evaluation: { observers } },
    one({ type: 'Close' }),
  ],
  'close after all rounds': [
    one(create(toEscalation)),
    { evaluation: {} },
    one({ type: 'AutoClose', run: 1 }),
  ],
  delete: [one(create(toEscalation)), { evaluation: {} }, one({ type: 'Delete' })],
};

async function run(steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    if ('evaluation' in step) await storeEvaluation(harness, step.evaluation);
    else await harness.apply(step);
  }
}

async function startOver(): Promise<void> {
  await harness.clear();
  harness = createWorkerHarness(table());
}

/** The steps before the last, and the last. */
const splitSteps = (steps: readonly Step[]) => ({
  before: steps.slice(0, -1),
  last: steps.at(-1) as readonly AlertActionMessage[],
});

/** The final state without a crash, and the number of writes of the last step. */
async function runWithoutCrash(
  steps: readonly Step[],
): Promise<{ readonly state: unknown; readonly writes: number }> {
  const { before, last } = splitSteps(steps);
  await run(before);
  const counting = crashingAfter(harness.table, harness.record.executions, Number.POSITIVE_INFINITY);
  await harness.worker(counting)(toSqsEvent(last));
  const state = await endState(harness);
  await startOver();
  return { state, writes: counting.writes() };
}

describe.each(Object.entries(scenarios))('%s', (name, steps) => {
  const { before, last } = splitSteps(steps);

  beforeAll(() => {
    table = name === 'create' ? wire : memory;
  });
  afterAll(() => {
    table = memory;
  });

  test.each(['asMade', 'reversed'] as const)(
    'a redelivery after a crash at any write ends in the same state, with concurrent writes %s',
    async (order) => {
      const { state, writes } = await runWithoutCrash(steps);
      expect(writes).toBeGreaterThan(0);
      for (let crashAfter = 1; crashAfter <= writes; crashAfter++) {
        await run(before);
        const crashing = crashingAfter(harness.table, harness.record.executions, crashAfter, order);
        await harness.worker(crashing)(toSqsEvent(last));
        const again = await harness.apply(last, 2);
        expect(again).toEqual({ batchItemFailures: [] });
        expect({ crashAfter, state: await endState(harness) }).toEqual({ crashAfter, state });
        await startOver();
      }
    },
  );

  test('a delivery after crashes of all earlier ones ends in the same state', async () => {
    const { state, writes } = await runWithoutCrash(steps);
    await run(before);
    for (let crashAfter = 1; crashAfter <= writes; crashAfter++) {
      await harness.worker(crashingAfter(harness.table, harness.record.executions, crashAfter))(
        toSqsEvent(last, crashAfter),
      );
    }
    await harness.apply(last, writes + 1);
    expect(await endState(harness)).toEqual(state);
  });
});

/**
 * Without batches that create and delete an alert: a slow delivery could restore what a fast one has deleted. Timeouts
 * exclude that, because a function ends long before the queue delivers its messages to another.
 */
const concurrent = Object.entries(scenarios).filter(([name]) => name !== 'create and delete in a batch');

describe.each(concurrent)('%s', (_name, steps) => {
  const { before, last } = splitSteps(steps);

  test('two concurrent deliveries in any interleaving end in the same state as one', async () => {
    const { state } = await runWithoutCrash(steps);
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        await startOver();
        await run(before);
        const slow = Object.fromEntries(
          Object.entries(harness.table).map(([name, call]) => [
            name,
            scheduler.scheduleFunction(call as (...args: unknown[]) => Promise<unknown>),
          ]),
        ) as unknown as typeof harness.table;
        const { start, stop } = harness.record.executions;
        const executions = {
          start: scheduler.scheduleFunction(start),
          stop: scheduler.scheduleFunction(stop),
        };
        const parts = { table: slow, executions };
        // Two deliveries overlap only after the visibility timeout, so both know that they may be redeliveries.
        const deliver = () => harness.worker(parts)(toSqsEvent(last, 2));
        const both = Promise.all([deliver(), deliver()]);
        const responses = await scheduler.waitFor(both);
        const leftOver = responses.some(({ batchItemFailures }) => batchItemFailures.length > 0);
        if (leftOver) await harness.apply(last, 3);
        expect(await endState(harness)).toEqual(state);
      }),
      { numRuns: 8 },
    );
  });
});
