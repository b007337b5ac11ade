import type { Instant } from '../../platform/clock.ts';
import { findActiveStop, type PagingStop } from './paging-stop.ts';
import { type AccountSettingsStore, updateSettings } from './settings.ts';

/** Stops paging. While it is stopped already, only its end and its reason change. */
export async function stopPaging(
  settings: AccountSettingsStore,
  accountId: string,
  { until, reason, by, now }: Pick<PagingStop, 'until' | 'reason' | 'by'> & { readonly now: Instant },
): Promise<PagingStop> {
  const changed = await updateSettings(settings, accountId, (current) => ({
    ...current,
    pagingStop: { startedAt: findActiveStop(current, now)?.startedAt ?? now, until, reason, by },
  }));
  return changed.pagingStop as PagingStop;
}

/** Resumes paging. Undefined if it was not stopped; then nothing changes. */
export async function resumePaging(
  settings: AccountSettingsStore,
  accountId: string,
  { by, now }: { readonly by: string; readonly now: Instant },
): Promise<PagingStop | undefined> {
  let resumed: PagingStop | undefined;
  await updateSettings(settings, accountId, (current) => {
    const stop = findActiveStop(current, now);
    resumed = stop && { ...stop, resumedAt: now, resumedBy: by };
    return resumed ? { ...current, pagingStop: resumed } : current;
  });
  return resumed;
}
