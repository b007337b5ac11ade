import type { IntegrationDefaults } from '../accounts/model.ts';
import type { AlertAction, CreateAction } from '../alerts/action.ts';
import { type AlertActionInput, alertActionSchema, createAlertSchema } from '../alerts/input.ts';
import { withDefaultResponders } from '../alerts/integration-defaults.ts';
import { invalid } from '../kernel/errors.ts';
import { parseInput } from '../kernel/input.ts';
import { ALERT_LIMITS, withFullTitle } from '../kernel/limits.ts';
import type { EventAction } from './event-action.ts';

/**
 * The alert action of an event. Undefined if the event names no alert to act on, or if its note is blank. Throws `invalid`
 * if an alert would have no message.
 */
export function toAlertAction(
  eventAction: EventAction,
  defaults: IntegrationDefaults | undefined,
): AlertAction | undefined {
  switch (eventAction.kind) {
    case 'create':
      return toCreateAction(eventAction, defaults);
    case 'close':
      return eventAction.alias ? { type: 'Close' } : undefined;
    case 'acknowledge':
      return eventAction.alias ? { type: 'Acknowledge' } : undefined;
    case 'addNote':
      return eventAction.alias && eventAction.note.trim() ? { type: 'AddNote' } : undefined;
  }
}

function toCreateAction(eventAction: EventAction, defaults: IntegrationDefaults | undefined): CreateAction {
  const { alias, message, description, entity, priority, tags, details, actions } = eventAction;
  if (message.trim() === '') {
    throw invalid({ body: 'contains nothing that could become the message of an alert' });
  }
  const {
    user: _u,
    source: _s,
    note: _n,
    alias: checkedAlias,
    ...alert
  } = parseInput(createAlertSchema(), {
    message,
    description: withFullTitle(message, description),
    entity,
    priority,
    tags,
    details,
    actions,
    responders: eventAction.respondersOfEvent,
    ...(alias && { alias }),
  });
  const create = withDefaultResponders(
    { type: 'Create', ...alert, ...(checkedAlias !== undefined && { alias: checkedAlias }) },
    defaults,
  );
  return {
    ...create,
    responders: [...create.responders, ...eventAction.responders].slice(0, ALERT_LIMITS.responders),
  };
}

/** User, source and note of the action of an event, as far as they are not blank. */
export const toActionFields = ({ user, source, note }: EventAction): AlertActionInput =>
  parseInput(
    alertActionSchema,
    Object.fromEntries(Object.entries({ user, source, note }).filter(([, text]) => text.trim() !== '')),
  );
