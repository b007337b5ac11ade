import { waitFor } from '../../simulator/local-service.ts';
import { type Account, openAccount, TEAM } from './account.ts';

let account: Account;

beforeAll(async () => {
  account = await openAccount();
  await must('POST', '/v1/services', { name: 'Shop', teamId: await idOf(`/v2/teams/${TEAM}`) });
  const [{ id }] = (await must('GET', '/v1/services')).data as [{ id: string }];
  await must('PATCH', `/v1/services/${id}/audience-templates`, {
    stakeholder: { individuals: ['kim@night.example'] },
  });
  await must('POST', `/v1/services/${id}/incident-rules`, {
    conditionMatchType: 'match-all-conditions',
    conditions: [{ field: 'tags', operation: 'contains', expectedValue: 'outage' }],
    incidentProperties: {
      message: 'Outage: {{message}}',
      priority: 'P1',
      stakeholderProperties: { enable: true, message: 'Customers cannot buy' },
    },
  });
});

afterAll(() => account.service.stop());

async function must(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const { status, body: answer } = await account.call(method, path, body);
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`);
  return answer;
}

const idOf = async (path: string) =>
  ((await must('GET', `${encodeURI(path)}?identifierType=name`)).data as { id: string }).id;

test('an incident rule opens an incident: the team is notified, stakeholders are informed, and resolving ends both', async () => {
  await account.act('POST', '/v2/alerts', {
    message: 'checkout fails',
    alias: 'checkout',
    tags: ['outage'],
    responders: [{ type: 'team', name: TEAM }],
  });
  const [incident] = await waitFor(
    async () => (await must('GET', '/v1/incidents?query=status:open')).data as Record<string, string>[],
    (incidents) => incidents.length > 0,
  );
  expect(incident).toMatchObject({ message: 'Outage: checkout fails', priority: 'P1', tinyId: '1' });
  const path = `/v1/incidents/${incident?.id}`;

  // The e-mail that pages a member of the team, by an alert of the incident's own.
  await account.waitForMessages('Outage: checkout fails', 1);
  expect(await account.waitForMessages('Customers cannot buy', 1)).toEqual(['kim email']);

  const [alertId] = (await must('GET', `${path}/responder-alert-ids`)).data as string[];
  const { id } = await account.alert('checkout');
  expect((await must('GET', `${path}/associated-alert-ids`)).data).toEqual([id]);
  expect(alertId).not.toBe(id);

  await account.act('POST', `${path}/resolve`, { note: 'Rolled back' });
  await waitFor(
    async () => (await must('GET', `/v2/alerts/${alertId}`)).data as { status: string },
    ({ status }) => status === 'closed',
  );
  const response = await account.waitForMessages('Customers cannot buy', 2);
  expect(response).toEqual(['kim email', 'kim email']);
  const subjects = (await account.messagesAbout('Customers cannot buy')).map(({ subject }) => subject);
  expect(subjects).toEqual([
    '[P1] Incident #1 was opened: Customers cannot buy',
    '[P1] Incident #1 was resolved: Customers cannot buy',
  ]);

  const paged = await account.sentAbout('Outage: checkout fails');
  await account.waitForEscalation();
  expect(await account.sentAbout('Outage: checkout fails')).toEqual(paged);
});
