import { type LocalService, startLocalService, waitFor } from '../../simulator/local-service.ts';
import { type StandIn, startStandIn } from '../support/provider.ts';

jest.setTimeout(90_000);

/** A line of the log of any function. */
interface Line {
  readonly message: string;
  readonly requestId?: string;
  readonly alertId?: string;
  readonly accountId?: string;
  readonly executionArn?: string;
  readonly [member: string]: unknown;
}

let outside: StandIn;
let service: LocalService;
let output = '';

beforeAll(async () => {
  outside = await startStandIn();
  service = await startLocalService({
    timeScale: 60,
    environment: { LOG_LEVEL: 'INFO', DEAD_MANS_SWITCH_URL: `${outside.endpoint}/ping` },
  });
  service.process.stdout?.on('data', (chunk) => {
    output += chunk;
  });
});

afterAll(async () => {
  await service.stop();
  await outside.stop();
});

const lines = (): readonly Line[] =>
  output
    .split('\n')
    .slice(0, -1)
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));

const requestOf = ({ status, body }: { status: number; body: Record<string, unknown> }): string => {
  expect(status).toBe(202);
  return String(body.requestId);
};

test('each function logs what it did for an alert once, with the ids that connect the entries', async () => {
  const message = 'Nobody reads this in a log';
  const created = requestOf(await service.call('POST', '/v2/alerts', { message, alias: 'a-secret-alias' }));
  const of = (text: string, requestId: string) =>
    lines().filter((line) => line.message === text && line.requestId === requestId);
  const about = (text: string) =>
    lines().filter(
      (line) => line.message === text && line.alertId === of('Alert action applied', created)[0]?.alertId,
    );
  const isThere = (found: readonly Line[]) => found.length > 0;
  await waitFor(async () => about('Notification sent'), isThere);
  const acknowledged = requestOf(
    await service.call('POST', '/v2/alerts/a-secret-alias/acknowledge?identifierType=alias', {
      user: 'jane.doe@example.com',
    }),
  );
  await waitFor(async () => of('Alert action applied', acknowledged), isThere);

  // By the request: API and worker, which names the alert.
  const [applied] = of('Alert action applied', created);
  expect(of('Answered', created)).toEqual([
    expect.objectContaining({
      level: 'INFO',
      method: 'POST',
      route: '/v2/alerts',
      status: 202,
      accountId: applied?.accountId,
    }),
  ]);
  expect(of('Alert action applied', created)).toEqual([
    expect.objectContaining({ action: 'Create', result: 'created', alertId: expect.any(String) }),
  ]);
  expect(of('Answered', acknowledged)).toHaveLength(1);
  expect(of('Alert action applied', acknowledged)).toEqual([
    expect.objectContaining({ action: 'Acknowledge', result: 'changed', alertId: applied?.alertId }),
  ]);

  // By the alert: worker, engine and senders, all of one execution.
  const [started] = about('Escalation started');
  expect(started).toMatchObject({
    requestId: created,
    run: 1,
    executionArn: expect.stringMatching(/:execution:.*-run1$/),
  });
  const ofRun = (text: string) => about(text).filter((line) => line.executionArn === started?.executionArn);
  expect(ofRun('Assessed')[0]).toMatchObject({
    run: 1,
    decision: 'NOTIFY',
    notifications: expect.any(Number),
  });
  const notifications = ofRun('Notification sent');
  const ids = notifications.map(({ notificationId }) => notificationId);
  expect(notifications[0]).toMatchObject({ outcome: 'sent', lateMs: expect.any(Number) });
  expect(new Set(ids).size).toBe(ids.length);
  const all = ['Alert action applied', 'Escalation started', 'Assessed', 'Notification sent'].flatMap(about);
  for (const { accountId } of all) expect(accountId).toBe(applied?.accountId);

  for (const secret of [message, 'a-secret-alias', 'jane.doe', service.apiKey]) {
    expect(output).not.toContain(secret);
  }
});

test('the canary alert passes through the whole service and pings the external URL', async () => {
  const pings = await waitFor(
    async () => outside.requests,
    (requests) => requests.length >= 2,
    30_000,
  );
  expect(pings.map(({ path }) => path).slice(0, 2)).toEqual(['/ping', '/ping']);
  const arrived = await waitFor(
    async () => lines().filter((line) => line.message === 'Canary arrived'),
    (found) => found.length > 0,
  );
  const { alertId } = arrived[0] ?? {};
  const sent = lines().filter((line) => line.message === 'Notification sent' && line.alertId === alertId);
  expect(sent).toEqual([
    expect.objectContaining({
      channel: 'webhook',
      outcome: 'sent',
      lateMs: expect.any(Number),
      executionArn: expect.stringContaining(String(alertId)),
    }),
  ]);
  expect(output).not.toContain(outside.endpoint);
});

test('other accounts do not see the canary', async () => {
  const { body } = await service.call('GET', '/v2/alerts?query=status:open');
  expect(JSON.stringify(body)).not.toContain('Canary');
});

test('the health endpoint reports that all components are healthy', async () => {
  const response = await fetch(`${service.url}/v2/health`);
  expect(response.status).toBe(200);
  const { data } = (await response.json()) as { data: unknown };
  expect(data).toEqual({
    status: 'healthy',
    checkedAt: expect.any(String),
    parts: ['table', 'alert-actions', 'incident-actions', 'alert-escalation'].map((name) => ({
      name,
      status: 'healthy',
    })),
  });
});
