import { sha256 } from '../../platform/ids.ts';

/**
 * The group of the queue in which all actions on one alert go, so that they are applied in the order in which they
 * came. `alias` is that of the alert; an alert without one has its id as its alias.
 */
export const messageGroupId = (accountId: string, alias: string): string =>
  sha256(JSON.stringify([accountId, alias]));
