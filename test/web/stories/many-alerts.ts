import { waitFor } from '../../../simulator/local-service.ts';
import type { ConsoleBrowser } from '../console-browser.ts';

/** Creates alerts with the tag and waits until all of them can be found. */
export async function createAlerts({ service }: ConsoleBrowser, tag: string, count: number): Promise<void> {
  const create = (i: number) =>
    waitFor(
      () => service.call('POST', '/v2/alerts', { message: `Host ${i} is down`, tags: [tag] }),
      ({ status }) => status === 202,
    );
  for (let i = 0; i < count; i += 20) {
    await Promise.all(Array.from({ length: Math.min(20, count - i) }, (_, k) => create(i + k)));
  }
  await waitFor(
    () => countAlerts({ service }, `tag: ${tag}`),
    (found) => found === count,
    60_000,
  );
}

/** How many alerts a query finds. */
export async function countAlerts(
  { service }: Pick<ConsoleBrowser, 'service'>,
  query: string,
): Promise<number> {
  const { body } = await service.call('GET', `/v2/alerts/count?query=${encodeURIComponent(query)}`);
  return (body.data as { count: number }).count;
}
