import type { AlertActionMessage } from '../alerts/action.ts';
import type { AlertState, ResolvedReferences } from '../alerts/reducer/types.ts';
import { type ResponderFinder, resolveResponders } from '../alerts/responders.ts';
import type { AlertEvent } from '../kernel/alert-event.ts';

/** The event that an action causes, about which users can have notification rules. */
const EVENTS: Readonly<Partial<Record<AlertActionMessage['action']['type'], AlertEvent>>> = {
  Acknowledge: 'acknowledged-alert',
  Close: 'closed-alert',
  AddNote: 'add-note',
};

/**
 * The finder, with the user of an acknowledge already being looked up: most acknowledges need it, and the look-up can run
 * beside the reads of the alert. If it fails, it fails where the user is needed.
 */
export function startFindingActor(
  directory: ResponderFinder,
  { accountId, action, user }: AlertActionMessage,
): ResponderFinder {
  if (action.type !== 'Acknowledge' || !user) return directory;
  const actor = directory.findUser(accountId, { username: user });
  actor.catch(() => {});
  return {
    ...directory,
    findUser: (account, reference) =>
      account === accountId && reference.username === user && !reference.id
        ? actor
        : directory.findUser(account, reference),
  };
}

/** Looks up the names in a message, but only those that its action needs: a duplicate needs none. */
export async function resolveNames(
  directory: ResponderFinder,
  state: AlertState,
  message: AlertActionMessage,
): Promise<Omit<ResolvedReferences, 'tinyId'>> {
  const { accountId, action } = message;
  const { alert, ledger } = state;
  switch (action.type) {
    case 'Create': {
      if (alert?.status === 'open') return {};
      const [responders, visibleTo] = await Promise.all([
        resolveResponders(directory, accountId, action.responders),
        resolveResponders(directory, accountId, action.visibleTo),
      ]);
      const isWithoutResponder =
        responders.found.length === 0 && !message.teamId && action.suppressNotifications !== true;
      return {
        responders: responders.found,
        unknown: responders.unknown,
        visibleTo: visibleTo.found,
        ...(isWithoutResponder &&
          (await findSubstitutes(directory, accountId, responders.unknown.length > 0))),
      };
    }
    case 'EscalateToNext': {
      const escalation = await directory.findEscalation(accountId, action.escalation);
      return escalation ? { escalation } : {};
    }
    case 'AssignOwnership': {
      const owner = await directory.findUser(accountId, action.owner);
      return owner ? { owner } : {};
    }
    case 'AddResponder': {
      const id = await directory.findId(accountId, action.responder.type, action.responder);
      return id ? { responder: { type: action.responder.type, id } } : {};
    }
    case 'AddTeam': {
      const id = await directory.findId(accountId, 'team', action.team);
      return id ? { responder: { type: 'team', id } } : {};
    }
    case 'NotifyAccountOwners':
      return findSubstitutes(directory, accountId, true);
    case 'Acknowledge':
    case 'Close':
    case 'AddNote': {
      const event = EVENTS[action.type];
      const hasObservers = event !== undefined && (ledger?.observers[event]?.length ?? 0) > 0;
      const takesOwnership = action.type === 'Acknowledge' && alert?.owner === '';
      if (!message.user || !(hasObservers || takesOwnership)) return {};
      const actor = await directory.findUser(accountId, { username: message.user });
      return actor ? { actor } : {};
    }
    default:
      return {};
  }
}

/** Who is notified if nobody else can be: the fallback responder and, if wanted, the owners of the account. */
async function findSubstitutes(
  directory: ResponderFinder,
  accountId: string,
  withOwners: boolean,
): Promise<Pick<ResolvedReferences, 'fallback' | 'accountOwners'>> {
  const [fallback, accountOwners] = await Promise.all([
    directory.findFallback?.(accountId),
    withOwners ? directory.listAccountOwners?.(accountId) : undefined,
  ]);
  return { ...(fallback && { fallback }), accountOwners: accountOwners ?? [] };
}
