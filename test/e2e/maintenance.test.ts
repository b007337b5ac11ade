import { waitFor } from '../support/local-service.ts';
import { type Account, ESCALATION, openAccount } from './account.ts';

let account: Account;

beforeAll(async () => {
  account = await openAccount();
});

afterAll(() => account.service.stop());

const made = async (path: string, body: object) => {
  const answer = await account.call('POST', path, body);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body.data as { id: string; apiKey: string };
};

const create = (message: string) =>
  account.act('POST', '/v2/alerts', {
    message,
    alias: message,
    responders: [{ type: 'escalation', name: ESCALATION }],
  });

test('for half an hour a policy silences everything and a tool is not listened to; then all is as before', async () => {
  const policy = await made('/v2/policies', {
    type: 'notification',
    name: 'silence',
    enabled: false,
    filter: { type: 'match-all' },
    suppress: true,
  });
  const tool = await made('/v2/integrations', { type: 'API', name: 'Chatty tool' });
  const asTool = async () => (await account.call('POST', '/v2/alerts', { message: 'x' }, tool.apiKey)).status;
  expect(await asTool()).toBe(202);

  const { id } = await made('/v1/maintenance', {
    time: { type: 'for-30-minutes' },
    rules: [
      { state: 'enabled', entity: { type: 'policy', id: policy.id } },
      { entity: { type: 'integration', id: tool.id } },
    ],
  });
  await create('While the disk is swapped');
  await waitFor(asTool, (status) => status === 401);
  await waitFor(
    async () => (await account.call('GET', `/v1/maintenance/${id}`)).body.data as { status: string },
    ({ status }) => status === 'past',
    30_000,
  );
  expect(await asTool()).toBe(202);
  await create('After the disk was swapped');
  await account.waitForMessages('After the disk was swapped', 1);
  expect(await account.sentAbout('While the disk is swapped')).toEqual([]);
}, 60_000);
