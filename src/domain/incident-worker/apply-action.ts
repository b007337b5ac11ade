import type { Clock } from '../../platform/clock.ts';
import { TooMuchContention } from '../../platform/configuration-store.ts';
import { logger } from '../../platform/logger.ts';
import { ConditionFailed, type Item } from '../../platform/table.ts';
import { createResponderFinder, resolveResponders } from '../alerts/responders.ts';
import type { TinyIds } from '../alerts/store/tiny-ids.ts';
import { incidentIdOfRequest } from '../incidents/ids.ts';
import type { Incident, IncidentActionMessage, IncidentResponder } from '../incidents/model.ts';
import { applyIncidentAction, getSuccessStatus, type ResolvedNames } from '../incidents/reducer.ts';
import type { IncidentStore } from '../incidents/store.ts';
import { getRequesterName } from '../requests/requester.ts';
import { closeAlerts, type IncidentEffectDeps, settleIncident } from './effects.ts';

export interface IncidentApplyDeps extends IncidentEffectDeps {
  readonly store: IncidentStore;
  readonly tinyIds: TinyIds;
  readonly clock: Clock;
}

const ATTEMPTS = 8;

/**
 * Applies one action to one incident. Order of the writes: log, note and timeline → incident (the commit: it carries
 * the requestId) → tiny id pointer, request status → alerts of the responders, stakeholders. Each can be repeated: a
 * message that the incident has applied before does only what comes after the commit, again.
 */
export function createIncidentApply(deps: IncidentApplyDeps) {
  const { store, tinyIds, directory, clock } = deps;
  const names = createResponderFinder(directory);

  const idOf = async ({ accountId, requestId, action, target }: IncidentActionMessage) => {
    if (action.type === 'Create') return incidentIdOfRequest(accountId, requestId);
    return target.type === 'tiny' ? store.idOfTiny(accountId, target.value) : target.value;
  };

  const succeed = (message: IncidentActionMessage, incidentId: string) =>
    store.record(message, { success: true, status: getSuccessStatus(message), incidentId }, clock());

  const fail = async (message: IncidentActionMessage, status: string): Promise<undefined> => {
    await store.record(message, { success: false, status, incidentId: '' }, clock());
  };

  async function resolved(
    { accountId, action }: IncidentActionMessage,
    incident: Incident | undefined,
  ): Promise<ResolvedNames> {
    if (action.type === 'AddResponders' && incident) {
      const { found, unknown } = await resolveResponders(names, accountId, action.responders);
      return { responders: found as readonly IncidentResponder[], unknown };
    }
    if (action.type !== 'Create' || incident) return { responders: [], unknown: [] };
    const service = await directory.services.get(accountId, action.serviceId);
    if (!service) return { responders: [], unknown: [] };
    const { teams, individuals } = service.audience.responder;
    const { found, unknown } = await resolveResponders(names, accountId, [
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
    await succeed(message, incident.id);
    await settleIncident(deps, incident, message);
  }

  /** The mark first, the request's status before what it is found by goes. */
  async function remove(
    message: IncidentActionMessage,
    incidentId: string,
    incident: Incident | undefined,
  ): Promise<void> {
    const { accountId, requestId } = message;
    await store.bury(accountId, incidentId, requestId, clock());
    if (incident) await closeAlerts(deps, incident, message);
    await succeed(message, incidentId);
    await store.clear(accountId, incidentId, incident?.tinyId);
  }

  /**
   * One attempt; gives the incident, where the action was not refused. Throws ConditionFailed where somebody else wrote
   * between; `written`: entries of attempts so far.
   */
  async function attempt(
    message: IncidentActionMessage,
    isSuspect: boolean,
    written: Item[],
  ): Promise<string | undefined> {
    const { accountId, requestId } = message;
    // Of a deletion that is repeated, the outcome alone says which incident a tiny id meant.
    const outcome = isSuspect ? await store.readOutcome(accountId, requestId) : undefined;
    if (outcome?.success === false) return undefined;
    const incidentId = outcome?.incidentId || (await idOf(message));
    if (!incidentId) return fail(message, 'Incident does not exist');
    const { incident, deletedBy } = await store.readState(accountId, incidentId);
    if (deletedBy === requestId) {
      await remove(message, incidentId, incident);
      return incidentId;
    }
    if (deletedBy !== undefined) {
      return outcome?.success ? incidentId : fail(message, 'Incident does not exist');
    }
    if (incident && (outcome?.success || incident.appliedRequests.includes(requestId))) {
      await afterCommit(incident, message);
      return incidentId;
    }
    const reduction = applyIncidentAction(incident, message, await resolved(message, incident));
    if (reduction.kind === 'refused') {
      await store.remove(written);
      return fail(message, reduction.status);
    }
    if (reduction.kind === 'deleted') {
      await remove(message, incidentId, incident);
      return incidentId;
    }
    written.push(
      ...(await store.putEntries(message, reduction.incident, reduction.log, getRequesterName(message))),
    );
    await afterCommit(await store.write(incident, reduction.incident), message);
    return incidentId;
  }

  /** `redelivered`: the message may have been applied before, in whole or in part. */
  return async function apply(message: IncidentActionMessage, redelivered: boolean): Promise<void> {
    const written: Item[] = [];
    const { accountId, requestId, action } = message;
    for (let n = 0; n < ATTEMPTS; n++) {
      try {
        const incidentId = await attempt(message, redelivered || n > 0, written);
        logger.info('Applied to an incident', {
          accountId,
          requestId,
          action: action.type,
          result: incidentId ? 'done' : 'refused',
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
