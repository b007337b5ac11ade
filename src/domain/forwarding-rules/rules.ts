import { DAY, type Instant } from '../../platform/clock.ts';
import type { ConfigurationStore } from '../../platform/configuration-store.ts';
import { conflict, invalid } from '../kernel/errors.ts';
import { ALL_RULES, type ForwardingRule, type ForwardingRules } from './model.ts';

/** The most rules of an account, so that they fit into one item of the table. */
const MAX_RULES = 1_000;

/** How long an expired rule is kept for timelines of the past, in milliseconds. */
const KEPT_MS = 90 * DAY;

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

/** The rules with one more; adding the same rule again changes nothing. Throws `conflict` if its alias is taken. */
export function withForwardingRule(
  rules: readonly ForwardingRule[],
  rule: ForwardingRule,
  now: Instant,
): readonly ForwardingRule[] {
  if (rules.some(({ id }) => id === rule.id)) return rules;
  if (rules.some(({ alias }) => alias === rule.alias)) {
    throw conflict('Forwarding rule with this alias already exists.', { alias: 'already exists' });
  }
  const kept = rules.filter(({ endDate }) => endDate + KEPT_MS > now);
  if (kept.length >= MAX_RULES) {
    throw invalid({ fromUser: `An account can have at most ${MAX_RULES} forwarding rules` });
  }
  return [...kept, rule];
}
