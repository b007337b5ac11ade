import type { Clock } from '../../platform/clock.ts';
import { logger } from '../../platform/logger.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { Table } from '../../platform/table.ts';
import type { AlertActionMessage, CreateAction } from '../alerts/action.ts';
import { hasApplied } from '../alerts/reducer/apply-action.ts';
import { getCreatedAlias } from '../alerts/reducer/create.ts';
import type { ResponderFinder } from '../alerts/responders.ts';
import type { AlertStore } from '../alerts/store/alert-store.ts';
import { createPatternBudget } from '../kernel/pattern-budget.ts';
import type { Responder, ResponderReference } from '../kernel/responder.ts';
import { type AlertDraft, applyAlertPolicyList } from '../policies/apply.ts';
import { type AlertPolicy, GLOBAL_SCOPE, type PolicyList } from '../policies/model.ts';
import { recordSlowPatterns } from '../slow-patterns/store.ts';
import { type Delivery, isPossibleRedelivery } from './load-target.ts';

/** The alert policies of {@link GLOBAL_SCOPE} or of a team. */
export interface AlertPolicySource {
  get(accountId: string, scope: string): Promise<PolicyList<AlertPolicy>>;
}

export interface AlertPoliciesDeps {
  readonly policies: AlertPolicySource;
  readonly directory: ResponderFinder;
  readonly store: AlertStore;
  readonly table: Pick<Table, 'put'>;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** A message after the alert policies. */
interface PolicyApplication {
  readonly message: AlertActionMessage;
  readonly action: CreateAction;
  /** Names of the policies that changed it. */
  readonly applied: readonly string[];
  /** Names of the policies that could not be evaluated. */
  readonly failed: readonly string[];
  /** Patterns of policies that were not evaluated to the end. */
  readonly skippedPatterns: readonly string[];
}

/**
 * Applies alert policies to the alerts that the messages of one batch create, before anything is looked up by alias.
 * Policies are read once per batch, so that changes take effect at once; an account without policies costs one read of an
 * item that does not exist.
 *
 * The policies of the account come first, then those of the team of the key, or of the only team that responds.
 *
 * Policies may change between two deliveries of a message. A redelivery must use the same alias, because it finds the
 * effects of the earlier delivery by it. Therefore a changed alias is stored before it is used, and never changes again.
 */
export function createAlertPolicies(deps: AlertPoliciesDeps): (delivery: Delivery) => Promise<Delivery> {
  const { policies, directory, store, table, clock, metrics } = deps;
  const lists = new Map<string, Promise<PolicyList<AlertPolicy>>>();

  function getPolicies(accountId: string, scope: string): Promise<PolicyList<AlertPolicy>> {
    const key = `${accountId} ${scope}`;
    const known = lists.get(key);
    if (known) return known;
    const list = policies.get(accountId, scope).catch((error: unknown) => {
      lists.delete(key);
      throw error;
    });
    lists.set(key, list);
    return list;
  }

  async function applyToMessage(
    message: AlertActionMessage,
    action: CreateAction,
  ): Promise<PolicyApplication> {
    const { accountId, receivedAt, teamId } = message;
    const unchanged = { message, action, applied: [], failed: [], skippedPatterns: [] };
    const global = await getPolicies(accountId, GLOBAL_SCOPE);
    if (global.policies.length === 0 && !global.teamIds?.length) return unchanged;
    const { found, unknown } = await resolveReferences(directory, accountId, action.responders);
    const original = toDraft(message, action, found);
    const budget = createPatternBudget({ accountId, now: receivedAt });
    const applyList = (draft: AlertDraft, list: readonly AlertPolicy[]) =>
      budget.run(() => applyAlertPolicyList(draft, list, receivedAt));
    const first = await applyList(original, global.policies);
    const team = teamId ?? findOnlyTeam(first.draft.responders);
    const second =
      team && global.teamIds?.includes(team)
        ? await applyList(first.draft, (await getPolicies(accountId, team)).policies)
        : { draft: first.draft, applied: [], failed: [] };
    const applied = [...first.applied, ...second.applied];
    const failed = [...first.failed, ...second.failed];
    if (failed.length > 0) {
      logger.error('Alert policies could not be evaluated', { accountId, policies: failed.length });
      metrics.record('ConfigurationFailures', failed.length);
    }
    await recordSlowPatterns(table, accountId, budget, receivedAt);
    const skippedPatterns = budget.listUnfinished();
    return applied.length > 0
      ? { ...withDraft(message, action, second.draft, unknown), applied, failed, skippedPatterns }
      : { ...unchanged, failed, skippedPatterns };
  }

  /** Whether an earlier delivery was applied at a time when no policy changed the alias. */
  async function wasAppliedUnchanged(message: AlertActionMessage, alias: string): Promise<boolean> {
    const claim = await store.readClaim(message.accountId, alias);
    const alert = claim && (await store.readState(message.accountId, claim.alertId)).alert;
    if (alert !== undefined && hasApplied(alert, message)) return true;
    // An earlier alert with this alias may have counted it. Statuses that duplicates share are found by the alias.
    const { appliedTo } = (await store.readTraces([message])).get(message.requestId) ?? {};
    return appliedTo?.alias === alias;
  }

  return async function applyAlertPolicies(delivery) {
    const { message } = delivery;
    const { accountId, requestId, action } = message;
    if (action.type !== 'Create') return delivery;
    const alias = getCreatedAlias(message, action);
    const application = await applyToMessage(message, action);
    const mayBeRedelivery = isPossibleRedelivery(delivery, clock());
    const pinned = mayBeRedelivery ? await store.readPinnedAlias(accountId, requestId) : undefined;
    if (pinned !== undefined) return withPolicies(delivery, application, pinned);
    const newAlias = getCreatedAlias(application.message, application.action);
    if (newAlias === alias) return withPolicies(delivery, application, alias);
    if (mayBeRedelivery && (await wasAppliedUnchanged(message, alias))) return delivery;
    return withPolicies(delivery, application, await store.pinAlias(accountId, requestId, newAlias, clock()));
  };
}

const withPolicies = (
  delivery: Delivery,
  { message, action, applied, failed, skippedPatterns }: PolicyApplication,
  alias: string,
): Delivery => ({
  ...delivery,
  message: { ...message, action: getCreatedAlias(message, action) === alias ? action : { ...action, alias } },
  ...(applied.length > 0 && { policies: applied }),
  ...(failed.length > 0 && { failedPolicies: failed }),
  ...(skippedPatterns.length > 0 && { skippedPatterns }),
});

/** Resolves references to ids. A reference by id is taken as it is. */
async function resolveReferences(
  directory: ResponderFinder,
  accountId: string,
  references: readonly ResponderReference[],
): Promise<{ readonly found: readonly Responder[]; readonly unknown: readonly ResponderReference[] }> {
  const ids = await Promise.all(
    references.map(async (each) => each.id ?? (await directory.findId(accountId, each.type, each))),
  );
  return {
    found: references.flatMap(({ type }, i) => (ids[i] ? { type, id: ids[i] } : [])),
    unknown: references.filter((_, i) => !ids[i]),
  };
}

function findOnlyTeam(responders: readonly Responder[]): string | undefined {
  const teams = responders.filter(({ type }) => type === 'team');
  return teams.length === 1 ? teams[0]?.id : undefined;
}

const toDraft = (
  message: AlertActionMessage,
  action: CreateAction,
  responders: readonly Responder[],
): AlertDraft => ({
  message: action.message,
  alias: getCreatedAlias(message, action),
  description: action.description,
  source: message.source,
  entity: action.entity,
  tags: action.tags,
  actions: action.actions,
  details: action.details,
  priority: action.priority,
  responders: responders.length === 0 && message.teamId ? [{ type: 'team', id: message.teamId }] : responders,
});

function withDraft(
  message: AlertActionMessage,
  action: CreateAction,
  { source, alias, responders, ...content }: AlertDraft,
  unknown: readonly ResponderReference[],
): Pick<PolicyApplication, 'message' | 'action'> {
  const changed: CreateAction = {
    ...action,
    ...content,
    ...(alias !== getCreatedAlias(message, action) && { alias }),
    responders: [...responders, ...unknown],
  };
  return { message: { ...message, source, action: changed }, action: changed };
}
