import type { NextPeople, NotificationReason, ShiftWords, Texts } from './texts.ts';
import { getDurationParts, toDuration, toList } from './words.ts';

const list = toList('de');

const TARGETS = { user: '', team: 'Team ', schedule: 'Dienstplan ' } as const;

const describeTarget = ({ names, target }: NextPeople): string =>
  names.length > 0 ? list(names) : `${TARGETS[target.type]}${target.name}`;

function describeReason(reason: NotificationReason): string {
  switch (reason.kind) {
    case 'schedule':
      return `Sie haben Bereitschaft für ${reason.name}.`;
    case 'team':
      return `Sie gehören zum Team ${reason.name}.`;
    case 'escalation':
      return `Die Eskalation ${reason.name} nennt Sie.`;
    case 'responder':
      return 'Der Alarm nennt Sie als zuständig.';
    case 'account-owner':
      return 'Niemand sonst war zu erreichen. Sie sind Inhaber des Kontos.';
  }
}

function describeReasonShort(reason: NotificationReason): string {
  switch (reason.kind) {
    case 'schedule':
      return `Bereitschaft: ${reason.name}`;
    case 'team':
      return `Team ${reason.name}`;
    case 'escalation':
      return `Eskalation ${reason.name}`;
    case 'responder':
      return '';
    case 'account-owner':
      return 'Niemand sonst war zu erreichen';
  }
}

const UNITS = {
  minute: ['Minute', 'Minuten'],
  hour: ['Stunde', 'Stunden'],
  day: ['Tag', 'Tage'],
} as const;

function count(minutes: number, afterPreposition = false): string {
  const { amount, unit } = getDurationParts(minutes);
  const [one, several] = UNITS[unit];
  if (amount === 1) return afterPreposition ? `${unit === 'day' ? 'einem' : 'einer'} ${one}` : `1 ${one}`;
  return `${amount} ${afterPreposition && unit === 'day' ? 'Tagen' : several}`;
}

function describeShift({ event, minutesAhead }: ShiftWords): string {
  const [verb, past] = event === 'schedule-start' ? ['beginnt', 'hat begonnen'] : ['endet', 'ist zu Ende'];
  if (minutesAhead <= -2) return past;
  if (minutesAhead < 2) return `${verb} jetzt`;
  return `${verb} in ${count(minutesAhead, true)}`;
}

const acknowledgeBy = {
  sms: 'unserer SMS',
  email: 'unserer E-Mail',
  app: 'der Nachricht auf Ihrem Gerät',
} as const;

const INCIDENT_EVENTS = {
  created: 'wurde eröffnet',
  updated: 'wurde aktualisiert',
  resolved: 'wurde gelöst',
  closed: 'wurde geschlossen',
  reopened: 'wurde wieder geöffnet',
} as const;

const INCIDENT_STATES: Readonly<Record<string, string>> = {
  open: 'offen',
  resolved: 'gelöst',
  closed: 'geschlossen',
};

const ifNotYou = (undo: string): string =>
  `Wenn Sie das nicht waren: ${undo}, beenden Sie unter „Devices and passkeys“ die Sitzungen, die Sie nicht kennen, und melden Sie es einem Administrator.`;

/** The texts in German. */
export const de: Texts = {
  language: 'de',
  voiceId: 'VICKI',
  duration: toDuration({ minutes: 'Min.', hours: 'Std.', days: 'Tg.' }),
  spokenDuration: (minutes) => count(minutes, true),
  list,

  possibleRepeat: 'Vielleicht wiederholt: ',
  eventPrefix: {
    'create-alert': '',
    'acknowledged-alert': 'Bestätigt: ',
    'closed-alert': 'Geschlossen: ',
    'assigned-alert': 'Ihnen zugewiesen: ',
    'add-note': 'Neue Notiz: ',
  },
  notAcknowledgedFor: (minutes) => `Seit ${de.duration(minutes)} nicht bestätigt: `,
  notAcknowledgedForShort: (minutes) => `Seit ${de.duration(minutes)} offen: `,

  reason: describeReason,
  reasonShort: describeReasonShort,
  assigned: 'Der Alarm wurde Ihnen zugewiesen.',
  forwardedFrom: (name) => `Sie erhalten die Benachrichtigungen von ${name}.`,
  unanswered(people, more) {
    const [only] = people;
    if (people.length === 1 && more === 0 && only)
      return `${only.name} wurde um ${only.at} benachrichtigt und hat nicht geantwortet.`;
    const names = people.map(({ name, at }) => `${name} (${at})`);
    return `${list(more > 0 ? [...names, `${more} weitere`] : names)} wurden benachrichtigt und haben nicht geantwortet.`;
  },
  notReached: (names) =>
    `${list(names)} ${names.length === 1 ? 'wurde' : 'wurden'} vielleicht nicht erreicht.`,
  next: (people) =>
    `Wenn niemand bestätigt, ${people.names.length > 1 ? 'werden' : 'wird'} um ${people.at} ${describeTarget(people)} benachrichtigt.`,
  nextShort: (people) => `Dann ${people.at}: ${describeTarget(people)}`,
  nobodyNext: 'Niemand sonst wird benachrichtigt.',
  acknowledgedBy: (name) => `${name ?? 'Jemand'} hat den Alarm bestätigt.`,
  closedBy: (name) => `${name ?? 'Jemand'} hat den Alarm geschlossen.`,
  noteBy: (name) => `${name ?? 'Jemand'} hat eine Notiz geschrieben.`,
  nothingToDo: 'Sie müssen nichts tun.',
  quote: (text) => `„${text}“`,

  facts: {
    status: 'Status',
    since: 'Offen seit',
    opened: 'Eröffnet',
    times: 'Aufgetreten',
    source: 'Quelle',
    entity: 'Objekt',
    owner: 'Inhaber',
    tags: 'Tags',
    services: 'Dienste',
  },
  status({ isClosed, isAcknowledged, by }) {
    const state = isClosed ? 'Geschlossen' : isAcknowledged ? 'Bestätigt' : 'Offen';
    return by === undefined ? state : `${state} von ${by}`;
  },
  acknowledge: 'Bestätigen',
  close: 'Schließen',
  openAlert: 'Alarm öffnen',
  linksFooter: 'Die Links zum Bestätigen und Schließen gelten 24 Stunden und fragen noch einmal nach.',
  moreLines: (lines) => `${lines} weitere ${lines === 1 ? 'Zeile' : 'Zeilen'} im Alarm`,
  moreText: 'Der Rest steht im Alarm',
  timesLast: (times, last) => `${times}-mal, zuletzt um ${last}`,

  sms: {
    acknowledgeLink: (link) => `Bestätigen: ${link}`,
    closeLink: (link) => `Schließen: ${link}`,
    reply: (code) => `Antwort A${code} bestätigt, C${code} schließt`,
    replyClose: (code) => `Antwort C${code} schließt`,
  },

  voice: {
    greeting: 'Hier ist Tocsin.',
    priority: (number) => `Priorität ${number}.`,
    repeat: 'Ich wiederhole.',
    andSoOn: ', und so weiter',
    unspeakable: 'Der Text lässt sich nicht vorlesen. Lesen Sie ihn in Ihren Nachrichten',
    partlyUnspeakable: 'Ein Teil des Textes lässt sich nicht vorlesen',
    note: (text) => `Die Notiz lautet: ${text}.`,
    openFor: (duration) => `Der Alarm ist seit ${duration} offen.`,
    howToAcknowledge: (channels) =>
      channels.length === 0
        ? 'Um zu bestätigen, öffnen Sie den Alarm in Tocsin.'
        : `Bestätigen Sie mit ${new Intl.ListFormat('de', { type: 'disjunction' }).format(
            channels.map((channel) => acknowledgeBy[channel]),
          )}.`,
    percent: 'Prozent',
    seconds: 'Sekunden',
    milliseconds: 'Millisekunden',
    minutes: 'Minuten',
    hours: 'Stunden',
    above: 'über',
    below: 'unter',
    and: 'und',
    at: 'at',
  },

  shift: {
    headline: (shift) => `Ihre Bereitschaft für ${shift.schedule} ${describeShift(shift)}`,
    headlineShort: (shift) => `Ihre Bereitschaft ${describeShift(shift)}`,
    lastsUntil: (until) => `Sie dauert bis ${until}.`,
    afterYou: (names) => `Nach Ihnen: ${list(names)}.`,
    nobodyAfterYou: 'Nach Ihnen hat niemand Bereitschaft.',
    nowOnCall: (names) => `Ab dann hat Bereitschaft: ${list(names)}.`,
    nobodyNow: 'Ab dann hat niemand Bereitschaft.',
    at: (time) => time,
    untilShort: (until, next) =>
      `Bis ${until}${next ? `, dann ${next.length > 0 ? list(next) : 'niemand'}` : ''}`,
    sms: (event, time) =>
      event === 'schedule-start' ? `Bereitschaft ab ${time}: ` : `Bereitschaft bis ${time}: `,
    facts: { schedule: 'Dienstplan', begins: 'Beginn', ends: 'Ende', timeZone: 'Zeitzone', next: 'Danach' },
    footer: 'Sie erhalten diese Nachricht wegen einer Ihrer Benachrichtigungsregeln.',
  },

  contact: {
    verificationTitle: (code) => `Ihr Tocsin-Code ist ${code}`,
    verificationBody:
      'Geben Sie ihn in Tocsin ein, um hier benachrichtigt zu werden. Er gilt 10 Minuten. Wenn Sie ihn nicht angefordert haben, ist nichts zu tun.',
    verificationSms: (code) => `${code} ist Ihr Tocsin-Code. Er gilt 10 Minuten.`,
    verificationSpoken: (digits) =>
      `Hier ist Tocsin. Ihr Code ist: ${digits}. Ich wiederhole. Ihr Code ist: ${digits}.`,
    testTitle: 'Testnachricht von Tocsin',
    testBody:
      'Sie haben diesen Test angefordert. Alles ist in Ordnung: Tocsin kann Sie hier benachrichtigen.',
    testSms: 'Testnachricht von Tocsin. Sie haben sie angefordert, alles ist in Ordnung.',
    deviceGoneTitle: 'Ein Gerät erhält keine Benachrichtigungen von Tocsin mehr',
    deviceGoneBody: (device) =>
      `Ihr Gerät „${device}“ hat sein Abonnement beendet, deshalb benachrichtigt Tocsin Sie dort nicht mehr. Öffnen Sie Tocsin auf dem Gerät, um es wieder anzumelden. Ihre anderen Kontakte sind nicht betroffen.`,
    deviceGoneSms:
      'Eines Ihrer Geräte erhält keine Benachrichtigungen von Tocsin mehr. Öffnen Sie dort Tocsin, um es wieder anzumelden.',
    alertLinkTitle: (alert) => `Ihr neuer Link zum Alarm ${alert}`,
    alertLinkBody: (link) =>
      `Sie haben ihn angefordert, weil ein Link abgelaufen war. Er zeigt, was seitdem mit dem Alarm geschehen ist, und fragt nach, bevor er handelt. Er gilt 24 Stunden: ${link}`,
    alertLinkSms: (alert, link) => `Alarm ${alert}: ${link}`,
    deviceAddedTitle: 'Ihren Tocsin-Kontakten wurde ein Gerät hinzugefügt',
    deviceAddedBody: (device) =>
      `Das Gerät „${device}“ erhält Ihre Benachrichtigungen, sobald es bestätigt ist. ${ifNotYou('löschen Sie das Gerät in Ihrem Profil')}`,
    deviceAddedSms:
      'Ihren Tocsin-Kontakten wurde ein Gerät hinzugefügt. Wenn Sie das nicht waren, löschen Sie es im Profil und melden Sie es einem Administrator.',
    passkeyAddedTitle: 'Ihrem Tocsin-Konto wurde ein Passkey hinzugefügt',
    passkeyAddedBody: (passkey) =>
      `Wer den Passkey „${passkey}“ hat, kann sich als Sie anmelden. ${ifNotYou('entfernen Sie den Passkey')}`,
    passkeyAddedSms:
      'Ihrem Tocsin-Konto wurde ein Passkey hinzugefügt. Wenn Sie das nicht waren, entfernen Sie ihn und melden Sie es einem Administrator.',
    tapTitle: 'Tippen Sie, um dieses Gerät zu bestätigen',
    tapBody: 'Dann benachrichtigt Tocsin Sie hier.',
  },

  incident: {
    headline: (tinyId, event) => `Vorfall #${tinyId} ${INCIDENT_EVENTS[event]}`,
    status: (status) => INCIDENT_STATES[status] ?? status,
    priority: 'Priorität',
    footer: 'Sie erhalten diese Nachricht als Stakeholder des Dienstes.',
  },

  signIn: {
    subject: (code) => `${code} ist Ihr Code für Tocsin`,
    title: 'Bei Tocsin anmelden',
    yourCode: 'Ihr Code',
    orOpen: (link) => `Oder öffnen Sie diesen Link: ${link}`,
    button: 'Anmelden',
    validity: (minutes) =>
      `Code und Link gelten einmal, ${minutes} Minuten lang und nur in dem Browser, in dem Sie sie angefordert haben.`,
    footer:
      'Wenn Sie das nicht angefordert haben, ist nichts zu tun: Ohne Ihren Browser oder diesen Code kann sich niemand anmelden.',
  },

  forwarding: {
    message: ({ from, to, start, end }) =>
      `Benachrichtigungen von ${from} gehen von ${start} bis ${end} an ${to}`,
    description: ({ from, to }) =>
      `Eine neue Weiterleitung schickt die Benachrichtigungen von ${from} stattdessen an ${to}.`,
  },
};
