import { describeCaller } from '../../domain/accounts/model.ts';
import { findActiveStop, type PagingStop } from '../../domain/accounts/paging-stop.ts';
import {
  type AccountSettings,
  changeAccountSettings,
  DEFAULT_TIME_ZONE,
  findAccountSettings,
} from '../../domain/accounts/settings.ts';
import { resumePaging, stopPaging } from '../../domain/accounts/stop-paging.ts';
import { getAccount } from '../../domain/accounts/store.ts';
import { type Directory, loadTargetFormatter, resolveTarget } from '../../domain/directory/directory.ts';
import { notFound } from '../../domain/kernel/errors.ts';
import { createPushKeySource } from '../../domain/push-keys/store.ts';
import { DEFAULT_RATE_LIMITS, type RateLimit, type RateLimits } from '../../http/rate-limit.ts';
import { requireAccountKey } from '../../http/resource.ts';
import { DELETE, READ, WRITE } from '../../http/rights.ts';
import { done, doneWith, ok, type Route } from '../../http/route.ts';
import { MINUTE, toIso } from '../../platform/clock.ts';
import type { Table } from '../../platform/table.ts';
import { defineRoute } from './define-route.ts';
import { accountPatch, pagingStopInput } from './input.ts';

/**
 * The plan of every account: Tocsin does not limit users. The number is the largest that fits a signed 32-bit
 * integer, which clients use for the field.
 */
const PLAN = { maxUserCount: 2 ** 31 - 1, name: 'Self-hosted', isYearly: false };

/** A client that keeps both limits never gets 429. */
const requestLimit = ([domain, { perSecond }]: readonly [string, RateLimit]) => ({
  domain,
  limits: [
    { limit: perSecond, periodInSeconds: 1 },
    { limit: perSecond * 60, periodInSeconds: 60 },
  ],
});

const stopView = ({ startedAt, until, reason, by }: PagingStop) => ({
  startedAt: toIso(startedAt),
  until: toIso(until),
  reason,
  by,
});

/** The account of the caller, its paging stop, and its rate limits. */
export function accountRoutes({
  table,
  directory,
  rateLimits = DEFAULT_RATE_LIMITS,
}: {
  readonly table: Table;
  readonly directory: Directory;
  readonly rateLimits?: RateLimits | undefined;
}): readonly Route[] {
  const pushKeys = createPushKeySource(table);

  const toSettingsView = async (accountId: string, settings: AccountSettings | undefined) => {
    const { timeZone = DEFAULT_TIME_ZONE, fallbackResponder } = settings ?? {};
    if (!fallbackResponder) return { timeZone };
    const format = await loadTargetFormatter(directory, accountId, [fallbackResponder]);
    return { timeZone, fallbackResponder: format(fallbackResponder) };
  };

  return [
    defineRoute({
      method: 'GET',
      path: '/v2/account',
      tag: 'Account',
      summary: 'Get the account',
      domain: 'configuration',
      rights: READ,
      response: 'account',
      handle: async ({ caller, now }) => {
        const [account, users, settings] = await Promise.all([
          getAccount(table, caller.accountId),
          directory.users.list(caller.accountId),
          findAccountSettings(directory.settings, caller.accountId),
        ]);
        if (!account) throw notFound('The account does not exist.');
        const stop = findActiveStop(settings, now);
        return ok({
          id: account.id,
          name: account.name,
          userCount: users.length,
          plan: PLAN,
          ...(await toSettingsView(caller.accountId, settings)),
          ...(stop && { pagingStop: stopView(stop) }),
        });
      },
    }),
    defineRoute({
      method: 'PATCH',
      path: '/v2/account',
      tag: 'Account',
      summary: 'Change the time zone or the fallback responder of the account',
      domain: 'configuration',
      rights: WRITE,
      body: accountPatch,
      response: 'accountUpdated',
      handle: async ({ caller, body: { timeZone, fallbackResponder } }) => {
        requireAccountKey(caller, 'change the account');
        const { accountId } = caller;
        const resolved =
          fallbackResponder &&
          (await resolveTarget(directory, accountId, fallbackResponder, 'fallbackResponder'));
        const changed = await changeAccountSettings(directory.settings, accountId, {
          ...(timeZone !== undefined && { timeZone }),
          ...(resolved !== undefined && { fallbackResponder: resolved }),
        });
        return doneWith('Updated', await toSettingsView(accountId, changed));
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/v2/account/fallback-responder',
      tag: 'Account',
      summary: 'Remove the fallback responder: the owners of the account are notified instead',
      domain: 'configuration',
      rights: DELETE,
      response: 'fallbackResponderRemoved',
      handle: async ({ caller }) => {
        requireAccountKey(caller, 'change the account');
        await changeAccountSettings(directory.settings, caller.accountId, { fallbackResponder: null });
        return done('Deleted');
      },
    }),
    defineRoute({
      method: 'PUT',
      path: '/v2/account/paging-stop',
      tag: 'Account',
      summary:
        'Stop all paging of the account for some minutes; alerts still open. Repeating it changes the end',
      domain: 'configuration',
      rights: WRITE,
      body: pagingStopInput,
      response: 'pagingStopped',
      handle: async ({ caller, body: { reason, minutes }, now }) => {
        requireAccountKey(caller, 'stop paging');
        const by = describeCaller(caller);
        const request = { until: now + minutes * MINUTE, reason, by, now };
        const stop = await stopPaging(directory.settings, caller.accountId, request);
        return doneWith('Updated', stopView(stop));
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/v2/account/paging-stop',
      tag: 'Account',
      summary: 'Resume paging: open alerts go on from where they stood, within a minute',
      domain: 'configuration',
      // Whoever can stop paging can resume it.
      rights: WRITE,
      response: 'pagingResumed',
      handle: async ({ caller, now }) => {
        requireAccountKey(caller, 'resume paging');
        await resumePaging(directory.settings, caller.accountId, { by: describeCaller(caller), now });
        return done('Deleted');
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v2/account/push-key',
      tag: 'Account',
      summary:
        'Get the key with which a browser subscribes to push notifications, for contacts of the method webpush',
      domain: 'configuration',
      rights: READ,
      response: 'pushKey',
      handle: async () => ok({ publicKey: (await pushKeys()).publicKey }),
    }),
    defineRoute({
      method: 'GET',
      path: '/v2/request-limits',
      tag: 'Account',
      summary: 'Get the rate limits of the account',
      domain: 'configuration',
      rights: READ,
      response: 'requestLimits',
      handle: async () => ok({ rateLimits: Object.entries(rateLimits).map(requestLimit) }),
    }),
  ];
}
