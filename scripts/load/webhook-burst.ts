import { setTimeout as pause } from 'node:timers/promises';
import { quantile } from '../faults/report.ts';
import { type Call, machineNow, post, startLoaded, times } from './service.ts';
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts';

/** A burst of alerts, each of which notifies one person through a webhook by https. */
export interface WebhookBurst {
  readonly alerts: number;
  readonly acceptedPerSecond: number;
  /** Over the time from the first request to the last notification. */
  readonly notifiedPerSecond: number;
  /** From the first request until half, nine tenths and all of the notifications arrived, in ms. */
  readonly half: number;
  readonly nineTenths: number;
  readonly all: number;
  /** CPU time of the service per alert in ms, which is also seconds per 1,000 alerts. It includes the emulators. */
  readonly processorMsPerAlert: number;
  readonly lost: number;
  readonly twice: number;
  /** TLS connections that the service opened during the burst. */
  readonly connections: number;
  /** Memory of the service's process in bytes after the burst; undefined if the system does not report it. */
  readonly memory: number | undefined;
  /** From the start of the process until it was ready, in ms. */
  readonly readyMs: number;
}

export interface WebhookBurstOptions {
  readonly alerts?: number;
  readonly people?: number;
  /** Further variables of the service's environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

const CONNECTIONS = 16;
const LIMIT_MS = 120_000;
const POLL_INTERVAL_MS = 50;
/** Duplicates, if any, arrive in this time after the last notification. */
const DUPLICATES_MS = 1_000;
const DOMAIN = 'hooks.example.com';

/** Measures one burst on a service of its own, after one alert to each person that is not measured. */
export async function measureWebhookBurst({
  alerts = 500,
  people = 50,
  environment = {},
}: WebhookBurstOptions = {}): Promise<WebhookBurst> {
  const receiver = await startWebhookReceiver();
  const service = await startLoaded({
    connections: CONNECTIONS,
    environment: { NODE_EXTRA_CA_CERTS: receiver.certificateFile, ...environment },
  });
  try {
    const [call] = service.accounts as readonly [Call];
    await times(0, people, CONNECTIONS, (i) => addPerson(call, i, receiver.url));
    await createAlerts(call, 'Warm', people, people);
    await untilArrived(receiver, 'Warm', people);

    const connectionsBefore = receiver.connections();
    const processorBefore = service.processorMs();
    const startedAt = machineNow();
    const refused = await createAlerts(call, 'Burst', alerts, people);
    const acceptedAt = machineNow();
    await untilArrived(receiver, 'Burst', alerts - refused);
    const processorMs = service.processorMs() - processorBefore;
    const memory = service.memory();
    await pause(DUPLICATES_MS);
    const arrivals = [...receiver.arrivals].filter(([message]) => message.startsWith('Burst'));
    const after = arrivals.map(([, [first = Number.NaN]]) => first - startedAt);
    const all = after.reduce((a, b) => Math.max(a, b), 0);
    return {
      alerts,
      acceptedPerSecond: ((alerts - refused) / (acceptedAt - startedAt)) * 1000,
      notifiedPerSecond: (arrivals.length / all) * 1000,
      half: quantile(after, 0.5),
      nineTenths: quantile(after, 0.9),
      all,
      processorMsPerAlert: processorMs / alerts,
      lost: alerts - arrivals.length,
      twice: arrivals.filter(([, times]) => times.length > 1).length,
      connections: receiver.connections() - connectionsBefore,
      memory,
      readyMs: service.readyMs,
    };
  } finally {
    await service.stop();
    await receiver.stop();
  }
}

const toUsername = (person: number) => `person-${person}@${DOMAIN}`;

/** Adds a user who is notified of new alerts at once, through a webhook only. */
async function addPerson(call: Call, person: number, receiverUrl: string): Promise<void> {
  const path = `/v2/users/${toUsername(person)}`;
  const contact = { method: 'webhook', to: `${receiverUrl}/${person}` };
  await post(call, '/v2/users', {
    username: toUsername(person),
    fullName: `Person ${person}`,
    role: { name: 'User' },
  });
  await post(call, `${path}/contacts`, contact);
  const { body } = await call('GET', `${path}/notification-rules`);
  const rule = (body.data as { id: string; actionType: string }[]).find(
    ({ actionType }) => actionType === 'create-alert',
  );
  const step = { contact, sendAfter: { timeAmount: 0, timeUnit: 'minutes' }, enabled: true };
  const { status } = await call('PATCH', `${path}/notification-rules/${rule?.id}`, { steps: [step] });
  if (status !== 200) throw new Error(`The rule of ${path} could not be changed: ${status}`);
}

/** Returns how many were refused. */
async function createAlerts(call: Call, name: string, alerts: number, people: number): Promise<number> {
  let refused = 0;
  await times(0, alerts, CONNECTIONS, async (i) => {
    const { status } = await call('POST', '/v2/alerts', {
      message: `${name} ${i}.`,
      responders: [{ type: 'user', username: toUsername(i % people) }],
    });
    if (status !== 202) refused++;
  });
  return refused;
}

/** Waits until that many different alerts have arrived, or for {@link LIMIT_MS}. */
async function untilArrived({ arrivals }: WebhookReceiver, name: string, count: number): Promise<void> {
  const deadline = machineNow() + LIMIT_MS;
  const arrived = () => [...arrivals.keys()].filter((message) => message.startsWith(name)).length;
  while (arrived() < count && machineNow() < deadline) await pause(POLL_INTERVAL_MS);
}
