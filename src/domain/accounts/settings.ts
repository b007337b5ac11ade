import { isDeepStrictEqual } from 'node:util';
import { type Instant, toIso } from '../../platform/clock.ts';
import { type ConfigurationStore, createConfigurationStore } from '../../platform/configuration-store.ts';
import { PAGING_STOPS_PK, pagingStopIndexAttributes } from '../../platform/keys.ts';
import { queryAll, type Table } from '../../platform/table.ts';
import type { Responder } from '../kernel/responder.ts';
import { getStopEnd, type PagingStop } from './paging-stop.ts';

/** The settings of an account: one aggregate, which does not exist until somebody changes a setting. */
export interface AccountSettings {
  readonly id: typeof SETTINGS_ID;
  readonly version: number;
  /** IANA zone of new users, schedules, routing rules and policies that name none. Absent: UTC. */
  readonly timeZone?: string;
  /** Responds to alerts of which nobody else can be notified. Absent: the owners of the account are notified. */
  readonly fallbackResponder?: Responder;
  /** The latest time that paging was stopped; it may be over. */
  readonly pagingStop?: PagingStop;
}

export type AccountSettingsStore = ConfigurationStore<AccountSettings>;

/** The id of the settings: an account has one aggregate of them. */
export const SETTINGS_ID = 'settings';

/** The zone of accounts that have not set one. */
export const DEFAULT_TIME_ZONE = 'UTC';

export const createAccountSettingsStore = (table: Table): AccountSettingsStore =>
  createConfigurationStore<AccountSettings>(table, 'SETTINGS', undefined, (accountId, { pagingStop }) =>
    pagingStop ? pagingStopIndexAttributes(accountId, toIso(getStopEnd(pagingStop))) : undefined,
  );

/** How many accounts of the stage have stopped paging at the instant. */
export const countPagingStops = async (table: Table, now: Instant): Promise<number> =>
  (await queryAll(table, { index: 'gsi1', pk: PAGING_STOPS_PK, sk: { from: toIso(now + 1), to: '9' } }))
    .length;

/** The settings of the account; undefined if it has changed none. */
export const findAccountSettings = (
  settings: Pick<AccountSettingsStore, 'get'>,
  accountId: string,
): Promise<AccountSettings | undefined> => settings.get(accountId, SETTINGS_ID);

/** The zone that the account has set; undefined if it has set none. */
export const findAccountTimeZone = async (
  settings: Pick<AccountSettingsStore, 'get'>,
  accountId: string,
): Promise<string | undefined> => (await findAccountSettings(settings, accountId))?.timeZone;

/** The zone for what is created without one: an IANA zone. */
export const getAccountTimeZone = async (
  settings: Pick<AccountSettingsStore, 'get'>,
  accountId: string,
): Promise<string> => (await findAccountTimeZone(settings, accountId)) ?? DEFAULT_TIME_ZONE;

/** Who responds to alerts of which nobody else can be notified; undefined if the account has set nobody. */
export const findFallbackResponder = async (
  settings: Pick<AccountSettingsStore, 'get'>,
  accountId: string,
): Promise<Responder | undefined> => (await findAccountSettings(settings, accountId))?.fallbackResponder;

/** Settings to change; those that are absent stay. `fallbackResponder: null` removes it. */
export interface SettingsChange {
  readonly timeZone?: string;
  readonly fallbackResponder?: Responder | null;
}

/** Changes the settings of the account, and returns all of them. What exists already keeps its zone. */
export async function changeAccountSettings(
  settings: AccountSettingsStore,
  accountId: string,
  change: SettingsChange,
): Promise<AccountSettings> {
  const apply = ({ fallbackResponder: before, ...current }: Omit<AccountSettings, 'version'>) => {
    const { timeZone = current.timeZone, fallbackResponder = before } = change;
    return { ...current, ...(timeZone && { timeZone }), ...(fallbackResponder && { fallbackResponder }) };
  };
  return updateSettings(settings, accountId, apply);
}

/** Changes the settings, which need not exist yet. `apply` may be called several times. */
export async function updateSettings(
  settings: AccountSettingsStore,
  accountId: string,
  apply: (current: Omit<AccountSettings, 'version'>) => Omit<AccountSettings, 'version'>,
): Promise<AccountSettings> {
  const update = () => settings.update(accountId, SETTINGS_ID, apply);
  const updated = await update();
  if (updated) return updated;
  const wanted = apply({ id: SETTINGS_ID });
  const created = await settings.create(accountId, wanted);
  const { version: _version, ...stored } = created;
  // A concurrent request may have created others.
  return isDeepStrictEqual(stored, wanted) ? created : ((await update()) ?? created);
}
