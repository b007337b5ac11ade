import { createdId } from '../../../simulator/configuration-api.ts';
import { createAlertWorker } from '../../../src/domain/alert-worker/worker.ts';
import type { AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import { alertIdOfRequest } from '../../../src/domain/alerts/ids.ts';
import type { Alert } from '../../../src/domain/alerts/model.ts';
import { createResponderFinder as alertDirectoryOf } from '../../../src/domain/alerts/responders.ts';
import { toAlertItem } from '../../../src/domain/alerts/store/alert-item.ts';
import { createIncidentWorker } from '../../../src/domain/incident-worker/worker.ts';
import type { RuleCheckMessage } from '../../../src/domain/incidents/model.ts';
import { createRuleCheckQueuer } from '../../../src/domain/incidents/rule-checks.ts';
import { createDirectory } from '../../../src/handlers/directory.ts';
import { incidentRulesMarkKey } from '../../../src/platform/keys.ts';
import { anAlert } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';
import { aQueue, batchOf, createHarness } from './harness.ts';

const table = useTable();

const RULE = {
  conditionMatchType: 'match-all-conditions',
  conditions: [{ field: 'message', operation: 'contains', expectedValue: 'database' }],
  incidentProperties: {
    message: 'Down: {{message}}',
    priority: 'P1',
    tags: ['auto'],
    stakeholderProperties: { enable: true, message: 'We are on it' },
  },
};

/** A service with one rule, and alerts that are put to it. */
async function aRuled(accountId: string) {
  const harness = await createHarness(table(), accountId);
  const rules = `/v1/services/${harness.serviceId}/incident-rules`;
  await createdId(harness.call, rules, RULE);
  return {
    ...harness,
    async raise(change: Partial<Alert> = {}, received = 1): Promise<Alert> {
      const alert = anAlert({
        accountId,
        message: 'The database is down',
        responders: [{ type: 'team', id: harness.teamId }],
        ...change,
      });
      await table().put(toAlertItem(alert));
      const check: RuleCheckMessage = {
        kind: 'rules',
        accountId,
        alertId: alert.id,
        receivedAt: alert.createdAt,
      };
      const { batchItemFailures } = await harness.worker()(batchOf([check], 'rules', received));
      expect(batchItemFailures).toEqual([]);
      return alert;
    },
    incidents: async () => (await harness.call('GET', '/v1/incidents?sort=createdAt&order=asc')).body.data,
  };
}

test('the marker of incident rules is stored before the first rule', async () => {
  await aRuled('marked');
  expect(await table().get(incidentRulesMarkKey('marked'))).toBeDefined();
  expect(await table().get(incidentRulesMarkKey('unmarked'))).toBeUndefined();
});

test('a matching alert opens an incident with the properties of the rule and pages its responders', async () => {
  const { raise, incidents, alerts, teamId, serviceId, call } = await aRuled('opens');
  const alert = await raise();
  const [incident, ...more] = await incidents();
  expect(more).toEqual([]);
  expect(incident).toMatchObject({
    message: 'Down: The database is down',
    priority: 'P1',
    tags: ['auto'],
    status: 'open',
    serviceId,
    ownerTeam: teamId,
    source: 'Incident rule',
  });
  expect((await call('GET', `/v1/incidents/${incident.id}/associated-alert-ids`)).body.data).toEqual([
    alert.id,
  ]);
  expect(alerts.bodies()).toMatchObject([
    { action: { type: 'Create', message: 'Down: The database is down' } },
  ]);
});

test('further alerts are associated with the open incident once each; after it is closed, a new one opens', async () => {
  const { raise, incidents, alerts, call, act } = await aRuled('joins');
  const first = await raise();
  const second = await raise();
  await raise(second, 2);
  const [incident, ...more] = await incidents();
  expect(more).toEqual([]);
  const associated = `/v1/incidents/${incident.id}/associated-alert-ids`;
  expect((await call('GET', associated)).body.data).toEqual([first.id, second.id]);
  expect(alerts.bodies()).toHaveLength(1);

  await act('POST', `/v1/incidents/${incident.id}/resolve`);
  const third = await raise({ createdAt: first.createdAt + 60_000 });
  const [, next] = await incidents();
  expect((await call('GET', `/v1/incidents/${next.id}/associated-alert-ids`)).body.data).toEqual([third.id]);
});

test('a redelivered check opens no second incident, even if the first was closed in between', async () => {
  const { raise, incidents, act } = await aRuled('twice');
  const alert = await raise();
  const [incident] = await incidents();
  await raise(alert, 2);
  await act('POST', `/v1/incidents/${incident.id}/close`);
  await raise(alert, 3);
  expect(await incidents()).toHaveLength(1);
});

test.each<readonly [string, Partial<Alert>]>([
  ['another message', { message: 'The disk is full' }],
  ['another team', { responders: [{ type: 'team', id: 'others' }] }],
  ['an alert of an incident', { integration: { id: 'i', name: 'Incidents', type: 'Incident' } }],
])('%s opens no incident', async (name, change) => {
  const { raise, incidents } = await aRuled(`none-${name}`);
  await raise(change);
  expect(await incidents()).toEqual([]);
});

test('a deleted alert opens no incident', async () => {
  const { worker, accountId, incidents } = await aRuled('no-alert');
  const check = { kind: 'rules', accountId, alertId: 'gone', receivedAt: 0 };
  expect(await worker()(batchOf([check]))).toEqual({ batchItemFailures: [] });
  expect(await incidents()).toEqual([]);
});

describe('the alert worker queues a check of the incident rules', () => {
  async function worked(accountId: string, { responders = true, integration = 'API' } = {}) {
    const harness = await createHarness(table(), accountId);
    const checks = aQueue<RuleCheckMessage>();
    const worker = () =>
      createAlertWorker({
        table: table(),
        executions: { start: async () => {}, stop: async () => {} },
        directory: alertDirectoryOf(createDirectory(table())),
        onCreated: createRuleCheckQueuer({
          table: table(),
          incidentActions: checks.queue,
          clock: harness.clock,
        }),
        clock: harness.clock,
      });
    const message = (requestId: string): AlertActionMessage => ({
      accountId,
      requestId,
      receivedAt: harness.clock(),
      target: { type: 'alias', value: 'db' },
      action: {
        type: 'Create',
        message: 'The database is down',
        alias: 'db',
        description: '',
        responders: responders ? [{ type: 'team', id: harness.teamId }] : [],
        visibleTo: [],
        actions: [],
        tags: [],
        details: {},
        entity: '',
        priority: 'P1',
      },
      user: '',
      source: '',
      note: '',
      integration: { id: 'i', name: 'Demo', type: integration },
    });
    return {
      ...harness,
      checks,
      rule: () => createdId(harness.call, `/v1/services/${harness.serviceId}/incident-rules`, RULE),
      async create(requestId: string, received = 1) {
        expect(await worker()(batchOf([message(requestId)], 'db', received))).toEqual({
          batchItemFailures: [],
        });
      },
    };
  }

  test('for a new alert but not for duplicates, and the check opens an incident', async () => {
    const { rule, create, checks, worker, call, accountId } = await worked('hook');
    await rule();
    await create('first');
    await create('first', 2);
    await create('second');
    const alertId = alertIdOfRequest(accountId, 'first');
    expect(checks.bodies()).toEqual([expect.objectContaining({ kind: 'rules', accountId, alertId })]);
    await worker()(batchOf(checks.bodies()));
    const incidents = (await call('GET', '/v1/incidents')).body.data;
    expect(incidents).toMatchObject([{ message: 'Down: The database is down', status: 'open' }]);
  });

  test('and remembers for ten seconds that there are no rules, but for ever that there are', async () => {
    let now = 0;
    let reads = 0;
    const checks = aQueue<RuleCheckMessage>();
    const queueCheck = createRuleCheckQueuer({
      table: {
        ...table(),
        get: (key) => {
          reads++;
          return table().get(key);
        },
      },
      incidentActions: checks.queue,
      clock: () => now,
    });
    const alert = anAlert({ accountId: 'remembers', responders: [{ type: 'team', id: 'ops' }] });
    await queueCheck(alert);
    await table().put({ ...incidentRulesMarkKey('remembers') });
    now = 9_999;
    await queueCheck(alert);
    expect({ reads, queued: checks.bodies().length }).toEqual({ reads: 1, queued: 0 });
    now = 10_000;
    await queueCheck(alert);
    await queueCheck({ ...alert, id: 'another' });
    expect({ reads, queued: checks.bodies().length }).toEqual({ reads: 2, queued: 2 });
  });

  test.each([
    ['in an account without rules', 'hook-none', {}, false],
    ['of an alert that no team responds to', 'hook-no-team', { responders: false }, true],
    ['of an alert of an incident', 'hook-incident', { integration: 'Incident' }, true],
  ])('not %s', async (_name, accountId, change, ruled) => {
    const { rule, create, checks } = await worked(accountId, change);
    if (ruled) await rule();
    await create('first');
    expect(checks.bodies()).toEqual([]);
  });

  test('for an alert whose message is redelivered because the check could not be queued', async () => {
    const { rule, create, checks } = await worked('hook-fails');
    await rule();
    const { send } = checks.queue;
    let failures = 1;
    Object.assign(checks.queue, {
      send: async (...args: Parameters<typeof send>) => {
        if (failures-- > 0) throw new Error('The queue is away.');
        return send(...args);
      },
    });
    await create('first');
    expect(checks.bodies()).toHaveLength(1);
  });
});

describe('services are isolated from each other', () => {
  async function aTwoServiceWorld(accountId: string) {
    const world = await aRuled(accountId);
    const till = await createdId(world.call, '/v1/services', { name: 'Till', teamId: world.teamId });
    await createdId(world.call, `/v1/services/${till}/incident-rules`, RULE);
    return { ...world, till };
  }

  test('broken configuration of one service is logged and counted, and the other opens its incident', async () => {
    const world = await aTwoServiceWorld('broken-service');
    const directory = createDirectory(table());
    await directory.services.update('broken-service', world.serviceId, (service) => ({
      ...service,
      // Written by hand, or by a release with a bug.
      incidentRules: service.incidentRules.map((rule) => ({ ...rule, incidentProperties: null as never })),
    }));
    const counted: string[] = [];
    const alert = anAlert({
      accountId: 'broken-service',
      message: 'The database is down',
      responders: [{ type: 'team', id: world.teamId }],
    });
    await table().put(toAlertItem(alert));
    const worker = createIncidentWorker({
      table: table(),
      directory,
      alertActions: world.alerts.queue,
      stakeholderNotifications: world.stakeholders.queue,
      clock: world.clock,
      metrics: { record: (metric) => counted.push(metric) },
    });
    const check = {
      kind: 'rules',
      accountId: 'broken-service',
      alertId: alert.id,
      receivedAt: alert.createdAt,
    };
    expect(await worker(batchOf([check], 'rules'))).toEqual({ batchItemFailures: [] });
    expect(await world.incidents()).toMatchObject([{ impactedServices: [world.till] }]);
    expect(counted).toEqual(['ConfigurationFailures']);
  });

  test('a failed write for one service is retried after the other has opened its incident', async () => {
    const accountId = 'failing-service';
    const world = await aTwoServiceWorld(accountId);
    const alert = anAlert({
      accountId,
      message: 'The database is down',
      responders: [{ type: 'team', id: world.teamId }],
    });
    await table().put(toAlertItem(alert));
    let failures = 1;
    const failing = {
      ...table(),
      put: async (...given: Parameters<ReturnType<typeof table>['put']>) => {
        if (given[0].pk.includes('#RULE#') && failures-- > 0) throw new Error('The write failed.');
        return table().put(...given);
      },
    };
    const check = { kind: 'rules', accountId, alertId: alert.id, receivedAt: alert.createdAt };
    const first = await world.worker(failing)(batchOf([check], 'rules'));
    expect(first.batchItemFailures).toHaveLength(1);
    expect(await world.incidents()).toHaveLength(1);
    expect(await world.worker()(batchOf([check], 'rules', 2))).toEqual({ batchItemFailures: [] });
    const services = (await world.incidents()).flatMap(
      (incident: { impactedServices: string[] }) => incident.impactedServices,
    );
    expect(services.toSorted()).toEqual([world.serviceId, world.till].toSorted());
  });
});
