import { waitFor } from '../../../simulator/local-service.ts';
import type { ConsoleBrowser } from '../console-browser.ts';

type Service = Pick<ConsoleBrowser, 'service'>;

/** An alert as the API shows it, in the parts that stories look at. */
export interface StoredAlert {
  readonly id: string;
  readonly tinyId: string;
  readonly message: string;
  readonly status: string;
  readonly acknowledged: boolean;
  readonly snoozed: boolean;
  readonly priority: string;
  readonly tags: readonly string[];
  readonly details: Readonly<Record<string, string>>;
  readonly report?: object;
}

/** Creates an alert by the API. Resolves when lists have it. */
export async function createAlert(
  console: Service,
  message: string,
  more: object = {},
): Promise<StoredAlert> {
  const { service } = console;
  const { body } = await waitFor(
    () => service.call('POST', '/v2/alerts', { message, priority: 'P1', ...more }),
    ({ status }) => status === 202,
  );
  const applied = await waitFor(
    () => service.call('GET', `/v2/alerts/requests/${body.requestId}`),
    ({ status }) => status === 200,
  );
  const alert = await readAlert(console, (applied.body.data as { alertId: string }).alertId);
  await waitFor(
    () => countAlerts(console, `tinyId: ${alert.tinyId}`),
    (found) => found === 1,
  );
  return alert;
}

/** Sees to it that at least so many alerts have the tag, and that all of them can be found. Resolves to how many they are. */
export async function ensureAlerts(console: Service, tag: string, count: number): Promise<number> {
  const { service } = console;
  const query = `tag: "${tag}"`;
  const create = (i: number) =>
    waitFor(
      () => service.call('POST', '/v2/alerts', { message: `Host ${i} is down`, tags: [tag] }),
      ({ status }) => status === 202,
    );
  for (let i = await countAlerts(console, query); i < count; i += 20) {
    await Promise.all(Array.from({ length: Math.min(20, count - i) }, (_, k) => create(i + k)));
  }
  return waitFor(
    () => countAlerts(console, query),
    (found) => found >= count,
    60_000,
  );
}

/** How many alerts a query finds. */
export async function countAlerts({ service }: Service, query: string): Promise<number> {
  const { body } = await service.call('GET', `/v2/alerts/count?query=${encodeURIComponent(query)}`);
  return (body.data as { count: number }).count;
}

export async function readAlert({ service }: Service, id: string): Promise<StoredAlert> {
  return (await service.call('GET', `/v2/alerts/${id}`)).body.data as StoredAlert;
}

/** Resolves to the alert once it is as it should be. */
export const waitForAlert = (
  console: Service,
  id: string,
  isIt: (alert: StoredAlert) => boolean,
): Promise<StoredAlert> => waitFor(() => readAlert(console, id), isIt);

/** The address of the list that shows only these alerts. */
export const toListPath = (...alerts: readonly Pick<StoredAlert, 'tinyId'>[]): string =>
  `/alerts?query=${encodeURIComponent(alerts.map(({ tinyId }) => `tinyId: ${tinyId}`).join(' OR '))}`;
