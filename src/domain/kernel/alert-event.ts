/** The happenings on an alert that notification rules of a user can be about. */
export type AlertEvent =
  | 'create-alert'
  | 'acknowledged-alert'
  | 'closed-alert'
  | 'assigned-alert'
  | 'add-note';
