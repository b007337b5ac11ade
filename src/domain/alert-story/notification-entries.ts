import type { AlertEvent } from '../kernel/alert-event.ts';
import type { Channel, NotificationRecord } from '../notifications/model.ts';
import type { CancellationReason } from '../notifications/reasons.ts';
import { getPersonName, type StoryEntry, type StoryNames, type StoryOutcome } from './model.ts';
import { describeReason, type StoryReason } from './reasons.ts';

/** How people call a message of the channel: "by …". */
export const CHANNEL_NAMES: Readonly<Record<Channel, string>> = {
  email: 'e-mail',
  sms: 'SMS',
  voice: 'voice call',
  mobile: 'push notification',
  webhook: 'webhook',
  webpush: 'push notification of the browser',
  ntfy: 'ntfy',
  pushover: 'Pushover',
};

const ABOUT: Readonly<Record<AlertEvent, string>> = {
  'create-alert': '',
  'acknowledged-alert': ' of the acknowledgement',
  'closed-alert': ' of the closing',
  'assigned-alert': ' of the assignment',
  'add-note': ' of a new note',
};

const UNLESS: Readonly<Record<NonNullable<NotificationRecord['about']>['condition'], string>> = {
  'if-not-acked': ', unless somebody acknowledges or closes the alert before',
  'if-not-closed': ', unless somebody closes the alert before',
  always: '',
};

function getReason({ state, reason = '', problem }: NotificationRecord): StoryReason | undefined {
  switch (state) {
    case 'rejected':
    case 'undelivered':
      return problem ? { code: problem } : { code: 'ProviderFailed', detail: reason || 'no reason given' };
    case 'unknown':
      return { code: 'OutcomeUnknown', detail: reason || 'no reason given' };
    case 'cancelled':
      return { code: (reason || 'PlanChanged') as CancellationReason };
    default:
      return undefined;
  }
}

function getOutcome({ state }: NotificationRecord, planned: boolean): StoryOutcome {
  if (state === 'claimed' || state === 'retrying') return 'sending';
  return planned && state === 'sent' ? 'planned' : state;
}

/** The entry of a notification, from its record. */
export function toNotificationEntry(
  record: NotificationRecord,
  names: StoryNames,
  planned: boolean,
): StoryEntry {
  const { notificationId, channel, userId, updatedAt, about } = record;
  const person = names.getPerson(userId);
  const who = getPersonName(person);
  const reason = getReason(record);
  const outcome = getOutcome(record, planned);
  const at = names.format(updatedAt);
  const what = `${who} by ${CHANNEL_NAMES[channel] ?? channel}${about ? ABOUT[about.event] : ''}`;
  const repeat = about?.repeatOf ? ', possibly once more' : '';
  const explanation = reason ? describeReason(reason, who, names.format) : '';
  const common = {
    id: notificationId,
    kind: 'notification',
    at: updatedAt,
    planned,
    person,
    channel,
    outcome,
  } as const;
  const texts = describeOutcome({
    outcome,
    what: `${what}${repeat}`,
    at,
    explanation,
    unless: about ? UNLESS[about.condition] : '',
  });
  return { ...common, ...texts, ...(reason && { reason }) };
}

interface OutcomeWords {
  readonly outcome: StoryOutcome;
  /** For example "Jane Doe by SMS". */
  readonly what: string;
  readonly at: string;
  /** The sentence of the reason. */
  readonly explanation: string;
  readonly unless: string;
}

function describeOutcome({ outcome, what, at, explanation, unless }: OutcomeWords): {
  readonly text: string;
  readonly sentence: string;
} {
  switch (outcome) {
    case 'planned':
      return { text: what, sentence: `${what} at ${at}${unless}.` };
    case 'sending':
      return { text: `${what}: being sent`, sentence: `${what}: being sent since ${at}.` };
    case 'sent':
      return { text: `${what}: sent`, sentence: `${what}: sent at ${at}.` };
    case 'cancelled':
      return { text: `${what}: not sent`, sentence: `${what}: not sent at ${at}. ${explanation}` };
    case 'unknown':
      return {
        text: `${what}: outcome unknown`,
        sentence: `${what}: outcome unknown at ${at}. ${explanation}`,
      };
    case 'rejected':
    case 'undelivered':
      return { text: `${what}: failed`, sentence: `${what}: failed at ${at}. ${explanation}` };
  }
}
