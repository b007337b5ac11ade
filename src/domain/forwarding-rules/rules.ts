import type { ConfigurationStore } from '../../platform/configuration-store.ts';
import { ALL_RULES, type ForwardingRule, type ForwardingRules } from './model.ts';

type Rules = readonly ForwardingRule[];

/** Whoever holds the store of forwarding rules. */
interface Has {
  readonly forwardingRules: ConfigurationStore<ForwardingRules>;
}

/** The account's forwarding rules, in the order in which they were made. */
export const readForwardingRules = async ({ forwardingRules }: Has, accountId: string): Promise<Rules> =>
  (await forwardingRules.get(accountId, ALL_RULES))?.rules ?? [];

/** Changes the rules, which `change` may refuse by throwing. */
export async function changeForwardingRules(
  { forwardingRules }: Has,
  accountId: string,
  change: (rules: Rules) => Rules,
): Promise<Rules> {
  for (;;) {
    const changed = await forwardingRules.update(accountId, ALL_RULES, (all) => ({
      ...all,
      rules: change(all.rules),
    }));
    if (changed) return changed.rules;
    await forwardingRules.create(accountId, { id: ALL_RULES, rules: [] });
  }
}

/** Takes away all rules from and to a user who is about to go. */
export async function removeForwardingOfUser(
  directory: Has,
  accountId: string,
  userId: string,
): Promise<void> {
  const concerns = ({ fromUserId, toUserId }: ForwardingRule) => fromUserId === userId || toUserId === userId;
  if (!(await readForwardingRules(directory, accountId)).some(concerns)) return;
  await changeForwardingRules(directory, accountId, (rules) => rules.filter((rule) => !concerns(rule)));
}
