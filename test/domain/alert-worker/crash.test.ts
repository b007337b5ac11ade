import * as fc from 'fast-check';
import type { AlertAction, AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import type { Ledger } from '../../../src/domain/alerts/ledger.ts';
import { NOON } from '../../support/builders.ts';
import { useMemoryTable, useTable } from '../../support/table.ts';
import { aMessage, aWorld, batchOf, crashingAfter, create, endState, pass } from './harness.ts';

const wire = useTable();
const memory = useMemoryTable();

/** The scenario `create` runs over the wire, the others in memory. */
let table = memory;

let world: ReturnType<typeof aWorld>;

beforeEach(() => {
  world = aWorld(table());
});
afterEach(() => world.clear());

type Step = readonly AlertActionMessage[] | { readonly pass: Partial<Ledger> };

const ops = { responders: [{ type: 'escalation', id: 'esc' }] } as const;
const one = (action: AlertAction): Step => [aMessage(action, { user: 'jane@example.com', note: 'n' })];
const observers = { 'acknowledged-alert': ['bob'], 'closed-alert': ['bob'], 'add-note': ['bob'] };

/** Sequences of actions on an alert; the worker crashes in the last step. */
const scenarios: Readonly<Record<string, readonly Step[]>> = {
  create: [one(create(ops))],
  'create without responders': [one(create())],
  'create over a closed alert': [one(create(ops)), one({ type: 'Close' }), one(create(ops))],
  duplicate: [one(create(ops)), one(create(ops))],
  'duplicates in a batch': [one(create(ops)), [aMessage(create(ops)), aMessage(create(ops))]],
  'create and updates in a batch': [
    [
      aMessage(create(ops)),
      aMessage({ type: 'UpdateMessage', message: 'm' }),
      aMessage({ type: 'AddTags', tags: ['t'] }),
    ],
  ],
  'create and close and create in a batch': [
    [aMessage(create(ops)), aMessage({ type: 'Close' }), aMessage(create(ops))],
  ],
  'acknowledge too early, then create, in a batch': [
    [aMessage({ type: 'Acknowledge' }), aMessage(create(ops)), aMessage({ type: 'Snooze', until: NOON + 1 })],
  ],
  'create and delete in a batch': [[aMessage(create(ops)), aMessage({ type: 'Delete' })]],
  acknowledge: [one(create(ops)), { pass: {} }, one({ type: 'Acknowledge' })],
  'acknowledge and somebody wants to know': [
    one(create(ops)),
    { pass: { observers } },
    one({ type: 'Acknowledge' }),
  ],
  'acknowledge and unacknowledge in a batch': [
    one(create(ops)),
    { pass: {} },
    [
      aMessage({ type: 'Acknowledge' }),
      aMessage({ type: 'UnAcknowledge' }),
      aMessage({ type: 'Acknowledge' }),
    ],
  ],
  'acknowledge twice': [one(create(ops)), one({ type: 'Acknowledge' }), one({ type: 'Acknowledge' })],
  unacknowledge: [
    one(create(ops)),
    { pass: {} },
    one({ type: 'Acknowledge' }),
    one({ type: 'UnAcknowledge' }),
  ],
  snooze: [one(create(ops)), { pass: {} }, one({ type: 'Snooze', until: NOON + 1 })],
  'end of a snooze': [
    one(create(ops)),
    one({ type: 'Snooze', until: NOON + 1 }),
    one({ type: 'EndSnooze', run: 2 }),
  ],
  'escalate by hand': [
    one(create(ops)),
    { pass: {} },
    one({ type: 'EscalateToNext', escalation: { id: 'esc' } }),
  ],
  assign: [
    one(create(ops)),
    { pass: {} },
    one({ type: 'AssignOwnership', owner: { username: 'bob@example.com' } }),
  ],
  'a responder more': [
    one(create(ops)),
    { pass: { continuation: 2 } },
    one({ type: 'AddTeam', team: { id: 'ops' } }),
  ],
  note: [one(create(ops)), { pass: { observers } }, one({ type: 'AddNote' })],
  close: [one(create(ops)), { pass: {} }, one({ type: 'Close' })],
  'close and somebody wants to know': [one(create(ops)), { pass: { observers } }, one({ type: 'Close' })],
  'close after all rounds': [one(create(ops)), { pass: {} }, one({ type: 'AutoClose', run: 1 })],
  delete: [one(create(ops)), { pass: {} }, one({ type: 'Delete' })],
};

async function run(steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    if ('pass' in step) await pass(world, step.pass);
    else await world.apply(step);
  }
}

async function startOver(): Promise<void> {
  await world.clear();
  world = aWorld(table());
}

/** The steps before the last, and the last. */
const partsOf = (steps: readonly Step[]) => ({
  before: steps.slice(0, -1),
  last: steps.at(-1) as readonly AlertActionMessage[],
});

/** The final state without a crash, and the number of writes of the last step. */
async function undisturbed(
  steps: readonly Step[],
): Promise<{ readonly state: unknown; readonly writes: number }> {
  const { before, last } = partsOf(steps);
  await run(before);
  const counting = crashingAfter(world.table, world.record.executions, Number.POSITIVE_INFINITY);
  await world.worker(counting)(batchOf(last));
  const state = await endState(world);
  await startOver();
  return { state, writes: counting.writes() };
}

describe.each(Object.entries(scenarios))('%s', (name, steps) => {
  const { before, last } = partsOf(steps);

  beforeAll(() => {
    table = name === 'create' ? wire : memory;
  });
  afterAll(() => {
    table = memory;
  });

  test('a redelivery after a crash at any write ends in the same state', async () => {
    const { state, writes } = await undisturbed(steps);
    expect(writes).toBeGreaterThan(0);
    for (let crashAfter = 1; crashAfter <= writes; crashAfter++) {
      await run(before);
      const dying = crashingAfter(world.table, world.record.executions, crashAfter);
      await world.worker(dying)(batchOf(last));
      const again = await world.apply(last, 2);
      expect(again).toEqual({ batchItemFailures: [] });
      expect({ crashAfter, state: await endState(world) }).toEqual({ crashAfter, state });
      await startOver();
    }
  });

  test('a delivery after crashes in all before it ends in the same state', async () => {
    const { state, writes } = await undisturbed(steps);
    await run(before);
    for (let crashAfter = 1; crashAfter <= writes; crashAfter++) {
      await world.worker(crashingAfter(world.table, world.record.executions, crashAfter))(
        batchOf(last, crashAfter),
      );
    }
    await world.apply(last, writes + 1);
    expect(await endState(world)).toEqual(state);
  });
});

/**
 * Of two deliveries of a batch that creates and deletes an alert, a slow one could bring back what a quick one has
 * deleted. The timeouts exclude it: a function ends long before the queue delivers its messages to another.
 */
const concurrent = Object.entries(scenarios).filter(([name]) => name !== 'create and delete in a batch');

describe.each(concurrent)('%s', (_name, steps) => {
  const { before, last } = partsOf(steps);

  test('two concurrent deliveries, in any interleaving, end in the state of one', async () => {
    const { state } = await undisturbed(steps);
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        await startOver();
        await run(before);
        const slow = Object.fromEntries(
          Object.entries(world.table).map(([name, call]) => [
            name,
            scheduler.scheduleFunction(call as (...args: unknown[]) => Promise<unknown>),
          ]),
        ) as unknown as typeof world.table;
        const { start, stop } = world.record.executions;
        const executions = {
          start: scheduler.scheduleFunction(start),
          stop: scheduler.scheduleFunction(stop),
        };
        const parts = { table: slow, executions };
        // While there are two, the first is later than the visibility timeout, and the message's age tells it so.
        const deliver = () => world.worker(parts)(batchOf(last, 2));
        const both = Promise.all([deliver(), deliver()]);
        const answers = await scheduler.waitFor(both);
        const leftOver = answers.some(({ batchItemFailures }) => batchItemFailures.length > 0);
        if (leftOver) await world.apply(last, 3);
        expect(await endState(world)).toEqual(state);
      }),
      { numRuns: 8 },
    );
  });
});
