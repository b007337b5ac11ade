import type { AccountSettings } from '../domain/accounts/settings.ts';
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
  /** All forwarding rules of the account, under one id. */
  readonly forwarding: ForwardingRules;
  /** The settings of the account, under one id. */
  readonly settings: AccountSettings;
}

export type ConfigurationKind = keyof Kinds;

/** One piece of the configuration, by id. */
export interface ConfigurationRef {
  readonly kind: ConfigurationKind;
  readonly id: string;
}

/**
 * The part of an account's configuration that has been read so far. `null`: it does not exist. Absent: not read yet.
 */
export type ConfigurationSnapshot = {
  readonly [K in ConfigurationKind]: ReadonlyMap<string, Kinds[K] | null>;
};

/** A snapshot with nothing read yet. */
export const emptySnapshot = (): ConfigurationSnapshot => ({
  user: new Map(),
  team: new Map(),
  schedule: new Map(),
  escalation: new Map(),
  policies: new Map(),
  forwarding: new Map(),
  settings: new Map(),
});

/** Looks up configuration in a snapshot and records what is missing. */
export interface ConfigurationLookup {
  /** `null`: it does not exist. Undefined: not read yet; {@link ConfigurationLookup.getMissing} then names it. */
  find<K extends ConfigurationKind>(kind: K, id: string): Kinds[K] | null | undefined;
  getMissing(): readonly ConfigurationRef[];
  /** Everything that was looked up, whether it was read or is missing. */
  getUsed(): readonly ConfigurationRef[];
}

export function createLookup(snapshot: ConfigurationSnapshot): ConfigurationLookup {
  const missing = new Map<string, ConfigurationRef>();
  const used = new Map<string, ConfigurationRef>();
  return {
    find(kind, id) {
      const found = (snapshot[kind] as ReadonlyMap<string, Kinds[typeof kind] | null>).get(id);
      used.set(`${kind} ${id}`, { kind, id });
      if (found === undefined) missing.set(`${kind} ${id}`, { kind, id });
      return found;
    },
    getMissing: () => [...missing.values()],
    getUsed: () => [...used.values()],
  };
}
