import { type LocalService, startLocalService } from '../../simulator/local-service.ts';

let service: LocalService;

beforeAll(async () => {
  service = await startLocalService({ environment: { RATE_LIMIT_ALERT: '1/6', RATE_LIMIT_SEARCH: '1/2' } });
});

afterAll(() => service.stop());

test('a flood of searches or of sign-ins uses up nothing that alerts need', async () => {
  const search = () => service.call('GET', '/v2/alerts?query=status:open');
  const signIn = () =>
    fetch(`${service.url}/web/sign-in/email`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: service.url,
        'x-tocsin-console': '1',
      },
      body: JSON.stringify({ email: 'flood@example.com' }),
    });
  const [searches, signIns] = await Promise.all([
    Promise.all(Array.from({ length: 30 }, search)),
    Promise.all(Array.from({ length: 30 }, signIn)),
  ]);
  expect(searches.filter(({ status }) => status === 429).length).toBeGreaterThan(20);
  expect(signIns.filter(({ status }) => status === 429).length).toBeGreaterThan(20);

  expect((await service.call('POST', '/v2/alerts', { message: 'After the flood' })).status).toBe(202);
});

test('a client above its rate limit gets 429 with the headers that clients read, and other limits are unaffected', async () => {
  const ask = () =>
    fetch(`${service.url}/v2/alerts`, {
      method: 'POST',
      headers: { authorization: `GenieKey ${service.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ message: 'Storm', alias: 'storm' }),
    });

  const answers = await Promise.all(Array.from({ length: 12 }, ask));

  const refused = answers.filter(({ status }) => status === 429);
  expect(answers.filter(({ status }) => status === 202).length).toBeGreaterThanOrEqual(5);
  expect(refused.length).toBeGreaterThanOrEqual(5);
  const { headers } = refused[0]!;
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  expect(headers.get('x-ratelimit-state')).toBe('THROTTLED');
  expect(headers.get('x-ratelimit-reason')).toBe('ACCOUNT');
  expect(Number(headers.get('x-ratelimit-period-in-sec'))).toBeGreaterThan(0);
  expect(await refused[0]!.json()).toMatchObject({ message: expect.any(String) });
  expect((await service.call('GET', '/v2/users')).status).toBe(200);
});

test('a body that is too large is rejected', async () => {
  const { status } = await service.call('POST', '/v2/users', { message: 'x'.repeat(11_000_000) });

  expect(status).toBe(413);
});
