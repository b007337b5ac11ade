/**
 * How a delivery attempt failed. The escalation state machine decides by the `name` of these errors whether it retries.
 * Their messages end up in the execution history and on the alert's log: a reason only, never an address, a phone number
 * or a token.
 */

/** Certainly not sent, and likely to succeed later: retry. */
export class TransientFailure extends Error {
  override readonly name = 'TransientFailure';
}

/** Certainly not sent, and a retry would fail as well: try the user's next contact method. */
export class NotificationRejected extends Error {
  override readonly name = 'NotificationRejected';
}

/** It is not known whether the message was sent, so it must not be sent again. */
export class UnknownOutcome extends Error {
  override readonly name = 'UnknownOutcome';
}
