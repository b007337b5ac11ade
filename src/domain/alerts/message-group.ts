import { sha256 } from '../../platform/ids.ts';

/**
 * The message group of all actions on one alert, so that they are applied in the order in which they were accepted. An
 * alert without an alias has its id as its alias.
 */
export const messageGroupId = (accountId: string, alias: string): string =>
  sha256(JSON.stringify([accountId, alias]));
