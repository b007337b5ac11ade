import type { ConfigurationStore } from '../../platform/configuration-store.ts';
import { ALL_RULES, type ForwardingRule, type ForwardingRules } from './model.ts';

type Rules = readonly ForwardingRule[];

interface ForwardingRuleDeps {
  readonly forwardingRules: ConfigurationStore<ForwardingRules>;
}

/** The account's forwarding rules, in the order of creation. */
export const readForwardingRules = async (
  { forwardingRules }: ForwardingRuleDeps,
  accountId: string,
): Promise<Rules> => (await forwardingRules.get(accountId, ALL_RULES))?.rules ?? [];

/** Changes the account's rules and returns the new ones. If `change` throws, nothing is changed. */
export async function changeForwardingRules(
  { forwardingRules }: ForwardingRuleDeps,
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

/** Removes all rules from and to a user who is about to be deleted. */
export async function removeForwardingOfUser(
  deps: ForwardingRuleDeps,
  accountId: string,
  userId: string,
): Promise<void> {
  const involvesUser = ({ fromUserId, toUserId }: ForwardingRule) =>
    fromUserId === userId || toUserId === userId;
  if (!(await readForwardingRules(deps, accountId)).some(involvesUser)) return;
  await changeForwardingRules(deps, accountId, (rules) => rules.filter((rule) => !involvesUser(rule)));
}
