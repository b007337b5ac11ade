import type { ContactMethod } from '../../format/contact-methods.ts';
import type { StepProblem } from './rules/notification-steps.ts';
import type { Warning } from './rules/warnings.ts';

export const TEXTS = {
  title: 'Profile',
  cancel: 'Cancel',
  close: 'Close',
  save: 'Save',
  remove: 'Remove',
  change: 'Change',
  later: 'some time',
  tooMany: (wait: string) =>
    `Too many messages were requested. Each costs money, so there is a limit: try again in ${wait}.`,
  outbox: 'On this computer nothing is really sent: the message lies in the outbox.',
  openOutbox: 'Open the outbox',
} as const;

/** The time zone and the language of the person. */
export const REGION_TEXTS = {
  title: 'Time zone and language',
  summary: (zone: string, time: string) => `${zone}, where it is ${time}`,
  languages: { en: 'English', de: 'Deutsch' },
  messages: (language: string) => `Messages in ${language}`,
  change: 'Change zone or language',
  why: 'Times on every page and in messages, your quiet hours and the days of your shifts are in your zone. Shifts stay at the same instants.',
  zone: 'Time zone',
  zoneMissing: 'must be one of the list, such as Europe/Berlin',
  browserZone: (zone: string) => `Use ${zone}, the zone of this browser`,
  language: 'Language of messages',
  saved: 'The zone and the language are saved.',
} as const;

/** The person's own contacts. */
export const CONTACT_TEXTS = {
  title: 'Contacts',
  why: 'The ways to reach you. Only a verified contact is notified of alerts.',
  add: 'Add a contact',
  emptyTitle: 'You have no contact',
  empty: 'Without a contact no alert can reach you.',
  actions: (contact: string) => `More actions for ${contact}`,
  names: {
    email: 'E-mail',
    sms: 'SMS',
    voice: 'Call',
    mobile: 'Mobile app',
    webhook: 'Webhook',
    webpush: 'Push',
    ntfy: 'ntfy',
    pushover: 'Pushover',
  } satisfies Record<ContactMethod, string>,
  unverified: 'Not verified: it is not notified of alerts',
  disabled: (reason: string) => (reason ? `Off: ${reason}` : 'Off'),
  verifiedByAdministrator: (by: string) => (by ? `Added by ${by}` : 'Added by an administrator'),
  verifiedByCode: 'Verified by a code',
  verifiedByTap: 'Verified by a tap',
  verify: 'Verify',
  test: 'Send me a test',
  testing: {
    queued: 'The test is queued …',
    sending: 'The test is being sent …',
    sent: 'The test was sent. Did it arrive?',
    rejected: 'The test was rejected',
    unknown: 'It is unknown whether the test was sent',
  },
  notUsedByStep: 'no step for new alerts uses it',
  because: (reason: string) => `: ${reason}`,
  wait: (seconds: number) => `in ${seconds} s`,
  turnOff: 'Turn off',
  turnOn: 'Turn on',
  turnOffTitle: (contact: string) => `Turn off ${contact}?`,
  turnOffWhy:
    'It gets no more notifications until you turn it on again. Its steps stay where they are, and are skipped.',
  turnedOff: (contact: string) => `${contact} is off.`,
  turnedOn: (contact: string) => `${contact} is on again.`,
  removeTitle: (contact: string) => `Remove ${contact}?`,
  removeWhy: (rules: readonly string[]) =>
    rules.length === 0
      ? 'No notification rule uses it.'
      : `Its steps are removed, too, from the rules for: ${rules.join(', ')}.`,
  remove: 'Remove',
  removed: (contact: string) => `${contact} is removed.`,
} as const;

/** Adding and verifying a contact. */
export const ADD_TEXTS = {
  title: 'Add a contact',
  method: 'How shall we reach you?',
  choices: {
    email: 'E-mail',
    sms: 'SMS',
    voice: 'Call',
    ntfy: 'ntfy',
    pushover: 'Pushover',
  },
  fields: {
    email: ['E-mail address', 'We send a code to it.'],
    sms: ['Phone number', 'With the country code, such as +49 151 234567. We send a code to it.'],
    voice: ['Phone number', 'With the country code, such as +49 30 123456. We call you and speak a code.'],
    ntfy: [
      'URL of the topic',
      'Such as https://ntfy.sh/my-secret-topic. Anybody who knows the topic of a public server can read it.',
    ],
    pushover: ['User key', '30 characters, on the first page of pushover.net.'],
  },
  ntfyToken: ['Access token', 'Only if the topic is protected.'],
  pushoverToken: ['API token', 'Of a Pushover application, 30 characters. Your team may have one.'],
  notAPhone: 'must be a phone number with a country code, such as +49 151 234567',
  empty: 'is required',
  add: 'Add and verify',
} as const;

export const VERIFY_TEXTS = {
  title: (contact: string) => `Verify ${contact}`,
  code: 'Code',
  codeHelp: 'The 6 digits from the message',
  states: {
    requesting: 'A code is requested …',
    queued: 'A code is on its way …',
    sending: 'A code is on its way …',
    sent: (contact: string) => `A code was sent to ${contact}. It is valid for 10 minutes.`,
    rejected: (reason: string) =>
      `The code could not be sent${reason && `: ${reason}`}. Check the address, or try again.`,
    unknown: 'It is unknown whether the code was sent. If it does not arrive, send it again.',
  },
  tap: 'Tap the notification that appears on this device. This closes by itself then.',
  resend: 'Send again',
  verify: 'Verify',
  later: 'Later',
  required: 'Enter the digits of the code.',
  wrong: (left: number | undefined) =>
    left === undefined
      ? 'The code is wrong.'
      : `The code is wrong. ${left === 1 ? '1 try is' : `${left} tries are`} left.`,
  usedUp: 'The code was entered wrong too often. Send a new one.',
  expired: 'The code has expired. Send a new one.',
  done: (contact: string, isUsedByStep: boolean) =>
    isUsedByStep
      ? `${contact} is verified. Alerts are sent to it from now on.`
      : `${contact} is verified. Add it as a step, so that alerts are sent to it.`,
} as const;

/** The notification rules: those for new alerts, and the others. */
export const RULE_TEXTS = {
  newAlerts: 'When an alert needs me',
  newAlertsWhy: 'You are notified step by step until somebody acknowledges the alert.',
  severalRules: 'The first rule that fits an alert is used.',
  others: 'Other events',
  events: {
    'create-alert': 'New alert',
    'renotified-alert': 'Notified again of the same alert',
    'assigned-alert': 'Alert assigned to me',
    'acknowledged-alert': 'Alert acknowledged',
    'closed-alert': 'Alert closed',
    'add-note': 'Note added',
    'schedule-start': 'My shift starts',
    'schedule-end': 'My shift ends',
    'incoming-call-routing': 'Incoming call',
  },
  off: 'off',
  nobody: 'notifies nobody, because no step works',
  noSteps: 'There is no step yet: nobody is notified.',
  by: (steps: string) => steps.replace(/^at once by/, 'by'),
  turnOn: 'Turn on',
  turnOff: 'Turn off',
  turnedOn: (rule: string) => `${rule}: on.`,
  turnedOff: (rule: string) => `${rule}: off.`,
  ruleIsOff: 'This rule is off.',
  addStep: 'Add a step',
  edit: 'Change',
  changeStep: 'Change the step',
  stepWhy: 'Steps notify in the order of their time.',
  contact: 'Contact',
  delay: 'Minutes to wait',
  delayHelp: '0 is at once.',
  notADelay: 'must be a whole number of minutes, at most a day (1440)',
  removeStep: (step: string) => `Remove: ${step}`,
  editStep: (step: string) => `Change: ${step}`,
  removed: 'The step is removed.',
  undo: 'Undo',
  noContacts: 'Add a contact first.',
  problems: {
    'step-off': 'this step is off',
    'no-contact': 'the contact no longer exists',
    'contact-off': 'the contact is off: skipped',
    unverified: 'not verified: skipped',
  } satisfies Record<StepProblem, string>,
  mutedUntil: (when: string) => `You are muted until ${when}: new alerts wait until then.`,
  forwardedTo: (name: string, until: string) =>
    `${name} is notified in your place until ${until}, and you are not.`,
  create: 'Notify me of new alerts',
  createWhy:
    'Creates a rule with all your contacts: e-mail and push at once, SMS after 1 minute, a call after 3.',
  ruleName: 'New Alert',
  noRuleTitle: 'Nothing notifies you of new alerts',
  warnings: {
    NoNotificationRule: 'No new alert reaches you: you have no rule for new alerts that is on.',
    NoVerifiedContact: 'No new alert reaches you: no contact in these steps is verified.',
    NoUsableContact: 'No new alert reaches you: no contact in these steps is on.',
    OnlyEmail: 'You are notified only by e-mail, which wakes nobody up. Add an SMS or a call.',
    OnlyBrowsers:
      'You are notified only in browsers, which may end their subscription at any time. Add an SMS or a call.',
    OnlySometimes: 'Every rule has conditions, so some alerts do not reach you.',
    UnverifiedContact: 'A contact in these steps is not verified, and is skipped.',
  } satisfies Record<Warning, string>,
} as const;

/** Mute, quiet hours and forwarding. */
export const QUIET_TEXTS = {
  title: 'Quiet',
  mute: 'Mute',
  notMuted: 'Not muted.',
  mutedUntil: (when: string) => `Muted until ${when}`,
  muteAction: 'Mute …',
  endMute: 'End the mute',
  muteTitle: 'Mute notifications',
  muteWhy:
    'Nothing is sent to you until then, and escalations go on to others. An alert that still waits for you at the end notifies you then.',
  muteSave: 'Mute',
  muted: (when: string) => `You are muted until ${when}.`,
  unmuted: 'You are notified again.',
  quietHours: 'Quiet hours',
  noQuietHours: 'None: you are notified at any hour.',
  quietHoursOf: (times: string) => `Each day from ${times}`,
  quietHoursNow: 'now',
  quietHoursChange: 'Set quiet hours',
  quietHoursTitle: 'Quiet hours',
  quietHoursWhy: (zone: string) =>
    `Nothing is sent to you at these hours (${zone}). An alert that still waits for you at the end notifies you then. Alerts with the tag OverwriteQuietHours reach you anyway.`,
  from: 'From',
  to: 'To',
  sameTimes: 'must differ from the start',
  turnOff: 'Turn off',
  quietHoursSaved: 'The quiet hours are saved.',
  quietHoursEnded: 'You have no quiet hours.',
  until: 'For how long',
  otherTime: 'Another time',
  untilTime: (zone: string) => `Date and time (${zone})`,
  notFuture: 'must be a time in the future',
  tomorrow: 'Tomorrow 09:00',
  monday: 'Monday 09:00',
  hours: (count: number) => (count === 1 ? '1 hour' : `${count} hours`),
  days: (count: number) => (count === 1 ? '1 day' : `${count} days`),

  forwarding: 'Forwarding',
  noForwarding: 'Your notifications come to you.',
  forward: 'Forward …',
  forwardTitle: 'Forward my notifications',
  forwardWhy:
    'Until then somebody else is notified in your place, and you are not. You stay on call in the schedules. An alert of priority P5 notifies both of you.',
  person: 'To',
  nobodyChosen: 'Choose who is notified in your place.',
  forwardSave: 'Forward',
  toOther: (name: string, until: string) => `${name} is notified in your place until ${until}`,
  toOtherLater: (name: string, from: string, until: string) =>
    `${name} will be notified in your place from ${from} until ${until}`,
  toMe: (name: string, until: string) => `You are notified in place of ${name} until ${until}`,
  toMeLater: (name: string, from: string, until: string) =>
    `You will be notified in place of ${name} from ${from} until ${until}`,
  stop: 'Stop',
  forwarded: (name: string) => `${name} is notified in your place.`,
  stopped: 'The forwarding has ended.',
} as const;

/** Who cannot be reached in the teams of an administrator. */
export const REACH_TEXTS = {
  title: 'Who cannot be reached',
  allWell: 'Everybody is reached by more than e-mail.',
  unreachable: 'cannot be reached',
} as const;
