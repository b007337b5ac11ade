import type { Clock } from '../../platform/clock.ts';
import type { AlertAction, AlertActionMessage } from '../alerts/action.ts';
import { hasApplied } from '../alerts/reducer/apply-action.ts';
import { aliasOfCreate } from '../alerts/reducer/create.ts';
import type { ResponderFinder } from '../alerts/responders.ts';
import type { AlertStore } from '../alerts/store/alert-store.ts';
import type { Responder, ResponderReference } from '../kernel/responder.ts';
import { type AlertDraft, applyPolicies } from '../policies/apply.ts';
import { type AlertPolicy, GLOBAL, type PolicyList } from '../policies/model.ts';
import { type Delivery, isSuspect } from './load-target.ts';

/** The alert policies of {@link GLOBAL} or of a team. */
export interface AlertPolicySource {
  get(accountId: string, scope: string): Promise<PolicyList<AlertPolicy>>;
}

export interface PolicingDeps {
  readonly policies: AlertPolicySource;
  readonly directory: ResponderFinder;
  readonly store: AlertStore;
  readonly clock: Clock;
}

type Create = Extract<AlertAction, { type: 'Create' }>;

/**
 * Lets alert policies change the alerts that the messages of one batch create, before anything is looked up by their
 * aliases. Policies are read once a batch: they work at once, and an account without any costs one read of an item that
 * is not there.
 *
 * The policies of the account come first, then those of the team that the key belongs to, or that alone is to respond.
 *
 * Policies may be others when a message is delivered again. Of what an earlier delivery has done only the alias matters,
 * since all else is found by it; where policies changed it, it is stored before it is used and stays so.
 */
export function policingOfBatch(deps: PolicingDeps): (delivery: Delivery) => Promise<Delivery> {
  const { policies, directory, store, clock } = deps;
  const lists = new Map<string, Promise<PolicyList<AlertPolicy>>>();

  function listOf(accountId: string, scope: string): Promise<PolicyList<AlertPolicy>> {
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

  /** The message as the policies make it, and their names. */
  async function policed(message: AlertActionMessage, action: Create): Promise<Changed> {
    const { accountId, receivedAt, teamId } = message;
    const unchanged = { message, action, applied: [] };
    const global = await listOf(accountId, GLOBAL);
    if (global.policies.length === 0 && !global.teamIds?.length) return unchanged;
    const { found, unknown } = await identified(directory, accountId, action.responders);
    const original = draftOf(message, action, found);
    const first = applyPolicies(original, global.policies, receivedAt);
    const team = teamId ?? onlyTeamOf(first.draft.responders);
    const second =
      team && global.teamIds?.includes(team)
        ? applyPolicies(first.draft, (await listOf(accountId, team)).policies, receivedAt)
        : { draft: first.draft, applied: [] };
    const applied = [...first.applied, ...second.applied];
    return applied.length > 0 ? { ...withDraft(message, action, second.draft, unknown), applied } : unchanged;
  }

  /** Whether an earlier delivery, when no policy changed the alias, was applied. */
  async function wasApplied(message: AlertActionMessage, alias: string): Promise<boolean> {
    const claim = await store.readClaim(message.accountId, alias);
    const alert = claim && (await store.readState(message.accountId, claim.alertId)).alert;
    return alert !== undefined && hasApplied(alert, message);
  }

  return async (delivery) => {
    const { message } = delivery;
    const { accountId, requestId, action } = message;
    if (action.type !== 'Create') return delivery;
    const alias = aliasOfCreate(message, action);
    const changed = await policed(message, action);
    const suspect = isSuspect(delivery, clock());
    const pinned = suspect ? await store.readPinnedAlias(accountId, requestId) : undefined;
    if (pinned !== undefined) return delivered(delivery, changed, pinned);
    const wanted = aliasOfCreate(changed.message, changed.action);
    if (wanted === alias) return delivered(delivery, changed, alias);
    if (suspect && (await wasApplied(message, alias))) return delivery;
    return delivered(delivery, changed, await store.pinAlias(accountId, requestId, wanted, clock()));
  };
}

interface Changed {
  readonly message: AlertActionMessage;
  readonly action: Create;
  readonly applied: readonly string[];
}

const delivered = (delivery: Delivery, { message, action, applied }: Changed, alias: string): Delivery => ({
  ...delivery,
  message: { ...message, action: aliasOfCreate(message, action) === alias ? action : { ...action, alias } },
  ...(applied.length > 0 && { policies: applied }),
});

/** References by id, as far as they lead to anything: what is named by id is taken at its word. */
async function identified(
  directory: ResponderFinder,
  accountId: string,
  references: readonly ResponderReference[],
): Promise<{ readonly found: readonly Responder[]; readonly unknown: readonly ResponderReference[] }> {
  const ids = await Promise.all(
    references.map(async (each) => each.id ?? (await directory.id(accountId, each.type, each))),
  );
  return {
    found: references.flatMap(({ type }, i) => (ids[i] ? { type, id: ids[i] } : [])),
    unknown: references.filter((_, i) => !ids[i]),
  };
}

function onlyTeamOf(responders: readonly Responder[]): string | undefined {
  const teams = responders.filter(({ type }) => type === 'team');
  return teams.length === 1 ? teams[0]?.id : undefined;
}

const draftOf = (
  message: AlertActionMessage,
  action: Create,
  responders: readonly Responder[],
): AlertDraft => ({
  message: action.message,
  alias: aliasOfCreate(message, action),
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
  action: Create,
  { source, alias, responders, ...content }: AlertDraft,
  unknown: readonly ResponderReference[],
): Pick<Changed, 'message' | 'action'> {
  const changed: Create = {
    ...action,
    ...content,
    ...(alias !== aliasOfCreate(message, action) && { alias }),
    responders: [...responders, ...unknown],
  };
  return { message: { ...message, source, action: changed }, action: changed };
}
