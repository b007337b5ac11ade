import type { Alert } from '../../domain/alerts/model.ts';
import type { AlertEvent } from '../../domain/kernel/alert-event.ts';
import type { NotificationRequest, SendResult } from '../../domain/notifications/model.ts';
import type { User } from '../../domain/users/model.ts';

/**
 * A sender: the Lambda function behind a Send… state of statemachines/alert-escalation.asl.json. It answers SENT or
 * VOID, or throws one of the errors below, by whose names the state machine decides. Their messages lie in the
 * execution's history and on the alert's log: reasons only, never an address, a number or a token.
 */
export type Sender = (request: NotificationRequest) => Promise<Exclude<SendResult, 'REJECTED'>>;

/** It was certainly not sent and may well be in a while: the state machine tries again. */
export class TransientFailure extends Error {
  override readonly name = 'TransientFailure';
}

/** It was certainly not sent and never will be: the user's next contact method is next. */
export class NotificationRejected extends Error {
  override readonly name = 'NotificationRejected';
}

/** Whether it was sent is not known, so it is not sent again. */
export class UnknownOutcome extends Error {
  override readonly name = 'UnknownOutcome';
}

/** Signed links for the reader of a message; absent where there is nothing left to acknowledge or to close. */
export interface ActionLinks {
  readonly acknowledge?: string;
  readonly close?: string;
}

/** All that a message is made of. */
export interface Notice {
  readonly notificationId: string;
  readonly alert: Alert;
  readonly user: User;
  readonly event: AlertEvent;
  readonly links: ActionLinks;
  /** What answers to the message name the alert by, where they are read. */
  readonly replyCode?: string;
}

/**
 * One provider behind one call: takes a finished message and gives back the provider's id for it. What it throws,
 * {@link outcomeOf} can judge.
 */
export type Provider<Message> = (message: Message) => Promise<string | undefined>;

/** How a channel makes its message. */
export interface Composer<Address, Message> {
  readonly channel: NotificationRequest['channel'];
  /** The address of a contact in the provider's form; undefined where it has none. */
  readonly address: (to: string) => Address | undefined;
  readonly compose: (notice: Notice, address: Address) => Message;
}
