import { readAlertsVersion } from '../../domain/alerts/latest-changes.ts';
import { createRouteDefiner, type Route } from '../../http/route.ts';
import { SECOND } from '../../platform/clock.ts';
import { createExpiringCache } from '../../platform/expiring-cache.ts';
import type { Table } from '../../platform/table.ts';
import type * as responses from './responses.ts';

const defineRoute = createRouteDefiner<typeof responses>('web-live');

/** How long the tabs of an account share one read, in milliseconds. */
const SHARED_MS = SECOND;

const CACHE_ENTRIES = 1_000;

/**
 * How pages stay current. While a tab is visible, it asks for the version every three or four seconds and reads its list or
 * alert anew when the version has changed: a change shows within five seconds. If nothing has changed, that costs one read
 * unit a second and shard for all tabs of an account on one instance.
 */
export function liveRoutes({ table }: { readonly table: Table }): readonly Route[] {
  const versions = createExpiringCache<string>({ ttlMs: SHARED_MS, maxEntries: CACHE_ENTRIES });
  return [
    defineRoute({
      method: 'GET',
      path: '/web/alerts-version',
      tag: 'Console',
      summary: 'Get a text that differs after every change of an alert',
      domain: 'alert',
      rights: [],
      response: 'alertsVersion',
      handle: async ({ caller: { accountId }, now }) => {
        const version = await versions.getOrLoad(accountId, now, () => readAlertsVersion(table, accountId));
        return { kind: 'json', status: 200, members: { version } };
      },
    }),
  ];
}
