import type { Clock } from '../../platform/clock.ts';
import { TooMuchContention } from '../../platform/configuration-store.ts';
import { logger } from '../../platform/logger.ts';
import { ConditionFailed, type Item } from '../../platform/table.ts';
import { createResponderFinder, resolveResponders } from '../alerts/responders.ts';
import type { TinyIds } from '../alerts/store/tiny-ids.ts';
import { toIncidentId } from '../incidents/ids.ts';
import type { Incident, IncidentActionMessage, IncidentResponder } from '../incidents/model.ts';
import { applyIncidentAction, getSuccessStatus, type ResolvedNames } from '../incidents/reducer.ts';
import type { IncidentStore } from '../incidents/store.ts';
import { getRequesterName } from '../requests/requester.ts';
import { deleteResponderAlerts, type IncidentEffectDeps, sendIncidentEffects } from './effects.ts';

export interface IncidentApplyDeps extends IncidentEffectDeps {
  readonly store: IncidentStore;
  readonly tinyIds: TinyIds;
  readonly clock: Clock;
}

const MAX_ATTEMPTS = 8;

/**
 * Creates the function that applies one action to one incident. Order of the writes: log, note and timeline → marks of
 * requests that the incident forgets → incident (the commit; it holds the requestId) → tiny id pointer, request status →
 * responder alerts, stakeholder notifications.
 * Each can be repeated: a redelivered message that was committed before only repeats what follows the commit.
 */
export function createIncidentApply(deps: IncidentApplyDeps) {
  const { store, tinyIds, directory, clock } = deps;
  const responders = createResponderFinder(directory);

  const findIncidentId = async ({ accountId, requestId, action, target }: IncidentActionMessage) => {
    if (action.type === 'Create') return toIncidentId(accountId, requestId);
    return target.type === 'tiny' ? store.findIdByTinyId(accountId, target.value) : target.value;
  };

  const recordSuccess = (message: IncidentActionMessage, incidentId: string) =>
    store.putRequestStatus(
      message,
      { success: true, status: getSuccessStatus(message), incidentId },
      clock(),
    );

  const recordRefusal = async (message: IncidentActionMessage, status: string): Promise<undefined> => {
    await store.putRequestStatus(message, { success: false, status, incidentId: '' }, clock());
  };

  async function resolveNames(
    { accountId, action }: IncidentActionMessage,
    incident: Incident | undefined,
  ): Promise<ResolvedNames> {
    if (action.type === 'AddResponders' && incident) {
      const { found, unknown } = await resolveResponders(responders, accountId, action.responders);
      return { responders: found as readonly IncidentResponder[], unknown };
    }
    if (action.type !== 'Create' || incident) return { responders: [], unknown: [] };
    const service = await directory.services.get(accountId, action.serviceId);
    if (!service) return { responders: [], unknown: [] };
    const { teams, individuals } = service.audience.responder;
    const { found, unknown } = await resolveResponders(responders, accountId, [
      ...teams.map((id) => ({ type: 'team' as const, id })),
      ...individuals.map((id) => ({ type: 'user' as const, id })),
      ...action.responders,
    ]);
    return {
      tinyId: await tinyIds.next(accountId),
      ownerTeam: service.teamId,
      responders: found as readonly IncidentResponder[],
      unknown,
    };
  }

  async function afterCommit(incident: Incident, message: IncidentActionMessage): Promise<void> {
    if (message.action.type === 'Create') await store.putTinyId(incident);
    await recordSuccess(message, incident.id);
    await sendIncidentEffects(deps, incident, message);
  }

  /** The tombstone is written first, the request status before the pointer of the tiny id is deleted. */
  async function deleteIncident(
    message: IncidentActionMessage,
    incidentId: string,
    incident: Incident | undefined,
  ): Promise<void> {
    const { accountId, requestId } = message;
    if (incident) await store.markForgotten(incident, undefined, clock());
    await store.putTombstone(accountId, incidentId, requestId, clock());
    if (incident) await deleteResponderAlerts(deps, incident, message);
    await recordSuccess(message, incidentId);
    await store.deleteItems(accountId, incidentId, incident?.tinyId);
  }

  /**
   * Makes one attempt and returns the id of the incident, or undefined if the action is refused. `written` collects the
   * entries that attempts have stored. Throws ConditionFailed if the incident has changed in the meantime.
   */
  async function attempt(
    message: IncidentActionMessage,
    mayBeRedelivered: boolean,
    written: Item[],
  ): Promise<string | undefined> {
    const { accountId, requestId } = message;
    // When a deletion is repeated, only the request status still knows which incident a tiny id belonged to.
    const earlier = mayBeRedelivered ? await store.findEarlierResult(accountId, requestId) : undefined;
    if (earlier?.success === false) return undefined;
    const incidentId = earlier?.incidentId || (await findIncidentId(message));
    if (!incidentId) return recordRefusal(message, 'Incident does not exist');
    const { incident, deletedBy } = await store.readState(accountId, incidentId);
    if (deletedBy === requestId) {
      await deleteIncident(message, incidentId, incident);
      return incidentId;
    }
    if (deletedBy !== undefined) {
      if (!earlier?.success) return recordRefusal(message, 'Incident does not exist');
      await recordSuccess(message, incidentId);
      return incidentId;
    }
    if (incident && (earlier?.success || incident.appliedRequests.includes(requestId))) {
      await afterCommit(incident, message);
      return incidentId;
    }
    const reduction = applyIncidentAction(incident, message, await resolveNames(message, incident));
    if (reduction.kind === 'refused') {
      await store.deleteEntries(written);
      return recordRefusal(message, reduction.status);
    }
    if (reduction.kind === 'deleted') {
      await deleteIncident(message, incidentId, incident);
      return incidentId;
    }
    written.push(
      ...(await store.putEntries(message, reduction.incident, reduction.log, getRequesterName(message))),
    );
    if (incident) await store.markForgotten(incident, reduction.incident, clock());
    await afterCommit(await store.write(incident, reduction.incident), message);
    return incidentId;
  }

  /** `redelivered`: whether the message may have been applied before, in whole or in part. */
  return async function apply(message: IncidentActionMessage, redelivered: boolean): Promise<void> {
    const written: Item[] = [];
    const { accountId, requestId, action } = message;
    for (let n = 0; n < MAX_ATTEMPTS; n++) {
      try {
        const incidentId = await attempt(message, redelivered || n > 0, written);
        logger.info('Incident action processed', {
          accountId,
          requestId,
          action: action.type,
          result: incidentId ? 'applied' : 'refused',
          ...(incidentId && { incidentId }),
        });
        return;
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
      }
    }
    throw new TooMuchContention(`request ${message.requestId}`);
  };
}
