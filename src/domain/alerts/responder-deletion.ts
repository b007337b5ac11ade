import type { Instant } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';
import { ALERT_SHARDS, alertIdFromIndexSk, openAlertsPk } from '../../platform/keys.ts';
import type { Queue } from '../../platform/queue.ts';
import type { Item, QuerySpec, Table } from '../../platform/table.ts';
import { stillReferenced } from '../kernel/errors.ts';
import type { Responder } from '../kernel/responder.ts';
import { SYSTEM_USER } from '../requests/requester.ts';
import type { AlertAction, AlertActionMessage } from './action.ts';
import { messageGroupId } from './message-group.ts';
import type { Alert } from './model.ts';
import { findAlertsWithoutDuplicates } from './queries.ts';

export interface ResponderDeletionDeps {
  readonly table: Table;
  /** alert-actions.fifo. */
  readonly alertActions: Queue;
}

/** A responder that is about to be deleted. */
export interface DeletedResponder {
  readonly accountId: string;
  /** For error messages and notes: "Escalation [Ops]". */
  readonly label: string;
  /** It, and what is deleted with it, such as the default escalation of a team. */
  readonly responders: readonly Responder[];
  /** The team that responds in its place. */
  readonly ownerTeamId?: string | undefined;
  /** Only alerts that nobody else responds to matter. */
  readonly onlyIfAlone?: boolean;
}

/** The number of open alerts that are read at a time from each shard. */
const PAGE = 250;

/** The number of requests that are sent at the same time, so that thousands fit into the time of the function. */
const SENT_AT_ONCE = 25;

/** The number of alerts that an error message names. */
const MAX_NAMED = 10;

const isOneOf = (responders: readonly Responder[], { type, id }: Responder): boolean =>
  responders.some((each) => each.type === type && each.id === id);

/** The open alerts that a responder would leave, page by page, the newest of each shard first. */
async function* listOpenAlerts(
  table: Table,
  { accountId, responders, onlyIfAlone }: DeletedResponder,
): AsyncGenerator<Alert> {
  for (let shard = 0; shard < ALERT_SHARDS; shard++) {
    let after: QuerySpec['after'];
    do {
      const page = await table.query<Item & { readonly gsi2sk: string }>({
        index: 'gsi2',
        pk: openAlertsPk(accountId, shard),
        descending: true,
        limit: PAGE,
        ...(after && { after }),
      });
      const ids = page.items.map(({ gsi2sk }) => alertIdFromIndexSk(gsi2sk));
      for (const alert of await findAlertsWithoutDuplicates(table, accountId, ids)) {
        const isAffected =
          alert.status === 'open' &&
          alert.responders.some((each) => isOneOf(responders, each)) &&
          !(onlyIfAlone && alert.responders.some((each) => !isOneOf(responders, each)));
        if (isAffected) yield alert;
      }
      after = page.next;
    } while (after);
  }
}

/**
 * Call it before the deletion of something that responds to alerts. Without `force` it throws if open alerts have it as
 * responder. With `force` those alerts get a replacement, which their logs show: the team that owns it or the alert, else
 * the owners of the account if nobody else responds. Repeatable: the ids of the requests are derived.
 *
 * @throws DomainError `still-referenced`
 */
export async function prepareResponderDeletion(
  { table, alertActions }: ResponderDeletionDeps,
  deleted: DeletedResponder,
  { force, now }: { readonly force: boolean; readonly now: Instant },
): Promise<void> {
  const alerts = listOpenAlerts(table, deleted);
  if (!force) {
    const named: string[] = [];
    for await (const { tinyId, message } of alerts) {
      if (named.length === MAX_NAMED) {
        named.push('and others');
        break;
      }
      named.push(`#${tinyId} (${message})`);
    }
    if (named.length === 0) return;
    throw stillReferenced(
      `${deleted.label} cannot be deleted, it responds to open alerts: ${named.join(', ')}. ` +
        'Close them, or delete it with force=true; then other responders are notified of them.',
    );
  }
  const send = (alert: Alert) => {
    const message = createReplacement(alert, deleted, now);
    return alertActions.send(message, {
      group: messageGroupId(alert.accountId, alert.alias || alert.id),
      deduplicationId: message.requestId,
    });
  };
  let batch: Promise<void>[] = [];
  for await (const alert of alerts) {
    batch.push(send(alert));
    if (batch.length < SENT_AT_ONCE) continue;
    await Promise.all(batch);
    batch = [];
  }
  await Promise.all(batch);
}

function createReplacement(alert: Alert, deleted: DeletedResponder, now: Instant): AlertActionMessage {
  const { label, responders } = deleted;
  const ids = responders.map(({ id }) => id);
  return {
    accountId: alert.accountId,
    requestId: derivedId('replace-responder', alert.id, ...ids),
    receivedAt: now,
    target: { type: 'id', value: alert.id },
    action: chooseReplacement(alert, deleted),
    user: SYSTEM_USER,
    source: SYSTEM_USER,
    note: `${label}, a responder of this alert, was deleted.`,
    integration: alert.integration,
  };
}

function chooseReplacement(alert: Alert, { label, responders, ownerTeamId }: DeletedResponder): AlertAction {
  const teamId = [ownerTeamId, alert.ownerTeamId].find(
    (id) => id && !isOneOf(responders, { type: 'team', id }),
  );
  const others = alert.responders.filter((each) => !isOneOf(responders, each));
  const isCovered = teamId ? isOneOf(others, { type: 'team', id: teamId }) : others.length > 0;
  // The person who acknowledged the alert works on it.
  if (isCovered || alert.acknowledged) return { type: 'AddNote' };
  if (teamId) return { type: 'AddTeam', team: { id: teamId } };
  return { type: 'NotifyAccountOwners', run: alert.run, reason: `${label} was deleted` };
}
