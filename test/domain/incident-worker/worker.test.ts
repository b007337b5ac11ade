import { createIncidentWorker } from '../../../src/domain/incident-worker/worker.ts';
import { incidentMessageGroup, toIncidentId } from '../../../src/domain/incidents/ids.ts';
import type { IncidentAction, IncidentActionMessage } from '../../../src/domain/incidents/model.ts';
import { createDirectory } from '../../../src/handlers/directory.ts';
import type { FailedMessages } from '../../../src/platform/failed-messages.ts';
import { incidentPk } from '../../../src/platform/keys.ts';
import type { Queue } from '../../../src/platform/queue.ts';
import type { Item, Table } from '../../../src/platform/table.ts';
import { useMemoryTable, useTable } from '../../support/table.ts';
import { batchOf, createHarness } from './harness.ts';

const wire = useTable();
const memory = useMemoryTable();

/** Crashes at every point are tried in memory; one sequence also over the wire. */
let table = memory;

class Crashed extends Error {}

/** A process that crashes right after its n-th write or message; every later call throws. */
function crashingAfter(of: Table, queues: { alerts: Queue; stakeholders: Queue }, crashAfter: number) {
  let done = 0;
  const alive = () => {
    if (done >= crashAfter) throw new Crashed();
  };
  const dying =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>, counts = true) =>
    async (...args: A): Promise<R> => {
      alive();
      const result = await call(...args);
      if (counts) {
        done++;
        alive();
      }
      return result;
    };
  const wrapped = Object.fromEntries(
    Object.entries(of).map(([name, call]) => [
      name,
      dying(call as () => Promise<unknown>, ['put', 'update', 'delete', 'batchPut'].includes(name)),
    ]),
  ) as unknown as Table;
  return {
    table: wrapped,
    queues: {
      alerts: { send: dying(queues.alerts.send) },
      stakeholders: { send: dying(queues.stakeholders.send) },
    },
    completed: () => done < crashAfter,
  };
}

let accounts = 0;

/** An account with an open incident and the stakeholder Jane; returns functions that act on it. */
async function aScenario() {
  const harness = await createHarness(table(), `worker-${++accounts}`);
  await harness.call('PATCH', `/v1/services/${harness.serviceId}/audience-templates`, {
    stakeholder: { individuals: [harness.userId] },
  });
  const { accountId, serviceId } = harness;
  const incidentId = toIncidentId(accountId, 'create');
  const message = (requestId: string, action: IncidentAction, at = 0): IncidentActionMessage => ({
    kind: 'action',
    accountId,
    requestId,
    receivedAt: harness.clock() + at,
    target: { type: 'id', value: incidentId },
    action,
    note: `note of ${requestId}`,
    integration: { id: 'integration', name: 'Demo', type: 'API' },
  });
  const create = message('create', {
    type: 'Create',
    message: 'Shop is down',
    description: '',
    serviceId,
    impactedServices: [],
    responders: [{ type: 'user', id: harness.userId }],
    tags: [],
    details: {},
    priority: 'P1',
    stakeholders: { notify: true, message: '', description: '' },
    associatedAlertIds: [],
  });
  const everything = async () => {
    const { items } = await table().query({ pk: incidentPk(accountId, incidentId) });
    const text = JSON.stringify({
      items: items.map(({ tinyId: _, ...item }: Item) => item),
      alerts: harness.alerts.bodies(),
      stakeholders: harness.stakeholders.bodies(),
    });
    return JSON.parse(
      text
        .replaceAll(accountId, 'account')
        .replaceAll(harness.teamId, 'team')
        .replaceAll(harness.userId, 'user')
        .replaceAll(serviceId, 'service'),
    );
  };
  return { ...harness, incidentId, message, create, everything };
}

type Scenario = Awaited<ReturnType<typeof aScenario>>;

const run = async (scenario: Scenario, messages: readonly IncidentActionMessage[]) => {
  for (const message of messages) {
    const event = batchOf([message], incidentMessageGroup(scenario.accountId, scenario.incidentId));
    expect((await scenario.worker()(event)).batchItemFailures).toEqual([]);
  }
};

const SCENARIOS: readonly (readonly [string, readonly IncidentAction[], IncidentAction])[] = [
  ['Resolve', [], { type: 'Resolve' }],
  ['Close', [{ type: 'Resolve' }], { type: 'Close' }],
  ['Reopen', [{ type: 'Resolve' }], { type: 'Reopen' }],
  ['AddNote', [], { type: 'AddNote' }],
  ['UpdatePriority', [], { type: 'UpdatePriority', priority: 'P3' }],
  ['Delete', [], { type: 'Delete' }],
];

/** Ids differ from account to account; what derives from them does, too. Counts and kinds are the same for the same scenario. */
const outline = (state: {
  items: Item[];
  alerts: { action: { type: string } }[];
  stakeholders: { event: string }[];
}) => ({
  items: state.items.map(({ sk, status, version, log, note, appliedRequests }) => ({
    sk: String(sk).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id'),
    status,
    version,
    log,
    note,
    appliedRequests,
  })),
  alerts: state.alerts.map(({ action }) => action.type).toSorted(),
  stakeholders: state.stakeholders.map(({ event }) => event).toSorted(),
});

describe.each([
  ['over the wire', wire],
  ['in memory', memory],
])('%s', (_, tableOfTest) => {
  beforeAll(() => {
    table = tableOfTest;
  });
  afterAll(() => {
    table = memory;
  });

  test('the next delivery completes a create whose worker crashed after any of its writes', async () => {
    const undisturbed = await aScenario();
    await run(undisturbed, [undisturbed.create]);
    const expected = outline(await undisturbed.everything());
    expect(expected.alerts).toEqual(['Create', 'Create']);
    expect(expected.stakeholders).toEqual(['created']);

    for (let writes = 1; ; writes++) {
      const scenario = await aScenario();
      const process = crashingAfter(
        table(),
        { alerts: scenario.alerts.queue, stakeholders: scenario.stakeholders.queue },
        writes,
      );
      const group = incidentMessageGroup(scenario.accountId, scenario.incidentId);
      await scenario.worker(process.table, process.queues)(batchOf([scenario.create], group));
      await scenario.worker()(batchOf([scenario.create], group, 2));
      expect(outline(await scenario.everything())).toEqual(expected);
      if (process.completed()) break;
      expect(writes).toBeLessThan(30);
    }
  });
});

test.each(SCENARIOS)('%s ends the same after a crash at any point', async (_name, before, action) => {
  const undisturbed = await aScenario();
  const prelude = (scenario: Scenario) => [
    scenario.create,
    ...before.map((each, i) => scenario.message(`before-${i}`, each, 1_000 + i)),
  ];
  const last = (scenario: Scenario) => scenario.message('last', action, 5_000);
  await run(undisturbed, [...prelude(undisturbed), last(undisturbed)]);
  const expected = outline(await undisturbed.everything());

  for (let writes = 1; ; writes++) {
    const scenario = await aScenario();
    await run(scenario, prelude(scenario));
    const process = crashingAfter(
      table(),
      { alerts: scenario.alerts.queue, stakeholders: scenario.stakeholders.queue },
      writes,
    );
    const group = incidentMessageGroup(scenario.accountId, scenario.incidentId);
    const { batchItemFailures } = await scenario.worker(
      process.table,
      process.queues,
    )(batchOf([last(scenario)], group));
    expect(batchItemFailures).toHaveLength(process.completed() ? 0 : 1);
    await scenario.worker()(batchOf([last(scenario)], group, 2));
    expect(outline(await scenario.everything())).toEqual(expected);
    const status = await scenario.call('GET', '/v1/incidents/requests/last');
    expect(status.body.data).toMatchObject({ success: true, incidentId: scenario.incidentId });
    if (process.completed()) break;
    expect(writes).toBeLessThan(30);
  }
});

test('a redelivered message is applied once', async () => {
  const scenario = await aScenario();
  const resolve = scenario.message('resolve', { type: 'Resolve' }, 1_000);
  await run(scenario, [scenario.create, resolve]);
  const once = await scenario.everything();
  const group = incidentMessageGroup(scenario.accountId, scenario.incidentId);
  await scenario.worker()(batchOf([scenario.create, resolve], group, 2));
  expect(await scenario.everything()).toEqual(once);
});

test('an old message from the dead-letter queue does not undo later actions', async () => {
  const scenario = await aScenario();
  const resolve = scenario.message('resolve', { type: 'Resolve' }, 1_000);
  await run(scenario, [scenario.create, resolve, scenario.message('reopen', { type: 'Reopen' }, 2_000)]);
  const alerts = scenario.alerts.bodies().length;
  await scenario.worker()(batchOf([resolve], 'group', 3));
  expect(scenario.alerts.bodies()).toHaveLength(alerts);
  expect((await scenario.incident(scenario.incidentId)).status).toBe('open');
});

test.each([
  ['many later actions', 'open'],
  ['its deletion', undefined],
])('an action that was applied and has no status is not applied again after %s', async (what, status) => {
  const scenario = await aScenario();
  const resolve = scenario.message('resolve', { type: 'Resolve' }, 1_000);
  const dying: Table = {
    ...table(),
    put: async (item, condition) => {
      if (item.sk === 'REQUEST') throw new Error('The function dies.');
      return table().put(item, condition);
    },
  };
  const group = incidentMessageGroup(scenario.accountId, scenario.incidentId);
  await run(scenario, [scenario.create]);
  const { batchItemFailures } = await scenario.worker(dying)(batchOf([resolve], group));
  expect(batchItemFailures).toHaveLength(1);
  await run(scenario, [scenario.message('reopen', { type: 'Reopen' }, 2_000)]);
  const later: readonly IncidentAction[] =
    what === 'its deletion' ? [{ type: 'Delete' }] : Array.from({ length: 25 }, () => ({ type: 'AddNote' }));
  await run(
    scenario,
    later.map((action, i) => scenario.message(`later-${i}`, action, 3_000 + i)),
  );

  await scenario.worker()(batchOf([resolve], group, 2));

  const request = await scenario.call('GET', '/v1/incidents/requests/resolve');
  expect(request.body.data).toMatchObject({ success: true, incidentId: scenario.incidentId });
  expect((await scenario.incident(scenario.incidentId))?.status).toBe(status);
});

test('redelivering the create of a deleted incident does not bring it back', async () => {
  const scenario = await aScenario();
  await run(scenario, [scenario.create, scenario.message('delete', { type: 'Delete' }, 1_000)]);
  await scenario.worker()(batchOf([scenario.create], 'group', 2));
  expect((await scenario.call('GET', `/v1/incidents/${scenario.incidentId}`)).status).toBe(404);
});

test('the request status reports a service that was deleted in the meantime', async () => {
  const scenario = await aScenario();
  await scenario.call('DELETE', `/v1/services/${scenario.serviceId}`);
  await run(scenario, [scenario.create]);
  expect((await scenario.call('GET', '/v1/incidents/requests/create')).body.data).toMatchObject({
    success: false,
    status: 'Service does not exist',
  });
});

test('an invalid message is returned to the queue with the messages behind it in its group', async () => {
  const scenario = await aScenario();
  const event = batchOf([{ kind: 'nonsense' }, scenario.create]);
  expect((await scenario.worker()(event)).batchItemFailures).toHaveLength(2);
});

test('a message that fails twice goes to the dead-letter queue, its request status says so, and its group continues', async () => {
  const scenario = await aScenario();
  const dead = new Map<string, string>();
  const retried: string[] = [];
  const failedMessages: FailedMessages = {
    retrySoon: async (records) => void retried.push(...records.map(({ messageId }) => messageId)),
    deadLetter: async ({ messageId }, reason) => void dead.set(messageId, reason),
  };
  const worker = createIncidentWorker({
    table: table(),
    directory: createDirectory(table()),
    alertActions: scenario.alerts.queue,
    stakeholderNotifications: scenario.stakeholders.queue,
    clock: scenario.clock,
    failedMessages,
  });
  const poison = { ...scenario.message('poison', { type: 'Resolve' }, 0), target: undefined };
  const bodies = [poison, scenario.create];
  expect((await worker(batchOf(bodies))).batchItemFailures).toHaveLength(2);
  expect(retried).toEqual(['message-0', 'message-1']);
  expect(await worker(batchOf(bodies, 'group', 2))).toEqual({ batchItemFailures: [] });
  expect([...dead]).toEqual([['message-0', expect.stringMatching(/^ZodError/)]]);
  expect((await scenario.call('GET', '/v1/incidents/requests/poison')).body.data).toMatchObject({
    success: false,
    status: 'The request could not be applied; it is in the dead-letter queue',
  });
  expect((await scenario.call('GET', '/v1/incidents/requests/create')).body.data).toMatchObject({
    success: true,
  });
  const redriven = scenario.message('poison', { type: 'Resolve' }, 0);
  await worker(batchOf([redriven], 'group', 1));
  expect((await scenario.call('GET', '/v1/incidents/requests/poison')).body.data).toMatchObject({
    success: true,
  });
});
