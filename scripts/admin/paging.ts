import {
  findActiveStop,
  MAX_STOP_MS,
  MIN_STOP_MS,
  type PagingStop,
} from '../../src/domain/accounts/paging-stop.ts';
import { createAccountSettingsStore, findAccountSettings } from '../../src/domain/accounts/settings.ts';
import { resumePaging, stopPaging } from '../../src/domain/accounts/stop-paging.ts';
import { MINUTE } from '../../src/platform/clock.ts';
import type { Table } from '../../src/platform/table.ts';
import { AdminError, requireAccount } from './keys.ts';
import { inOperatorContext, OPERATOR } from './operator.ts';

/** The paging stop of the account that is on at the instant; undefined if people are notified. */
export const getActiveStop = async (
  table: Table,
  accountId: string,
  now: number,
): Promise<PagingStop | undefined> =>
  findActiveStop(await findAccountSettings(createAccountSettingsStore(table), accountId), now);

/**
 * Stops all paging of the account for so many minutes. Throws {@link AdminError} if the account does not exist or the
 * minutes are out of range.
 */
export async function stopAllPaging(
  table: Table,
  accountId: string,
  { reason, minutes }: { readonly reason: string; readonly minutes: number },
  now: number,
): Promise<PagingStop> {
  await requireAccount(table, accountId);
  const duration = minutes * MINUTE;
  if (!Number.isInteger(minutes) || duration < MIN_STOP_MS || duration > MAX_STOP_MS) {
    throw new AdminError(
      `--minutes is a whole number from ${MIN_STOP_MS / MINUTE} to ${MAX_STOP_MS / MINUTE}.`,
    );
  }
  const request = { until: now + duration, reason, by: OPERATOR, now };
  return inOperatorContext(now, () => stopPaging(createAccountSettingsStore(table), accountId, request));
}

/** Resumes paging. Undefined if it was not stopped. Throws {@link AdminError} if the account does not exist. */
export async function resumeAllPaging(
  table: Table,
  accountId: string,
  now: number,
): Promise<PagingStop | undefined> {
  await requireAccount(table, accountId);
  return inOperatorContext(now, () =>
    resumePaging(createAccountSettingsStore(table), accountId, { by: OPERATOR, now }),
  );
}
