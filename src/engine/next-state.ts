import type { Channel, NotificationRequest } from '../domain/notifications/model.ts';
import type { AssessDecision } from './decision.ts';

/**
 * The function that sends on each channel, as the definition of the state machine lists them. `other` takes
 * notifications of a channel that the definition does not list, because it is older than the channel.
 */
export interface Senders extends Readonly<Partial<Record<Channel, string>>> {
  readonly other: string;
}

/**
 * Where an execution goes after Assess: to the sender state of a channel, to the Map of `all` notifications, to the Wait,
 * or to its end.
 */
export type NextState = Channel | 'all' | 'wait' | 'end';

/** A notification with the function that sends it. */
export interface AddressedNotification extends NotificationRequest {
  readonly sender: string;
}

/**
 * The route of an evaluation. A lone notification goes directly to its channel's sender, from where the execution always
 * waits; so only one that something follows goes there, and the last one goes through the Map.
 */
export function chooseNextState(
  decision: AssessDecision['decision'],
  notifications: readonly NotificationRequest[],
  resumes: boolean,
  senders: Senders,
): NextState {
  if (decision === 'WAIT') return 'wait';
  if (decision === 'END') return 'end';
  const [first, second] = notifications;
  return first && !second && resumes && senders[first.channel] ? first.channel : 'all';
}

/** The notification with the function of its channel. */
export const withSender = (notification: NotificationRequest, senders: Senders): AddressedNotification => ({
  ...notification,
  sender: senders[notification.channel] ?? senders.other,
});
