import { waitFor } from '../../simulator/local-service.ts';
import { type Account, ESCALATION, openAccount } from './account.ts';

let account: Account;

beforeAll(async () => {
  account = await openAccount();
});

afterAll(() => account.service.stop());

const must = async (method: string, path: string, body?: object) => {
  const answer = await account.call(method, path, body);
  expect(answer.status).toBeLessThan(300);
  return answer.body as { readonly data: never };
};

test('during a forwarding the substitute is notified by their own rules and shown as on call', async () => {
  const rule = {
    alias: 'away',
    fromUser: { username: 'jane@night.example' },
    toUser: { username: 'kim@night.example' },
    startDate: '2026-01-01T00:00:00Z',
    endDate: '2126-01-01T00:00:00Z',
  };
  await must('POST', '/v2/forwarding-rules', rule);
  const onCall = async () =>
    (await must('GET', '/v2/schedules/Night/on-calls?scheduleIdentifierType=name&flat=true')).data as {
      onCallRecipients: string[];
    };
  expect((await onCall()).onCallRecipients).toEqual(['kim@night.example']);

  await account.act('POST', '/v2/alerts', {
    message: 'Jane is away',
    alias: 'Jane is away',
    responders: [{ type: 'escalation', name: ESCALATION }],
  });
  const sent = await account.waitForMessages('Jane is away', 6);
  // The order of one person's channels is another story's; a busy machine may deliver two of them at once.
  expect(sent.toSorted()).toEqual([
    'kim email',
    'kim sms',
    'kim voice',
    'omar email',
    'omar sms',
    'omar voice',
  ]);
  const logs = await waitFor(
    async () =>
      (await must('GET', '/v2/alerts/Jane%20is%20away/logs?identifierType=alias')).data as { log: string }[],
    (all) => all.some(({ log }) => log.includes('kim')),
  );
  expect(logs.map(({ log }) => log)).toContain(
    `Rule 1 of escalation ${ESCALATION} notifies kim@night.example (forwarded from jane@night.example).`,
  );

  await must('DELETE', '/v2/forwarding-rules/away?identifierType=alias');
  expect((await onCall()).onCallRecipients).toEqual(['jane@night.example']);
});
