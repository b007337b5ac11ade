import type { Ledger } from '../domain/alerts/ledger.ts';
import type { Alert } from '../domain/alerts/model.ts';
import { createBoundedMap } from '../platform/bounded-map.ts';
import type { ConfigurationRef } from './configuration-snapshot.ts';

/** Kinds of alerts that an instance remembers. */
const MAX_HINTS = 1_000;

/**
 * Remembers which configuration the last evaluation of such an alert needed, so that the next one reads it in one call
 * instead of following team, escalation, schedule and user one after the other. Only references are remembered: what they
 * lead to is read anew each time, and what is missing is read after it.
 */
export interface ConfigurationHints {
  get(alert: Alert, ledger: Ledger): readonly ConfigurationRef[];
  set(alert: Alert, ledger: Ledger, refs: readonly ConfigurationRef[]): void;
}

/** Alerts with the same responders need the same configuration, and more of it before their flows have started. */
const toKey = ({ accountId, flows }: Alert, ledger: Ledger): string =>
  JSON.stringify([accountId, Object.keys(ledger.flows).length > 0, flows.map(({ key }) => key)]);

export function createConfigurationHints(): ConfigurationHints {
  const hints = createBoundedMap<readonly ConfigurationRef[]>(MAX_HINTS);
  return {
    get: (alert, ledger) => hints.get(toKey(alert, ledger)) ?? [],
    set: (alert, ledger, refs) => void hints.set(toKey(alert, ledger), refs),
  };
}
