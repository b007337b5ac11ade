import { readFileSync } from 'node:fs';
import { createAlertWorker } from '../../../src/domain/alert-worker/worker.ts';
import { findAlert } from '../../../src/domain/alerts/queries.ts';
import type { Table } from '../../../src/platform/table.ts';
import { directory, recordingExecutions, toSqsEvent } from '../../domain/alert-worker/harness.ts';
import { useTable } from '../../support/table.ts';
import { aKey, inboundService, NOW } from './inbound-service.ts';

/** From a tool's payload to the alert and back, through the worker and over a real table. */

const table = useTable();

function createHarness(table: Table, accountId: string, change: Parameters<typeof aKey>[1] = {}) {
  const runs = recordingExecutions();
  const keyed = (type: string) => aKey(type, { accountId, ...change });
  const types = ['Prometheus', 'CloudWatch', 'Zabbix', 'PagerDutyCompatibility', 'API'];
  const service = inboundService({ keys: Object.fromEntries(types.map((type) => [type, keyed(type)])) });
  const work = createAlertWorker({ table, executions: runs.executions, directory, clock: () => NOW });
  return {
    ...runs,
    async event(path: string, body: unknown) {
      const { status } = await service.post(path, body);
      expect(status).toBe(202);
      const messages = service.sent.splice(0).map(({ message }) => message);
      expect((await work(toSqsEvent(messages))).batchItemFailures).toEqual([]);
    },
    alertOf: (alias: string) => findAlert(table, accountId, { type: 'alias', value: alias }),
    byId: (id: string) => findAlert(table, accountId, { type: 'id', value: id }),
  };
}

const sample = (tool: string, name: string) =>
  JSON.parse(readFileSync(`src/inbound/events/tools/${tool}/sample-${name}.json`, 'utf8'));

test.each([
  ['/v1/json/prometheus?apiKey=Prometheus', 'prometheus', 'firing', 'resolved'],
  ['/v1/json/cloudwatch?apiKey=CloudWatch', 'cloudwatch', 'alarm', 'ok'],
  ['/v1/json/zabbix?apiKey=Zabbix', 'zabbix', 'problem', 'ok'],
])(
  '%s: a firing event opens an alert, a repeated one is counted, and the end closes it',
  async (path, tool, fires, ends) => {
    const { event, alertOf, byId, started } = createHarness(table(), `trip-${tool}`, {
      alerts: { responders: [{ type: 'escalation', id: 'esc' }] },
    });
    const golden = JSON.parse(readFileSync(`src/inbound/events/tools/${tool}/golden.json`, 'utf8'));
    const { alias, message } = golden[`sample-${fires}.json`];
    await event(path, sample(tool, fires));
    const opened = await alertOf(alias);
    expect(opened).toMatchObject({ status: 'open', message, count: 1, responders: [{ id: 'esc' }] });
    expect(started).toHaveLength(1);
    await event(path, sample(tool, fires));
    expect(await alertOf(alias)).toMatchObject({ id: opened?.id, count: 2 });
    await event(path, sample(tool, ends));
    expect(await alertOf(alias)).toBeUndefined();
    expect(await byId(String(opened?.id))).toMatchObject({ status: 'closed' });
  },
);

test('PagerDuty: trigger, acknowledge, resolve', async () => {
  const { event, alertOf, byId } = createHarness(table(), 'trip-pagerduty');
  const say = (name: string) =>
    event('/v2/enqueue', { routing_key: 'PagerDutyCompatibility', ...sample('pagerduty', name) });
  await say('trigger');
  const opened = await alertOf('samplekeyhere');
  expect(opened).toMatchObject({ acknowledged: false, priority: 'P1' });
  await say('acknowledge');
  expect(await alertOf('samplekeyhere')).toMatchObject({ id: opened?.id, acknowledged: true });
  await say('resolve');
  expect(await byId(String(opened?.id))).toMatchObject({ status: 'closed' });
});

test('an integration that suppresses notifications sets responders and notifies nobody', async () => {
  const { event, alertOf, started } = createHarness(table(), 'trip-silent', {
    alerts: { suppressNotifications: true, responders: [{ type: 'escalation', id: 'esc' }] },
  });
  await event('/v1/json/api?apiKey=API', { message: 'Disk full', alias: 'disk' });
  expect(await alertOf('disk')).toMatchObject({
    responders: [{ type: 'escalation', id: 'esc' }],
    run: 0,
    flows: [],
  });
  expect(started).toEqual([]);
});
