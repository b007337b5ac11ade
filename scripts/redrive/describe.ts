import type { AlertActionMessage } from '../../src/domain/alerts/action.ts';
import type { BulkActionMessage } from '../../src/domain/bulk-actions/model.ts';
import type { ContactMessage } from '../../src/domain/contact-messages/model.ts';
import type { StakeholderNotification } from '../../src/domain/incidents/model.ts';
import type { WebhookEvent } from '../../src/domain/integrations/outgoing-webhooks.ts';
import type { ShiftNotice } from '../../src/domain/shift-notices/model.ts';
import { toIso } from '../../src/platform/clock.ts';
import type { DeadAlertNotification } from '../../src/senders/alert-notifications/record-failure.ts';
import type { DeadShiftNotice } from '../../src/senders/shift-notices/sender.ts';
import type { DeadStakeholderNotification } from '../../src/senders/stakeholder-emails/sender.ts';
import type { DeadLetter } from './dead-letters.ts';

/** The record that Lambda sends to a failure destination. */
interface FailedInvocation {
  readonly requestContext: { readonly functionArn: string; readonly condition: string };
  readonly responsePayload?: { readonly errorType?: string; readonly errorMessage?: string };
}

type Action = Pick<AlertActionMessage, 'accountId' | 'requestId' | 'receivedAt'> & {
  readonly action: { readonly type: string };
  readonly target: object;
};

/** One line about an action on an alert or an incident that could not be applied. */
function action({ action: { type }, target, accountId, requestId, receivedAt }: Action): string {
  return `${toIso(receivedAt)} ${type} on ${JSON.stringify(target)}, account ${accountId}, request ${requestId}`;
}

type DeadNotification = DeadAlertNotification | DeadStakeholderNotification | DeadShiftNotice;

/** One line about a notification that could not be delivered: of an alert, of an incident to a stakeholder, or of a shift. */
function notification(body: DeadNotification): string {
  if ('scheduleId' in body) return `${shiftNotice(body)}: ${body.state}, ${body.reason}`;
  if (!('notification' in body)) return `${stakeholder(body)}: ${body.state}, ${body.reason}`;
  const { notification: record, ...letter } = body;
  const { channel, userId, accountId, alertId, dueAt } = record;
  return (
    `${toIso(dueAt)} ${channel} to user ${userId} about alert ${alertId}, account ${accountId}: ` +
    `${letter.state}, ${letter.error} ${letter.reason}`
  );
}

function stakeholder({ event, userId, accountId, incidentId, at }: StakeholderNotification): string {
  return `${toIso(at)} ${event} to user ${userId} about incident ${incidentId}, account ${accountId}`;
}

function shiftNotice({ event, channel, userId, accountId, scheduleId, at }: ShiftNotice): string {
  return `${toIso(at)} ${event} by ${channel} to user ${userId} of schedule ${scheduleId}, account ${accountId}`;
}

function contactMessage({ kind, channel, userId, accountId, requestedAt }: ContactMessage): string {
  return `${toIso(requestedAt)} ${kind} by ${channel} to user ${userId}, account ${accountId}`;
}

const bulkAction = ({ accountId, id }: BulkActionMessage): string =>
  `bulk action ${id}, account ${accountId}`;

function webhookEvent({ accountId, integrationId, eventId, payload }: WebhookEvent): string {
  const { action } = payload as { readonly action?: string };
  return `${action} for webhook integration ${integrationId}, account ${accountId}, event ${eventId}`;
}

/** Only the id: phone number and text are private. */
const receivedText = ({ inboundMessageId }: { readonly inboundMessageId: string }): string =>
  `text ${inboundMessageId}`;

/** Only the id, too. */
const receivedEmail = ({ mail }: { readonly mail: { readonly messageId: string } }): string =>
  `e-mail ${mail.messageId}`;

function failedRun({ requestContext, responsePayload }: FailedInvocation): string {
  const reason = responsePayload && `${responsePayload.errorType}: ${responsePayload.errorMessage}`;
  return `${requestContext.functionArn.split(':')[6]}: ${reason ?? requestContext.condition}`;
}

const DESCRIPTIONS = {
  'alert-actions': (body: unknown) => action(body as Action),
  'incident-actions': (body: unknown) => action(body as Action),
  'stakeholder-notifications': (body: unknown) => stakeholder(body as StakeholderNotification),
  'shift-notices': (body: unknown) => shiftNotice(body as ShiftNotice),
  'contact-messages': (body: unknown) => contactMessage(body as ContactMessage),
  'bulk-actions': (body: unknown) => bulkAction(body as BulkActionMessage),
  'alert-webhooks': (body: unknown) => webhookEvent(body as WebhookEvent),
  'received-sms': (body: unknown) => receivedText(body as { inboundMessageId: string }),
  'received-emails': (body: unknown) => receivedEmail(body as { mail: { messageId: string } }),
  notifications: (body: unknown) => notification(body as DeadNotification),
  'scheduled-functions': (body: unknown) => failedRun(body as FailedInvocation),
} as const;

/** The dead-letter queues of a stage, by the name that comes before -dlq. */
export type DeadLetterQueue = keyof typeof DESCRIPTIONS;

/** Dead-letter queues whose messages can return to a source queue. */
export const RETURNABLE = [
  'alert-actions',
  'incident-actions',
  'stakeholder-notifications',
  'shift-notices',
  'contact-messages',
  'bulk-actions',
  'alert-webhooks',
  'received-sms',
  'received-emails',
] as const;

export const DEAD_LETTER_QUEUES = Object.keys(DESCRIPTIONS) as readonly DeadLetterQueue[];

/** One line for the operator: what the message is, its account, and why it failed. Returns unknown formats unchanged. */
export function describeLetter(queue: DeadLetterQueue, { body, sentAt, reason }: DeadLetter): string {
  const suffix = reason ? `: ${reason}` : '';
  try {
    return `${DESCRIPTIONS[queue](JSON.parse(body))}${suffix}`;
  } catch {
    return `${toIso(sentAt)} ${body}${suffix}`;
  }
}
