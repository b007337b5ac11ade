import { type ConfigurationStore, createConfigurationStore } from '../../platform/configuration-store.ts';
import type { Table } from '../../platform/table.ts';

/** The settings of an account: one aggregate, which does not exist until somebody changes a setting. */
export interface AccountSettings {
  readonly id: typeof SETTINGS_ID;
  readonly version: number;
  /** IANA zone of new users, schedules, routing rules and policies that name none. Absent: UTC. */
  readonly timeZone?: string;
}

export type AccountSettingsStore = ConfigurationStore<AccountSettings>;

const SETTINGS_ID = 'settings';

/** The zone of accounts that have not set one. */
export const DEFAULT_TIME_ZONE = 'UTC';

export const createAccountSettingsStore = (table: Table): AccountSettingsStore =>
  createConfigurationStore<AccountSettings>(table, 'SETTINGS');

/** The zone that the account has set; undefined if it has set none. */
export const findAccountTimeZone = async (
  settings: Pick<AccountSettingsStore, 'get'>,
  accountId: string,
): Promise<string | undefined> => (await settings.get(accountId, SETTINGS_ID))?.timeZone;

/** The zone for what is created without one: an IANA zone. */
export const getAccountTimeZone = async (
  settings: Pick<AccountSettingsStore, 'get'>,
  accountId: string,
): Promise<string> => (await findAccountTimeZone(settings, accountId)) ?? DEFAULT_TIME_ZONE;

/** Sets the zone of the account. What exists already keeps its zone. */
export async function setAccountTimeZone(
  settings: AccountSettingsStore,
  accountId: string,
  timeZone: string,
): Promise<void> {
  const update = () => settings.update(accountId, SETTINGS_ID, (current) => ({ ...current, timeZone }));
  if (await update()) return;
  const created = await settings.create(accountId, { id: SETTINGS_ID, timeZone });
  // A concurrent request has created them with another zone.
  if (created.timeZone !== timeZone) await update();
}
