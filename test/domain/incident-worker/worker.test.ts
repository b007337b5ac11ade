import { incidentGroup, incidentIdOfRequest } from '../../../src/domain/incidents/ids.ts';
import type { IncidentAction, IncidentActionMessage } from '../../../src/domain/incidents/model.ts';
import { incidentPk } from '../../../src/platform/keys.ts';
import type { Queue } from '../../../src/platform/queue.ts';
import type { Item, Table } from '../../../src/platform/table.ts';
import { useTable } from '../../support/table.ts';
import { aWorld, batchOf } from './harness.ts';

const table = useTable();

class Died extends Error {}

/** A process that dies right after its n-th write or message sent; then nothing of it works any more. */
function mortal(of: Table, queues: { alerts: Queue; stakeholders: Queue }, dieAfter: number) {
  let done = 0;
  const alive = () => {
    if (done >= dieAfter) throw new Died();
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
    lived: () => done < dieAfter,
  };
}

let accounts = 0;

/** An account whose incident has been opened and whose stakeholder is Jane; gives what acts on it. */
async function aStory() {
  const world = await aWorld(table(), `worker-${++accounts}`);
  await world.call('PATCH', `/v1/services/${world.serviceId}/audience-templates`, {
    stakeholder: { individuals: [world.userId] },
  });
  const { accountId, serviceId } = world;
  const incidentId = incidentIdOfRequest(accountId, 'create');
  const message = (requestId: string, action: IncidentAction, at = 0): IncidentActionMessage => ({
    kind: 'action',
    accountId,
    requestId,
    receivedAt: world.clock() + at,
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
    responders: [{ type: 'user', id: world.userId }],
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
      alerts: world.alerts.bodies(),
      stakeholders: world.stakeholders.bodies(),
    });
    return JSON.parse(
      text
        .replaceAll(accountId, 'account')
        .replaceAll(world.teamId, 'team')
        .replaceAll(world.userId, 'user')
        .replaceAll(serviceId, 'service'),
    );
  };
  return { ...world, incidentId, message, create, everything };
}

type Story = Awaited<ReturnType<typeof aStory>>;

const run = async (story: Story, messages: readonly IncidentActionMessage[]) => {
  for (const message of messages) {
    const event = batchOf([message], incidentGroup(story.accountId, story.incidentId));
    expect((await story.worker()(event)).batchItemFailures).toEqual([]);
  }
};

const STORIES: readonly (readonly [string, readonly IncidentAction[], IncidentAction])[] = [
  ['Resolve', [], { type: 'Resolve' }],
  ['Close', [{ type: 'Resolve' }], { type: 'Close' }],
  ['Reopen', [{ type: 'Close' }], { type: 'Reopen' }],
  ['AddNote', [], { type: 'AddNote' }],
  ['UpdatePriority', [], { type: 'UpdatePriority', priority: 'P3' }],
  ['Delete', [], { type: 'Delete' }],
];

/** Ids differ from account to account; what derives from them does, too. Counts and kinds tell the same story. */
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

test('opening: a worker that dies after any of its writes is made good by the next delivery', async () => {
  const calm = await aStory();
  await run(calm, [calm.create]);
  const expected = outline(await calm.everything());
  expect(expected.alerts).toEqual(['Create', 'Create']);
  expect(expected.stakeholders).toEqual(['created']);

  for (let writes = 1; ; writes++) {
    const story = await aStory();
    const process = mortal(
      table(),
      { alerts: story.alerts.queue, stakeholders: story.stakeholders.queue },
      writes,
    );
    const group = incidentGroup(story.accountId, story.incidentId);
    await story.worker(process.table, process.queues)(batchOf([story.create], group));
    await story.worker()(batchOf([story.create], group, 2));
    expect(outline(await story.everything())).toEqual(expected);
    if (process.lived()) break;
    expect(writes).toBeLessThan(30);
  }
});

test.each(STORIES)('%s: the same after a death at any point', async (_name, before, action) => {
  const calm = await aStory();
  const prelude = (story: Story) => [
    story.create,
    ...before.map((each, i) => story.message(`before-${i}`, each, 1_000 + i)),
  ];
  const last = (story: Story) => story.message('last', action, 5_000);
  await run(calm, [...prelude(calm), last(calm)]);
  const expected = outline(await calm.everything());

  for (let writes = 1; ; writes++) {
    const story = await aStory();
    await run(story, prelude(story));
    const process = mortal(
      table(),
      { alerts: story.alerts.queue, stakeholders: story.stakeholders.queue },
      writes,
    );
    const group = incidentGroup(story.accountId, story.incidentId);
    const { batchItemFailures } = await story.worker(
      process.table,
      process.queues,
    )(batchOf([last(story)], group));
    expect(batchItemFailures).toHaveLength(process.lived() ? 0 : 1);
    await story.worker()(batchOf([last(story)], group, 2));
    expect(outline(await story.everything())).toEqual(expected);
    const status = await story.call('GET', '/v1/incidents/requests/last');
    expect(status.body.data).toMatchObject({ success: true, incidentId: story.incidentId });
    if (process.lived()) break;
    expect(writes).toBeLessThan(30);
  }
});

test('a message that comes twice is applied once', async () => {
  const story = await aStory();
  const resolve = story.message('resolve', { type: 'Resolve' }, 1_000);
  await run(story, [story.create, resolve]);
  const once = await story.everything();
  const group = incidentGroup(story.accountId, story.incidentId);
  await story.worker()(batchOf([story.create, resolve], group, 2));
  expect(await story.everything()).toEqual(once);
});

test('an old message out of the dead-letter queue does not undo what came after it', async () => {
  const story = await aStory();
  const resolve = story.message('resolve', { type: 'Resolve' }, 1_000);
  await run(story, [story.create, resolve, story.message('reopen', { type: 'Reopen' }, 2_000)]);
  const alerts = story.alerts.bodies().length;
  await story.worker()(batchOf([resolve], 'group', 3));
  expect(story.alerts.bodies()).toHaveLength(alerts);
  expect((await story.incident(story.incidentId)).status).toBe('open');
});

test('what a deleted incident is created from again does not bring it back', async () => {
  const story = await aStory();
  await run(story, [story.create, story.message('delete', { type: 'Delete' }, 1_000)]);
  await story.worker()(batchOf([story.create], 'group', 2));
  expect((await story.call('GET', `/v1/incidents/${story.incidentId}`)).status).toBe(404);
});

test('a service that has gone meanwhile is told by the status of the request', async () => {
  const story = await aStory();
  await story.call('DELETE', `/v1/services/${story.serviceId}`);
  await run(story, [story.create]);
  expect((await story.call('GET', '/v1/incidents/requests/create')).body.data).toMatchObject({
    success: false,
    status: 'Service does not exist',
  });
});

test('what is no message goes back, and what stands behind it in the group with it', async () => {
  const story = await aStory();
  const event = batchOf([{ kind: 'nonsense' }, story.create]);
  expect((await story.worker()(event)).batchItemFailures).toHaveLength(2);
});
