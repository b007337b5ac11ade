import { getAccount } from '../../domain/accounts/store.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { notFound } from '../../domain/kernel/errors.ts';
import { READ } from '../../http/rights.ts';
import { ok, type Route } from '../../http/route.ts';
import type { Table } from '../../platform/table.ts';
import { defineRoute } from './define-route.ts';

/**
 * The plan of every account: Tocsin does not limit users. The number is the largest that fits a signed 32-bit
 * integer, which clients use for the field.
 */
const PLAN = { maxUserCount: 2 ** 31 - 1, name: 'Self-hosted', isYearly: false };

/** GET /v2/account: the account of the caller. */
export function accountRoutes({
  table,
  directory,
}: {
  readonly table: Table;
  readonly directory: Directory;
}): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v2/account',
      tag: 'Account',
      summary: 'Get the account',
      domain: 'configuration',
      rights: READ,
      response: 'account',
      handle: async ({ caller }) => {
        const [account, users] = await Promise.all([
          getAccount(table, caller.accountId),
          directory.users.list(caller.accountId),
        ]);
        if (!account) throw notFound('The account does not exist.');
        return ok({ name: account.name, userCount: users.length, plan: PLAN });
      },
    }),
  ];
}
