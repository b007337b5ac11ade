import type { SQSEvent } from 'aws-lambda';
import * as fc from 'fast-check';
import { type Call, configurationApi, createdId } from '../../simulator/configuration-api.ts';
import { putAccount } from '../../src/domain/accounts/store.ts';
import { createAlertWorker } from '../../src/domain/alert-worker/worker.ts';
import { createResponderFinder } from '../../src/domain/alerts/responders.ts';
import { createTeamStore } from '../../src/domain/teams/store.ts';
import { createDirectory } from '../../src/handlers/directory.ts';
import { newId } from '../../src/platform/ids.ts';
import { createHarness } from '../domain/incident-worker/harness.ts';
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

/** Also the empty name, which details of alerts and incidents may have. */
const sampleWithEmpty = {
  ...sample,
  examples: [[Object.fromEntries([...UNUSUAL, ''].map((each) => [each, `value of ${each}`]))]],
};

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
    sampleWithEmpty,
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

test('details of an incident come back with every name, at creation and when added, and can be removed by it', async () => {
  const { open, act, incident } = await createHarness(table(), newId());
  await fc.assert(
    fc.asyncProperty(texts, async (details) => {
      const id = await open({ details });
      expect(sorted((await incident(id)).extraProperties)).toBe(sorted(details));

      const added = Object.fromEntries(Object.keys(details).map((key) => [key, 'changed']));
      expect(await act('POST', `/v1/incidents/${id}/details`, { details: added })).toMatchObject({
        success: true,
      });
      expect(sorted((await incident(id)).extraProperties)).toBe(sorted(added));

      const [first = '', ...rest] = Object.keys(details);
      // Keys are separated by commas, and blanks around them do not count.
      fc.pre(!first.includes(',') && first.trim() === first && first !== '');
      await act('DELETE', `/v1/incidents/${id}/details?keys=${encodeURIComponent(first)}`);
      const left = Object.fromEntries(rest.map((key) => [key, 'changed']));
      expect(sorted((await incident(id)).extraProperties)).toBe(sorted(left));
    }),
    { ...sampleWithEmpty, numRuns: 15 },
  );
});

test('the documents of a postmortem come back with every name, at every depth', async () => {
  const { call: api, open } = await createHarness(table(), newId());
  const incidentId = await open();
  const created = await api('POST', '/v2/postmortem', { incidentId, title: 't' });
  const path = `/v2/postmortem/${created.body.data.id}`;
  const document = fc.tuple(texts, texts).map(([outer, inner]) => ({ ...outer, inner, list: [inner] }));
  const unusual = Object.fromEntries([...UNUSUAL, ''].map((each) => [each, 'value']));
  await fc.assert(
    fc.asyncProperty(document, async (content) => {
      expect((await api('PATCH', path, { content, executiveSummary: content })).status).toBe(200);
      const read = (await api('GET', path)).body.data;
      expect(JSON.stringify(read.content)).toBe(JSON.stringify(content));
      expect(JSON.stringify(read.executiveSummary)).toBe(JSON.stringify(content));
    }),
    { numRuns: 15, examples: [[{ ...unusual, inner: unusual, list: [unusual] }]] },
  );
});

test.each([...UNUSUAL, '日本'])('a deployment is found by the external id "%s"', async (externalId) => {
  const request = await call('POST', '/v2/deployments', {
    state: 'started',
    externalId,
    message: externalId,
    environment: { type: 'Production', id: externalId },
    releases: [
      {
        repository: { workspace: { identifier: externalId }, repoSlug: externalId },
        commit: { sha: externalId },
      },
    ],
  });
  expect(request.status).toBe(202);
  const path = `/v2/deployments/${encodeURIComponent(externalId)}?identifierType=api`;
  const { status, body } = await call('GET', path);
  expect([status, body.data?.externalId, body.data?.environment.id]).toEqual([200, externalId, externalId]);
});

test('extra properties of the actions of an integration come back with every name', async () => {
  const id = await createdId(call, '/v2/integrations', { type: 'API', name: newId() });
  const path = `/v2/integrations/${id}/actions`;
  await fc.assert(
    fc.asyncProperty(texts, async (extraProperties) => {
      const create = { name: 'c', order: 1, extraProperties };
      expect((await call('PUT', path, { create: [create] })).status).toBe(200);
      const { create: shown } = (await call('GET', path)).body.data;
      expect(sorted(shown[0].extraProperties)).toBe(sorted(extraProperties));
    }),
    sample,
  );
  const empty = await call('PUT', path, { create: [{ name: 'c', order: 1, extraProperties: { '': 'v' } }] });
  expect(empty.status).toBe(422);
});
