import * as z from 'zod';
import { readAlertsVersion, readCountsVersion } from '../../domain/alerts/latest-changes.ts';
import { MAX_ID_LENGTH } from '../../domain/kernel/limits.ts';
import { createRouteDefiner, type Route } from '../../http/route.ts';
import { SECOND } from '../../platform/clock.ts';
import { createExpiringCache } from '../../platform/expiring-cache.ts';
import type { Table } from '../../platform/table.ts';
import type * as responses from './responses.ts';

const defineRoute = createRouteDefiner<typeof responses>('web-live');

/** How long the tabs of an account share one read, in milliseconds. */
const SHARED_MS = SECOND;

const CACHE_ENTRIES = 1_000;

/** As many as an address can name. */
const MAX_IDS = 50;

const versionQuery = z.object({
  duplicated: z
    .string()
    .transform((text) => [...new Set(text.split(',').filter((id) => id !== ''))])
    .pipe(z.array(z.string().max(MAX_ID_LENGTH)).max(MAX_IDS, `must name at most ${MAX_IDS} alerts`))
    .optional()
    .describe('Ids of alerts with duplicates, whose counts the page shows'),
});

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
      summary:
        'Get a text that differs after every change of an alert, and after each duplicate of the alerts named',
      domain: 'alert',
      rights: [],
      query: versionQuery,
      response: 'alertsVersion',
      handle: async ({ caller: { accountId }, query: { duplicated = [] }, now }) => {
        const [version, counts] = await Promise.all([
          versions.getOrLoad(accountId, now, () => readAlertsVersion(table, accountId)),
          duplicated.length > 0 ? readCountsVersion(table, accountId, duplicated) : '',
        ]);
        return { kind: 'json', status: 200, members: { version: `${version}${counts}` } };
      },
    }),
  ];
}
