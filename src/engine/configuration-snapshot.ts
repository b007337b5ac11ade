import type { Escalation } from '../domain/escalations/model.ts';
import type { ForwardingRules } from '../domain/forwarding-rules/model.ts';
import type { NotificationPolicy, PolicyList } from '../domain/policies/model.ts';
import type { Schedule } from '../domain/schedules/model.ts';
import type { Team } from '../domain/teams/model.ts';
import type { User } from '../domain/users/model.ts';

interface Kinds {
  readonly user: User;
  readonly team: Team;
  readonly schedule: Schedule;
  readonly escalation: Escalation;
  /** The notification policies of the account or of a team. */
  readonly policies: PolicyList<NotificationPolicy>;
  /** The account's forwarding rules, all of them under one id. */
  readonly forwarding: ForwardingRules;
}

export type ConfigurationKind = keyof Kinds;

/** One piece of the configuration, by id. */
export interface ConfigurationRef {
  readonly kind: ConfigurationKind;
  readonly id: string;
}

/**
 * As much of an account's configuration as has been read so far. `null`: there is no such thing. Absent: it has not
 * been read.
 */
export type ConfigurationSnapshot = {
  readonly [K in ConfigurationKind]: ReadonlyMap<string, Kinds[K] | null>;
};

/** A snapshot in which nothing has been read. */
export const emptySnapshot = (): ConfigurationSnapshot => ({
  user: new Map(),
  team: new Map(),
  schedule: new Map(),
  escalation: new Map(),
  policies: new Map(),
  forwarding: new Map(),
});

/** Looks things up in a snapshot and keeps count of what would have to be read. */
export interface ConfigurationLookup {
  /** `null`: there is none. Undefined: not read yet, and noted in {@link ConfigurationLookup.getMissing}. */
  find<K extends ConfigurationKind>(kind: K, id: string): Kinds[K] | null | undefined;
  getMissing(): readonly ConfigurationRef[];
}

export function createLookup(snapshot: ConfigurationSnapshot): ConfigurationLookup {
  const missing = new Map<string, ConfigurationRef>();
  return {
    find(kind, id) {
      const found = (snapshot[kind] as ReadonlyMap<string, Kinds[typeof kind] | null>).get(id);
      if (found === undefined) missing.set(`${kind} ${id}`, { kind, id });
      return found;
    },
    getMissing: () => [...missing.values()],
  };
}
