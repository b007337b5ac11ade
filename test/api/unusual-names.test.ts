import type { SQSEvent } from 'aws-lambda';
import * as fc from 'fast-check';
import { type Call, configurationApi, createdId } from '../../simulator/configuration-api.ts';
import { putAccount } from '../../src/domain/accounts/store.ts';
import { createAlertWorker } from '../../src/domain/alert-worker/worker.ts';
import { createResponderFinder } from '../../src/domain/alerts/responders.ts';
import { createTeamStore } from '../../src/domain/teams/store.ts';
import { createDirectory } from '../../src/handlers/directory.ts';
import { newId } from '../../src/platform/ids.ts';
import { aTeam } from '../support/builders.ts';
import { useTable } from '../support/table.ts';
import { aService, NOW } from './alerts/harness.ts';

/** Clients choose the names of details and properties. Every name comes back, also one that JavaScript objects inherit. */

const table = useTable();

const UNUSUAL = [
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'toJSON',
  'then',
  '%',
  '%N',
];

const name = fc.oneof(
  fc.constantFrom(...UNUSUAL),
  fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
);
const texts: fc.Arbitrary<Record<string, string>> = fc
  .array(fc.tuple(name, fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((entries) => Object.fromEntries(entries));

/** All of the unusual names at once come first; then random ones. */
const sample = {
  numRuns: 25,
  examples: [[Object.fromEntries(UNUSUAL.map((each) => [each, `value of ${each}`]))]],
};

/** Compares as JSON, because matchers do not see an own member `__proto__`. */
const sorted = (map: object) => JSON.stringify(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));

let accountId: string;
let call: Call;

beforeAll(async () => {
  accountId = newId();
  await putAccount(table(), { id: accountId, name: 'Demo' });
  call = configurationApi(table(), { accountId });
});

test('details of an alert come back with every name, at creation and when added', async () => {
  const { call: alerts, get, sent } = aService(table(), { accountId });
  const worker = createAlertWorker({
    table: table(),
    executions: { start: async () => {}, stop: async () => {} },
    directory: createResponderFinder(createDirectory(table())),
    clock: () => NOW,
  });
  const work = () =>
    worker({
      Records: sent.splice(0).map(({ message, group, deduplicationId }, i) => ({
        messageId: String(i),
        body: JSON.stringify(message),
        attributes: {
          MessageGroupId: group,
          MessageDeduplicationId: deduplicationId,
          ApproximateReceiveCount: '1',
        },
      })),
    } as unknown as SQSEvent);
  await fc.assert(
    fc.asyncProperty(texts, async (details) => {
      const created = await alerts('POST', '/v2/alerts', { message: 'm', details });
      expect(created.status).toBe(202);
      expect(await work()).toEqual({ batchItemFailures: [] });
      const { json: request } = await get(`/v2/alerts/requests/${created.json.requestId}`);
      const path = `/v2/alerts/${request.data.alertId}`;
      expect(sorted((await get(path)).json.data.details)).toBe(sorted(details));

      const added = { ...Object.fromEntries(Object.keys(details).map((key) => [key, 'changed'])) };
      expect((await alerts('POST', `${path}/details`, { details: added })).status).toBe(202);
      expect(await work()).toEqual({ batchItemFailures: [] });
      expect(sorted((await get(path)).json.data.details)).toBe(sorted(added));
    }),
    sample,
  );
});

test('details of a user come back with every name', async () => {
  await fc.assert(
    fc.asyncProperty(texts, async (details) => {
      const username = `${newId()}@example.com`;
      const id = await createdId(call, '/v2/users', {
        username,
        fullName: 'x',
        role: { name: 'User' },
        details,
      });
      const { body } = await call('GET', `/v2/users/${id}`);
      const lists = Object.fromEntries(Object.entries(details).map(([key, value]) => [key, [value]]));
      expect(sorted(body.data.details)).toBe(sorted(lists));
    }),
    sample,
  );
});

test('details of an alert policy come back with every name', async () => {
  await fc.assert(
    fc.asyncProperty(texts, async (details) => {
      const policy = { type: 'alert', name: 'p', message: '{{message}}', details };
      const id = await createdId(call, '/v2/policies', policy);
      expect(sorted((await call('GET', `/v2/policies/${id}`)).body.data.details)).toBe(sorted(details));
      await call('DELETE', `/v2/policies/${id}`);
    }),
    sample,
  );
});

test('extra properties of an integration come back with every name', async () => {
  await fc.assert(
    fc.asyncProperty(texts, async (extraProperties) => {
      const integration = { type: 'API', name: newId(), extraProperties };
      const id = await createdId(call, '/v2/integrations', integration);
      const { body } = await call('GET', `/v2/integrations/${id}`);
      expect(sorted(body.data.extraProperties)).toBe(sorted(extraProperties));
    }),
    sample,
  );
});

test('details of incident templates and incident rules come back with every name', async () => {
  const team = aTeam({ name: newId() });
  await createTeamStore(table()).create(accountId, team);
  const serviceId = await createdId(call, '/v1/services', { name: newId(), teamId: team.id });
  await fc.assert(
    fc.asyncProperty(texts, async (details) => {
      const trimmed = Object.fromEntries(Object.entries(details));
      const properties = {
        message: 'm',
        priority: 'P1',
        details: trimmed,
        stakeholderProperties: { message: 's' },
      };
      const template = await call('POST', '/v1/incident-templates', { name: newId(), ...properties });
      expect(template.status).toBe(201);
      const read = await call('GET', `/v1/incident-templates/${template.body.data.id}`);
      expect(sorted(read.body.data.details)).toBe(sorted(trimmed));

      const rules = `/v1/services/${serviceId}/incident-rules`;
      const rule = await call('POST', rules, {
        conditionMatchType: 'match-all',
        incidentProperties: properties,
      });
      expect(rule.status).toBe(201);
      const listed = (await call('GET', rules)).body.data[0];
      expect(sorted(listed.incidentProperties.details)).toBe(sorted(trimmed));
      await call('DELETE', `${rules}/${rule.body.data.id}`);
      await call('DELETE', `/v1/incident-templates/${template.body.data.id}`);
    }),
    sample,
  );
});
