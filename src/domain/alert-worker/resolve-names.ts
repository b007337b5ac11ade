import type { AlertActionMessage } from '../alerts/action.ts';
import type { AlertState, Resolved } from '../alerts/reducer/types.ts';
import { type ResponderFinder, resolveResponders } from '../alerts/responders.ts';
import type { AlertEvent } from '../kernel/alert-event.ts';

/** The event that an action is, for those who want to be told. */
const EVENTS: Readonly<Partial<Record<AlertActionMessage['action']['type'], AlertEvent>>> = {
  Acknowledge: 'acknowledged-alert',
  Close: 'closed-alert',
  AddNote: 'add-note',
};

/** Looks up what the action needs to know of the names in it, and no more: a duplicate needs nothing. */
export async function resolve(
  directory: ResponderFinder,
  state: AlertState,
  message: AlertActionMessage,
): Promise<Omit<Resolved, 'tinyId'>> {
  const { accountId, action } = message;
  const { alert, ledger } = state;
  switch (action.type) {
    case 'Create': {
      if (alert?.status === 'open') return {};
      const [responders, visibleTo] = await Promise.all([
        resolveResponders(directory, accountId, action.responders),
        resolveResponders(directory, accountId, action.visibleTo),
      ]);
      return { responders: responders.found, unknown: responders.unknown, visibleTo: visibleTo.found };
    }
    case 'EscalateToNext': {
      const escalationId = await directory.id(accountId, 'escalation', action.escalation);
      return escalationId ? { escalationId } : {};
    }
    case 'AssignOwnership': {
      const owner = await directory.user(accountId, action.owner);
      return owner ? { owner } : {};
    }
    case 'AddResponder': {
      const id = await directory.id(accountId, action.responder.type, action.responder);
      return id ? { responder: { type: action.responder.type, id } } : {};
    }
    case 'AddTeam': {
      const id = await directory.id(accountId, 'team', action.team);
      return id ? { responder: { type: 'team', id } } : {};
    }
    case 'Acknowledge':
    case 'Close':
    case 'AddNote': {
      const event = EVENTS[action.type];
      const told = event !== undefined && (ledger?.observers[event]?.length ?? 0) > 0;
      const owns = action.type === 'Acknowledge' && alert?.owner === '';
      if (!message.user || !(told || owns)) return {};
      const actor = await directory.user(accountId, { username: message.user });
      return actor ? { actor } : {};
    }
    default:
      return {};
  }
}
