import type { Instant } from '../../src/platform/clock.ts';
import { createOverlayTable } from '../../src/platform/overlay-table.ts';
import type { Table } from '../../src/platform/table.ts';
import { accessAccount, type Configuration, readConfiguration } from './stage.ts';

/** Reads everything that configures the account at the instant. Each item of the table is read once, and nothing is written. */
export function exportConfiguration(table: Table, accountId: string, now: Instant): Promise<Configuration> {
  const alertActions = { send: async () => {} };
  return readConfiguration(accessAccount(createOverlayTable(table), accountId, { now, alertActions }));
}
