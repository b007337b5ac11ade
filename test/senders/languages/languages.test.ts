import { LANGUAGES, toLanguage } from '../../../src/domain/kernel/language.ts';
import { countSmsParts } from '../../../src/domain/kernel/sms-text.ts';
import { getTexts } from '../../../src/senders/languages/get-texts.ts';
import {
  type ContactMessageContent,
  contactEmail,
  contactSms,
  contactSpokenContent,
} from '../../../src/senders/templates/contact-message.ts';
import { emailContent } from '../../../src/senders/templates/email.ts';
import { withLocalText } from '../../../src/senders/templates/forwarding-notice.ts';
import { signInEmail } from '../../../src/senders/templates/sign-in-email.ts';
import { anAlert, aUser, NOON } from '../../support/builders.ts';

test.each([
  ['de_DE', 'de'],
  ['de-AT', 'de'],
  ['DE', 'de'],
  ['en_US', 'en'],
  ['fr_FR', 'en'],
  ['', 'en'],
  ['deu', 'en'],
])('locale %s means language %s', (locale, language) => {
  expect(toLanguage(locale)).toBe(language);
});

test('every language has its own texts', () => {
  expect(LANGUAGES.map((locale) => getTexts({ locale }).language)).toEqual(LANGUAGES);
  expect(new Set(LANGUAGES.map((locale) => getTexts({ locale }).signIn.title)).size).toBe(LANGUAGES.length);
});

test.each([
  [
    'en',
    [0, 1, 59, 60, 125, 1_440, 1_500],
    ['0 min', '1 min', '59 min', '1 h', '2 h 5 min', '1 d', '1 d 1 h'],
  ],
  ['de', [5, 125, 1_500], ['5 Min.', '2 Std. 5 Min.', '1 Tg. 1 Std.']],
] as const)('durations in %s', (locale, minutes, expected) => {
  expect(minutes.map((each) => getTexts({ locale }).duration(each))).toEqual(expected);
});

test('an e-mail in German is German, in the zone of the person', () => {
  const user = aUser({ locale: 'de_DE', timeZone: 'Europe/Berlin' });
  const { subject, text, html } = emailContent({
    notificationId: 'n-1',
    alert: anAlert({ tinyId: '1', message: 'Platte voll', priority: 'P1', source: 'Nagios' }),
    user,
    event: 'create-alert',
    now: NOON + 5 * 60_000,
    plan: {
      reason: { kind: 'team', name: 'Ops' },
      notifiedSince: NOON,
      notified: [{ name: 'Dai Dang', at: NOON }],
      isLast: true,
    },
    links: { acknowledge: 'https://t.example/l/A', close: 'https://t.example/l/C' },
  });
  expect(subject).toBe('[P1] #1 Seit 5 Min. nicht bestätigt: Platte voll');
  expect(html).toContain('<html lang="de">');
  expect(text).toBe(`P1 #1 Seit 5 Min. nicht bestätigt: Platte voll

Sie gehören zum Team Ops. Dai Dang wurde um 13:00 benachrichtigt und hat nicht geantwortet. Niemand sonst wird benachrichtigt.

Bestätigen: https://t.example/l/A
Schließen: https://t.example/l/C

Offen seit: Di., 24. Nov. 2026, 13:00 MEZ (5 Min.)
Quelle: Nagios

Die Links zum Bestätigen und Schließen gelten 24 Stunden und fragen noch einmal nach.
`);
});

test('the notice of a forwarding rule is in the language and zone of each person', () => {
  const notice = anAlert({
    message: 'Notifications are forwarded from 2026-11-24T12:00:00.000Z to 2026-11-25T12:00:00.000Z',
    integration: { id: 'f', name: 'Forwarding rules', type: 'ForwardingRule' },
    details: {
      from: 'jane@example.com',
      to: 'bob@example.com',
      start: '2026-11-24T12:00:00Z',
      end: '2026-11-25T12:00:00Z',
    },
  });
  const german = aUser({ locale: 'de_DE', timeZone: 'Europe/Berlin' });
  expect(withLocalText(notice, german).message).toBe(
    'Benachrichtigungen von jane@example.com gehen von Di., 24. Nov. 2026, 13:00 MEZ bis Mi., 25. Nov. 2026, 13:00 MEZ an bob@example.com',
  );
  // Alerts of earlier releases have no details, and an alert of a tool keeps its text.
  const old = { ...notice, details: {} };
  expect(withLocalText(old, german)).toBe(old);
  const other = { ...notice, integration: { ...notice.integration, type: 'API' } };
  expect(withLocalText(other, german)).toBe(other);
});

test('the e-mail for signing in is in the language of the user', () => {
  const email = { code: '12345678', link: 'https://t.example/l', minutes: 10 };
  expect(signInEmail({ ...email, locale: 'de_DE' }).subject).toBe('1234 5678 ist Ihr Code für Tocsin');
  expect(signInEmail({ ...email, locale: 'en_US' }).subject).toBe('1234 5678 is your code for Tocsin');
});

test.each(LANGUAGES)(
  'texts to contacts in %s are one part, and say something else for each kind',
  (locale) => {
    const contents: readonly ContactMessageContent[] = [
      { kind: 'verification', code: '123456' },
      { kind: 'test' },
      { kind: 'device-gone', device: 'Pixel' },
      { kind: 'device-added', device: 'Pixel' },
      { kind: 'passkey-added', passkey: 'MacBook' },
      { kind: 'alert-link', alert: 'P1 #1', link: 'https://t.example/l/A' },
    ];
    const about = (content: ContactMessageContent) => ({
      ...{ notificationId: 'n-1', accountId: 'acc', contactId: 'c-1', user: aUser({ locale }), content },
    });
    const texts = contents.map((content) => contactSms(about(content)));
    expect(texts.map(countSmsParts)).toEqual(contents.map(() => 1));
    expect(new Set(texts).size).toBe(contents.length);
    expect(new Set(contents.map((content) => contactEmail(about(content)).subject)).size).toBe(
      contents.length,
    );
    for (const content of contents) expect(contactSpokenContent(about(content)).body).not.toContain('https:');
  },
);
