/** The events of an alert that a user's notification rules can apply to. */
export type AlertEvent =
  | 'create-alert'
  | 'acknowledged-alert'
  | 'closed-alert'
  | 'assigned-alert'
  | 'add-note';
