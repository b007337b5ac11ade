import { waitFor } from '../../simulator/local-service.ts';
import { type Account, concurrently, ESCALATION, MINUTE, openAccount } from './account.ts';

let account: Account;

beforeAll(async () => {
  account = await openAccount(240);
});

afterAll(() => account.service.stop());

const post = async (path: string, body: object) => {
  const answer = await account.call('POST', path, body);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body.data as { id: string; apiKey: string };
};

/** A filter for the alerts whose message contains the text. */
const aboutAlerts = (text: string) => ({
  type: 'match-all-conditions',
  conditions: [{ field: 'message', operation: 'contains', expectedValue: text }],
});

const create = (message: string) =>
  account.act('POST', '/v2/alerts', {
    message,
    alias: message,
    responders: [{ type: 'escalation', name: ESCALATION }],
  });

concurrently(
  'maintenance enables a policy and disables an integration for half an hour, then restores both',
  async () => {
    const policy = await post('/v2/policies', {
      type: 'notification',
      name: 'silence',
      enabled: false,
      filter: aboutAlerts('disk'),
      suppress: true,
    });
    const tool = await post('/v2/integrations', { type: 'API', name: 'Chatty tool' });
    const asTool = async () =>
      (await account.call('POST', '/v2/alerts', { message: 'x' }, tool.apiKey)).status;
    expect(await asTool()).toBe(202);

    const { id } = await post('/v1/maintenance', {
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
  },
  60_000,
);

concurrently(
  'recurring maintenance takes effect during its occurrences only',
  async () => {
    const policy = await post('/v2/policies', {
      type: 'notification',
      name: 'silence at night',
      enabled: false,
      filter: aboutAlerts('nightly'),
      suppress: true,
    });
    const tool = await post('/v2/integrations', { type: 'API', name: 'Nightly tool' });
    const asTool = async () =>
      (await account.call('POST', '/v2/alerts', { message: 'x' }, tool.apiKey)).status;
    await create('Before the nightly copy');
    await account.waitForMessages('Before the nightly copy', 1);
    const started = await post('/v1/maintenance', {
      time: { type: 'for-5-minutes' },
      rules: [{ state: 'disabled', entity: { type: 'policy', id: policy.id } }],
    });
    const now = Date.parse((started as unknown as { time: { startDate: string } }).time.startDate);
    const yesterday = (minutes: number) => new Date(now - 24 * 60 * MINUTE + minutes * MINUTE).toISOString();
    const { id } = await post('/v1/maintenance', {
      time: {
        type: 'schedule',
        startDate: yesterday(15),
        endDate: yesterday(45),
        recurrence: { frequency: 'daily', timezone: 'Pacific/Chatham' },
      },
      rules: [
        { state: 'enabled', entity: { type: 'policy', id: policy.id } },
        { entity: { type: 'integration', id: tool.id } },
      ],
    });
    const status = async () =>
      (await account.call('GET', `/v1/maintenance/${id}`)).body.data as { status: string };
    expect(await status()).toMatchObject({ status: 'planned' });
    expect(await asTool()).toBe(202);
    await waitFor(status, (it) => it.status === 'active', 30_000);
    await create('While the nightly copy is made');
    expect(await asTool()).toBe(401);
    await waitFor(status, (it) => it.status === 'planned', 30_000);
    expect(await asTool()).toBe(202);
    await create('After the nightly copy');
    await account.waitForMessages('After the nightly copy', 1);
    expect(await account.sentAbout('While the nightly copy is made')).toEqual([]);
  },
  60_000,
);
