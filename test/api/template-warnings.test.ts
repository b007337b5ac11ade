import { type Call, configurationApi, createdId } from '../../simulator/configuration-api.ts';
import { putAccount } from '../../src/domain/accounts/store.ts';
import { newId } from '../../src/platform/ids.ts';
import { useTable } from '../support/table.ts';

/** A placeholder that does not exist is accepted with a warning, wherever templates are taken. */

const table = useTable();
let call: Call;
let service: string;
let integration: string;
let policy: string;

const WRONG = '{{mesage}}';
const alertPolicy = { type: 'alert', name: 'Rename', message: WRONG };
const incidentRule = {
  type: 'match-all',
  incidentProperties: {
    message: WRONG,
    priority: 'P1',
    details: { host: '{{details.host}}' },
    stakeholderProperties: { message: '{{descripton}}' },
  },
};
const api = { name: 'Jobs', type: 'API', tags: [WRONG], customPriority: '{{prioirty}}' };

beforeAll(async () => {
  const accountId = newId();
  await putAccount(table(), { id: accountId, name: 'Acme' });
  call = configurationApi(table(), { accountId });
  const team = await createdId(call, '/v2/teams', { name: 'Data' });
  service = await createdId(call, '/v1/services', { name: 'Shop', teamId: team });
  integration = await createdId(call, '/v2/integrations', { name: 'Zabbix', type: 'Zabbix' });
  policy = await createdId(call, '/v2/policies', alertPolicy);
});

const MEANT = '{{mesage}}: there is no such placeholder; did you mean {{message}}?';
const IN_EVENT = 'did you mean {{message}}?';

test.each<[string, () => readonly [method: string, path: string, body: object], readonly string[]]>([
  ['a new policy', () => ['POST', '/v2/policies', { ...alertPolicy, name: 'New' }], [`message: ${MEANT}`]],
  [
    'a changed policy',
    () => ['PUT', `/v2/policies/${policy}`, { ...alertPolicy, tags: ['{{tag}}'] }],
    [`message: ${MEANT}`, 'tags[0]: {{tag}}: there is no such placeholder; did you mean {{tags}}?'],
  ],
  [
    'a policy of the old operations',
    () => ['POST', '/v1/policies', { type: 'modify', name: 'Old', details: { a: WRONG } }],
    [`details.a: ${MEANT}`],
  ],
  [
    'an incident rule',
    () => ['POST', `/v1/services/${service}/incident-rules`, incidentRule],
    [
      `incidentProperties.message: ${MEANT}`,
      'incidentProperties.stakeholderProperties.message: {{descripton}}: there is no such placeholder; did you mean {{description}}?',
    ],
  ],
  [
    'an integration',
    () => ['POST', '/v2/integrations', api],
    [
      expect.stringContaining(IN_EVENT),
      expect.stringContaining('customPriority: {{prioirty}}: did you mean'),
    ],
  ],
  [
    'an action of an integration',
    () => [
      'POST',
      `/v2/integrations/${integration}/actions`,
      { type: 'create', name: 'Open', message: '{{mesage}} of {{hostName}}' },
    ],
    [expect.stringMatching(/^message: .*did you mean {{message}}\?/)],
  ],
  [
    'all actions of an integration',
    () => [
      'PUT',
      `/v2/integrations/${integration}/actions`,
      { close: [{ name: 'Close', alias: '{{alais}}' }] },
    ],
    [expect.stringMatching(/^close\[0\].alias: .*did you mean {{alias}}\?/)],
  ],
])('%s', async (_, request, warnings) => {
  const { status, body } = await call(...request());
  expect(status).toBeLessThan(300);
  expect(body.warnings).toEqual(warnings);
});

test('templates with names that exist have no warning', async () => {
  const { body } = await call('POST', '/v2/policies', {
    ...alertPolicy,
    name: 'Right',
    message: '{{message}} on {{details.host}}',
  });
  expect(body).not.toHaveProperty('warnings');
});
