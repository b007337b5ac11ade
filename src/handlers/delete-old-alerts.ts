import { listAccounts } from '../domain/accounts/store.ts';
import { createOldAlertDeletion } from '../domain/alerts/retention.ts';
import { parseRetentionDays } from '../domain/alerts/retention-days.ts';
import { tableFromEnvironment } from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { readVariable } from '../platform/environment.ts';
import { blobsFromEnvironment } from '../platform/s3-blobs.ts';

const table = tableFromEnvironment();

/**
 * Runs every quarter of an hour. Does nothing if closed alerts are kept for ever. Fails if a deletion failed, which raises an
 * alarm; what is left when the time is spent, the next run deletes.
 */
export const handler = async (): Promise<void> => {
  const retentionDays = parseRetentionDays(readVariable('CLOSED_ALERT_RETENTION_DAYS', ''));
  if (retentionDays === undefined) return;
  const deleteOldAlerts = createOldAlertDeletion({
    table,
    listAccountIds: async () => (await listAccounts(table)).map(({ id }) => id),
    deleteContent: (key) => blobsFromEnvironment().delete(key),
    retentionDays,
    clock: systemClock,
  });
  const { failed } = await deleteOldAlerts();
  if (failed > 0) throw new Error(`${failed} old alerts could not be deleted.`);
};
