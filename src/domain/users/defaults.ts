import { derivedId } from '../../platform/ids.ts';
import type { ActionType, Contact, NotificationRule } from './model.ts';

/**
 * The notification rules of a new user, each with one step to their e-mail address. New and assigned alerts and the start
 * of a shift notify at once. Rules for later events of an alert are disabled: they would double the messages and cost an
 * execution for each acknowledge.
 */
const DEFAULT_RULES: readonly {
  readonly actionType: ActionType;
  readonly name: string;
  readonly enabled: boolean;
}[] = [
  { actionType: 'create-alert', name: 'New Alert', enabled: true },
  { actionType: 'assigned-alert', name: 'Assigned Alert', enabled: true },
  { actionType: 'acknowledged-alert', name: 'Acknowledged Alert', enabled: false },
  { actionType: 'closed-alert', name: 'Closed Alert', enabled: false },
  { actionType: 'add-note', name: 'Added Note', enabled: false },
  { actionType: 'schedule-start', name: 'Schedule Start', enabled: true },
  { actionType: 'schedule-end', name: 'Schedule End', enabled: false },
];

/** The contact of a new user: the e-mail address that is their username. */
export const defaultContact = (userId: string, username: string): Contact => ({
  id: derivedId('default-contact', userId),
  method: 'email',
  to: username,
  enabled: true,
  disabledReason: '',
});

/** The notification rules of a new user. */
export const defaultRules = (userId: string, { method, to }: Contact): readonly NotificationRule[] =>
  DEFAULT_RULES.map(({ actionType, name, enabled }) => ({
    id: derivedId('default-rule', userId, actionType),
    name,
    actionType,
    enabled,
    order: 0,
    notificationTime: actionType.startsWith('schedule-') ? ['just-before'] : [],
    schedules: [],
    steps: [
      {
        id: derivedId('default-step', userId, actionType),
        contact: { method, to },
        sendAfter: { timeAmount: 0, timeUnit: 'minutes' },
        enabled: true,
      },
    ],
  }));
