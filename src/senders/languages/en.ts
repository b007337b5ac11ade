import type { NextPeople, NotificationReason, ShiftWords, Texts } from './texts.ts';
import { getDurationParts, toDuration, toList } from './words.ts';

const list = toList('en');

const describeTarget = ({ names, target }: NextPeople): string => {
  if (names.length > 0) return list(names);
  return target.type === 'user' ? target.name : `${target.type} ${target.name}`;
};

const isOrAre = ({ names }: NextPeople): string => (names.length > 1 ? 'are' : 'is');

function describeReason(reason: NotificationReason): string {
  switch (reason.kind) {
    case 'schedule':
      return `You are on call for ${reason.name}.`;
    case 'team':
      return `You are a member of team ${reason.name}.`;
    case 'escalation':
      return `Escalation ${reason.name} names you.`;
    case 'responder':
      return 'The alert names you as a responder.';
    case 'account-owner':
      return 'Nobody else could be notified. You are an owner of the account.';
  }
}

function describeReasonShort(reason: NotificationReason): string {
  switch (reason.kind) {
    case 'schedule':
      return `On call: ${reason.name}`;
    case 'team':
      return `Team ${reason.name}`;
    case 'escalation':
      return `Escalation ${reason.name}`;
    case 'responder':
      return '';
    case 'account-owner':
      return 'Nobody else could be notified';
  }
}

const count = (amount: number, unit: string): string => `${amount} ${unit}${amount === 1 ? '' : 's'}`;

function describeShift({ event, minutesAhead }: ShiftWords): string {
  const [verb, past] = event === 'schedule-start' ? ['begins', 'began'] : ['ends', 'ended'];
  if (minutesAhead <= -2) return past;
  if (minutesAhead < 2) return `${verb} now`;
  const { amount, unit } = getDurationParts(minutesAhead);
  return `${verb} in ${count(amount, unit)}`;
}

const acknowledgeBy = { sms: 'text message', email: 'e-mail', app: 'notification on your device' } as const;

const INCIDENT_EVENTS = {
  created: 'was opened',
  updated: 'was updated',
  resolved: 'was resolved',
  closed: 'was closed',
  reopened: 'was reopened',
} as const;

const ifNotYou = (undo: string): string =>
  `If this was not you: ${undo}, end the sessions that you do not know under "Devices and passkeys", and tell an administrator.`;

/** The texts in English. */
export const en: Texts = {
  language: 'en',
  duration: toDuration({ minutes: 'min', hours: 'h', days: 'd' }),
  spokenDuration(minutes) {
    const { amount, unit } = getDurationParts(minutes);
    return count(amount, unit);
  },
  list,

  possibleRepeat: 'Possible repeat: ',
  eventPrefix: {
    'create-alert': '',
    'acknowledged-alert': 'Acknowledged: ',
    'closed-alert': 'Closed: ',
    'assigned-alert': 'Assigned to you: ',
    'add-note': 'New note: ',
  },
  notAcknowledgedFor: (minutes) => `Not acknowledged for ${en.duration(minutes)}: `,
  notAcknowledgedForShort: (minutes) => `Not acked for ${en.duration(minutes)}: `,

  reason: describeReason,
  reasonShort: describeReasonShort,
  assigned: 'The alert was assigned to you.',
  forwardedFrom: (name) => `You get the notifications of ${name}.`,
  unanswered(people, more) {
    const [only] = people;
    if (people.length === 1 && more === 0 && only)
      return `${only.name} was notified at ${only.at} and has not answered.`;
    const names = people.map(({ name, at }) => `${name} (${at})`);
    return `${list(more > 0 ? [...names, `${more} more`] : names)} were notified and have not answered.`;
  },
  notReached: (names) => `${list(names)} may not have been reached.`,
  next: (people) =>
    `If nobody acknowledges it, ${describeTarget(people)} ${isOrAre(people)} notified at ${people.at}.`,
  nextShort: (people) => `Next ${people.at}: ${describeTarget(people)}`,
  nobodyNext: 'Nobody else will be notified.',
  acknowledgedBy: (name) => `${name ?? 'Somebody'} acknowledged the alert.`,
  closedBy: (name) => `${name ?? 'Somebody'} closed the alert.`,
  noteBy: (name) => `${name ?? 'Somebody'} added a note.`,
  nothingToDo: 'You need do nothing.',
  quote: (text) => `“${text}”`,

  facts: {
    status: 'Status',
    since: 'Open since',
    opened: 'Opened',
    times: 'Occurrences',
    source: 'Source',
    entity: 'Entity',
    owner: 'Owner',
    tags: 'Tags',
    services: 'Services',
  },
  status({ isClosed, isAcknowledged, by }) {
    const state = isClosed ? 'Closed' : isAcknowledged ? 'Acknowledged' : 'Open';
    return by === undefined ? state : `${state} by ${by}`;
  },
  acknowledge: 'Acknowledge',
  close: 'Close',
  openAlert: 'Open the alert',
  linksFooter: 'The links to acknowledge and close are valid for 24 hours and ask for confirmation.',
  moreLines: (lines) => `${lines} more ${lines === 1 ? 'line' : 'lines'}, in the alert`,
  moreText: 'The rest is in the alert',
  timesLast: (times, last) => `${times}, the last at ${last}`,

  sms: {
    acknowledgeLink: (link) => `Ack: ${link}`,
    closeLink: (link) => `Close: ${link}`,
    reply: (code) => `Reply A${code} to ack, C${code} to close`,
    replyClose: (code) => `Reply C${code} to close`,
  },

  voice: {
    greeting: 'This is Tocsin.',
    priority: (number) => `Priority ${number}.`,
    repeat: 'I repeat.',
    andSoOn: ', and so on',
    unspeakable: 'The text is not in English. Read it in your messages',
    partlyUnspeakable: 'Parts of the text are not in English',
    note: (text) => `The note says: ${text}.`,
    openFor: (duration) => `It has been open for ${duration}.`,
    howToAcknowledge: (channels) =>
      channels.length === 0
        ? 'To acknowledge it, open the alert in Tocsin.'
        : `To acknowledge it, use our ${new Intl.ListFormat('en', { type: 'disjunction' }).format(
            channels.map((channel) => acknowledgeBy[channel]),
          )}.`,
    percent: 'percent',
    seconds: 'seconds',
    milliseconds: 'milliseconds',
    minutes: 'minutes',
    hours: 'hours',
    above: 'above',
    below: 'below',
    and: 'and',
    at: 'at',
  },

  shift: {
    headline: (shift) => `Your on-call shift in ${shift.schedule} ${describeShift(shift)}`,
    headlineShort: (shift) => `Your on-call shift ${describeShift(shift)}`,
    lastsUntil: (until) => `It lasts until ${until}.`,
    afterYou: (names) => `After you: ${list(names)}.`,
    nobodyAfterYou: 'Nobody is on call after you.',
    nowOnCall: (names) => `On call from then: ${list(names)}.`,
    nobodyNow: 'Nobody is on call from then on.',
    at: (time) => `at ${time}`,
    untilShort: (until, next) =>
      `Until ${until}${next ? `, then ${next.length > 0 ? list(next) : 'nobody'}` : ''}`,
    sms: (event, time) => (event === 'schedule-start' ? `On call from ${time}: ` : `On call until ${time}: `),
    facts: { schedule: 'Schedule', begins: 'Begins', ends: 'Ends', timeZone: 'Time zone', next: 'Next' },
    footer: 'You get this message because of one of your notification rules.',
  },

  contact: {
    verificationTitle: (code) => `Your Tocsin code is ${code}`,
    verificationBody:
      'Enter it in Tocsin to be notified here. It is valid for 10 minutes. If you did not ask for it, ignore this message.',
    verificationSms: (code) => `${code} is your Tocsin code. It is valid for 10 minutes.`,
    verificationSpoken: (digits) =>
      `This is Tocsin. Your code is: ${digits}. I repeat. Your code is: ${digits}.`,
    testTitle: 'Test message from Tocsin',
    testBody: 'You asked for this test. Nothing is wrong: Tocsin can notify you here.',
    testSms: 'Test message from Tocsin. You asked for it, and nothing is wrong.',
    deviceGoneTitle: 'A device no longer receives notifications from Tocsin',
    deviceGoneBody: (device) =>
      `Your device "${device}" has ended its subscription, so Tocsin no longer notifies you there. Open Tocsin on the device to subscribe again. Your other contacts are not affected.`,
    deviceGoneSms:
      'One of your devices no longer receives notifications from Tocsin. Open Tocsin on it to subscribe again.',
    alertLinkTitle: (alert) => `Your new link to alert ${alert}`,
    alertLinkBody: (link) =>
      `You asked for it because a link had expired. It shows what happened to the alert since, and asks before it acts. It is valid for 24 hours: ${link}`,
    alertLinkSms: (alert, link) => `Alert ${alert}: ${link}`,
    deviceAddedTitle: 'A device was added to your Tocsin contacts',
    deviceAddedBody: (device) =>
      `The device "${device}" receives your notifications once it is confirmed. ${ifNotYou('delete the device in your profile')}`,
    deviceAddedSms:
      'A device was added to your Tocsin contacts. If this was not you, delete it in your profile and tell an administrator.',
    passkeyAddedTitle: 'A passkey was added to your Tocsin account',
    passkeyAddedBody: (passkey) =>
      `Whoever has the passkey "${passkey}" can sign in as you. ${ifNotYou('remove the passkey')}`,
    passkeyAddedSms:
      'A passkey was added to your Tocsin account. If this was not you, remove it and tell an administrator.',
    tapTitle: 'Tap to confirm this device',
    tapBody: 'Tocsin then notifies you here.',
  },

  incident: {
    headline: (tinyId, event) => `Incident #${tinyId} ${INCIDENT_EVENTS[event]}`,
    status: (status) => status,
    priority: 'Priority',
    footer: 'You get this message because you are a stakeholder of the service.',
  },

  signIn: {
    subject: (code) => `${code} is your code for Tocsin`,
    title: 'Sign in to Tocsin',
    yourCode: 'Your code',
    orOpen: (link) => `Or open this link: ${link}`,
    button: 'Sign in',
    validity: (minutes) =>
      `Code and link work once, within ${minutes} minutes, and only in the browser in which you asked for them.`,
    footer:
      'If you did not ask for it, ignore this message: nobody can sign in without your browser or this code.',
  },

  forwarding: {
    message: ({ from, to, start, end }) => `Notifications of ${from} go to ${to} from ${start} to ${end}`,
    description: ({ from, to }) =>
      `A new forwarding rule sends the notifications of ${from} to ${to} instead.`,
  },
};
