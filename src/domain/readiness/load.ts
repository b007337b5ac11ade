import { findAccountSettings } from '../accounts/settings.ts';
import type { Directory } from '../directory/directory.ts';
import type { ReadinessInput } from './model.ts';

/** Reads the configuration of the account that decides who is notified: one list of each kind. */
export async function loadReadinessInput(directory: Directory, accountId: string): Promise<ReadinessInput> {
  const [
    users,
    teams,
    escalations,
    schedules,
    heartbeats,
    integrations,
    apiKeys,
    notificationPolicies,
    settings,
  ] = await Promise.all([
    directory.users.list(accountId),
    directory.teams.list(accountId),
    directory.escalations.list(accountId),
    directory.schedules.list(accountId),
    directory.heartbeats.list(accountId),
    directory.integrations.list(accountId),
    directory.apiKeys.list(accountId),
    directory.policies.notification.all(accountId),
    findAccountSettings(directory.settings, accountId),
  ]);
  return {
    users,
    teams,
    escalations,
    schedules,
    heartbeats,
    integrations,
    apiKeys,
    notificationPolicies,
    settings,
  };
}
