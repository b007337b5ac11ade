import { waitFor } from '../../simulator/local-service.ts';
import { type Account, MINUTE, openAccount, person } from './account.ts';

let account: Account;

beforeAll(async () => {
  account = await openAccount();
});

afterAll(() => account.service.stop());

/** The current time of the service. */
async function now(): Promise<number> {
  await account.act('POST', '/v2/alerts', { message: 'What time is it?', alias: 'clock' });
  const { body } = await waitFor(
    () => account.call('GET', '/v2/alerts/clock?identifierType=alias'),
    ({ status }) => status === 200,
  );
  return Date.parse((body.data as { createdAt: string }).createdAt);
}

test('the user whose shift begins is notified once; the next user is not', async () => {
  const startDate = (await now()) + 2 * MINUTE;
  const { status } = await account.call('POST', '/v2/schedules', {
    name: 'Lighthouse',
    rotations: [
      {
        type: 'hourly',
        length: 1,
        startDate: new Date(startDate).toISOString(),
        participants: [person('kim'), person('omar')],
      },
    ],
  });
  expect(status).toBe(201);

  expect(await account.waitForMessages('Lighthouse', 1)).toEqual(['kim email']);
  const [message] = await account.messagesAbout('Lighthouse');
  // A busy machine may need some of its minutes for it.
  expect(message?.subject).toMatch(/^Your on-call shift in Lighthouse (begins now|began)$/);
  expect(message?.at).toBeGreaterThanOrEqual(startDate);

  await account.waitForEscalation();
  expect(await account.sentAbout('Lighthouse')).toEqual(['kim email']);
}, 60_000);
