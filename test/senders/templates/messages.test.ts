import type { AlertEvent } from '../../../src/domain/kernel/alert-event.ts';
import { countSmsParts, measureSms } from '../../../src/domain/kernel/sms-text.ts';
import { confirmationText } from '../../../src/inbound/sms/confirmation.ts';
import { emailContent } from '../../../src/senders/templates/email.ts';
import type { ActionLinks, MessageContext } from '../../../src/senders/templates/message-context.ts';
import { pushContent } from '../../../src/senders/templates/push.ts';
import { smsText } from '../../../src/senders/templates/sms.ts';
import { spokenText } from '../../../src/senders/templates/voice.ts';
import { webhookPayload } from '../../../src/senders/templates/webhook.ts';
import { anAlert, aUser } from '../../support/builders.ts';

const LINKS: ActionLinks = { acknowledge: 'https://t.example/l/AAA', close: 'https://t.example/l/CCC' };

const alert = anAlert({
  id: '70413a06-38d6-4c85-92b8-5ebc900d42e2',
  tinyId: '123',
  alias: 'db-1/disk',
  message: 'Disk of db-1 is full',
  description: 'No space left on /data.\nWrites fail.',
  priority: 'P1',
  tags: ['db', 'disk'],
  details: { region: 'eu-central-1' },
  source: 'Alertmanager',
  count: 3,
  report: { acknowledgedBy: 'bob@example.com', closedBy: 'bob@example.com' },
});

const notice = (
  event: AlertEvent = 'create-alert',
  change: Partial<MessageContext> = {},
): MessageContext => ({
  notificationId: 'n-1',
  alert,
  user: aUser({ timeZone: 'Europe/Berlin' }),
  event,
  links: LINKS,
  ...change,
});

const EVENTS: readonly AlertEvent[] = [
  'create-alert',
  'acknowledged-alert',
  'closed-alert',
  'assigned-alert',
  'add-note',
];

describe('e-mail', () => {
  test.each([
    ['create-alert', '[P1] #123 Disk of db-1 is full'],
    ['acknowledged-alert', '[P1] #123 Acknowledged: Disk of db-1 is full'],
    ['closed-alert', '[P1] #123 Closed: Disk of db-1 is full'],
    ['assigned-alert', '[P1] #123 Assigned to you: Disk of db-1 is full'],
    ['add-note', '[P1] #123 New note: Disk of db-1 is full'],
  ] as const)('the subject about %s', (event, subject) => {
    expect(emailContent(notice(event)).subject).toBe(subject);
  });

  test('a subject is one line that a lock screen shows', () => {
    const message = `line\r\nBcc: victim@example.com ${'long '.repeat(40)}`;
    const { subject } = emailContent(notice('create-alert', { alert: { ...alert, message } }));
    expect(subject).toMatch(/^\[P1\] #123 line Bcc: victim@example\.com long .*…$/);
    expect([...subject].length).toBeLessThanOrEqual(90);
    expect(subject).not.toMatch(/[\r\n]/);
  });

  test('the text says everything', () => {
    expect(emailContent(notice()).text).toBe(`There is an alert for you.

P1 #123 Disk of db-1 is full

Acknowledge: https://t.example/l/AAA
Close: https://t.example/l/CCC

No space left on /data.
Writes fail.

Priority: P1
Status: Open
Since: Tue, 24 Nov 2026, 13:00 CET
Times: 3
Source: Alertmanager
Tags: db, disk
Alias: db-1/disk
region: eu-central-1

The links are valid for 24 hours and ask for confirmation.
`);
  });

  test('the HTML says the same, and has the links on buttons', () => {
    const { html } = emailContent(notice());
    for (const part of [
      '#123 Disk of db-1 is full',
      'Writes fail.',
      'Alertmanager',
      'eu-central-1',
      '13:00 CET',
    ]) {
      expect(html).toContain(part);
    }
    expect(
      [...html.matchAll(/href="([^"]+)"[^>]*>([^<]+)</g)].map(([, href, label]) => [label, href]),
    ).toEqual([
      ['Acknowledge', LINKS.acknowledge],
      ['Close', LINKS.close],
    ]);
  });

  test('nothing that comes from outside is HTML', () => {
    const evil = '<img src=x onerror=alert(1)>"\'&';
    const { html } = emailContent(
      notice('create-alert', {
        alert: {
          ...alert,
          message: evil,
          description: evil,
          entity: evil,
          source: evil,
          alias: evil,
          tags: [evil],
          details: { [evil]: evil },
        },
      }),
    );
    expect(html).not.toContain('<img');
    expect(
      html.match(/&lt;img src=x onerror=alert\(1\)&gt;&quot;&#39;&amp;/g)?.length,
    ).toBeGreaterThanOrEqual(9);
  });

  test('without links there are no buttons and no word of them', () => {
    const { html, text } = emailContent(notice('closed-alert', { links: {} }));
    expect(html + text).not.toMatch(/href|The links/);
    expect(text).toContain('The alert was closed by bob@example.com.');
  });

  test('a zone that does not exist is UTC', () => {
    const user = aUser({ timeZone: 'Nowhere/Land' });
    expect(emailContent(notice('create-alert', { user })).text).toContain('24 Nov 2026, 12:00 UTC');
  });
});

describe('SMS', () => {
  test('the alert and the link to acknowledge', () => {
    expect(smsText(notice())).toBe('P1 #123 Disk of db-1 is full\nAck: https://t.example/l/AAA');
  });

  test('acknowledged: the link to close; closed: none', () => {
    expect(smsText(notice('acknowledged-alert', { links: { close: 'https://t.example/l/C' } }))).toBe(
      'Acknowledged: P1 #123 Disk of db-1 is full\nClose: https://t.example/l/C',
    );
    expect(smsText(notice('closed-alert', { links: {} }))).toBe('Closed: P1 #123 Disk of db-1 is full');
  });

  test('where answers are read, the code instead of the link', () => {
    expect(smsText(notice('create-alert', { replyCode: '4821' }))).toBe(
      'P1 #123 Disk of db-1 is full\nReply A4821 to ack, C4821 to close',
    );
    expect(smsText(notice('acknowledged-alert', { links: { close: LINKS.close! }, replyCode: '4821' }))).toBe(
      'Acknowledged: P1 #123 Disk of db-1 is full\nReply C4821 to close',
    );
    expect(smsText(notice('closed-alert', { links: {}, replyCode: '4821' }))).toBe(
      'Closed: P1 #123 Disk of db-1 is full',
    );
  });

  test('a text that can be answered is one part, or two where it is not in Latin letters', () => {
    const parts = (message: string) =>
      countSmsParts(smsText(notice('create-alert', { alert: { ...alert, message }, replyCode: '4821' })));
    expect(parts('x'.repeat(130))).toBe(1);
    expect(parts('Диск почти заполнен '.repeat(6))).toBe(2);
  });

  test.each(['x'.repeat(130), 'Диск почти заполнен '.repeat(6)])('our answer is one part', (message) => {
    const text = confirmationText('Acknowledged by jane@example.com', { ...alert, message });
    expect(text).toMatch(/^Acknowledged by jane@example\.com: P1 #123 .{10}.*\.\.\.$/);
    expect(countSmsParts(text)).toBe(1);
  });

  const link = `https://abcdefghij.execute-api.eu-central-1.amazonaws.com/l/${'A'.repeat(98)}`;
  test.each([
    ['plain', 'x'.repeat(130), {}, 1],
    ['plain with a real link', 'x'.repeat(130), { acknowledge: link }, 2],
    ['typographic quotes stay GSM', `${'“'.repeat(60)}${'…'.repeat(30)}`, {}, 1],
    ['Cyrillic', 'Диск почти заполнен '.repeat(6), {}, 1],
    ['Cyrillic with a real link', 'Диск почти заполнен '.repeat(6), { acknowledge: link }, 4],
    ['emoji', '🔥'.repeat(65), {}, 2],
  ] as const)('%s: no more parts than needed', (_name, message, links, parts) => {
    const text = smsText(notice('create-alert', { alert: { ...alert, message }, links }));
    expect(countSmsParts(text)).toBeLessThanOrEqual(parts);
    if ('acknowledge' in links) expect(text.endsWith(links.acknowledge)).toBe(true);
    expect(text).toMatch(/^P1 #123 .{50}/u);
    expect(text.isWellFormed()).toBe(true);
  });

  test.each([
    ['abc', 'gsm', 3],
    ['[x]', 'gsm', 5],
    ['€', 'gsm', 2],
    ['ж', 'ucs2', 1],
    ['a🔥', 'ucs2', 3],
  ])('%s is %s of length %d', (text, alphabet, units) => {
    expect(measureSms(text)).toEqual({ alphabet, units });
  });
});

test('a call says it twice', () => {
  expect(spokenText(notice())).toBe(
    'This is Tocsin. There is an alert for you. Priority 1, alert number 123: Disk of db-1 is full. ' +
      'I repeat. There is an alert for you. Priority 1, alert number 123: Disk of db-1 is full. ' +
      'Acknowledge it with a link in your messages or in Tocsin.',
  );
});

test('a push has a title, the message, and the links for the buttons of the app', () => {
  expect(pushContent(notice())).toEqual({
    title: 'P1 #123',
    body: 'Disk of db-1 is full',
    data: {
      notificationId: 'n-1',
      alertId: alert.id,
      tinyId: '123',
      priority: 'P1',
      event: 'create-alert',
      acknowledgeUrl: LINKS.acknowledge,
      closeUrl: LINKS.close,
    },
  });
});

test("a webhook has the form of Opsgenie's", () => {
  expect(webhookPayload(notice('acknowledged-alert'))).toMatchObject({
    action: 'Acknowledge',
    notificationId: 'n-1',
    alert: {
      alertId: alert.id,
      message: 'Disk of db-1 is full',
      tags: ['db', 'disk'],
      tinyId: '123',
      alias: 'db-1/disk',
      createdAt: alert.createdAt,
      username: 'bob@example.com',
    },
    source: { name: 'Alertmanager', type: 'API' },
    integrationId: 'integration',
    integrationName: 'Demo',
    links: LINKS,
  });
});

test('every event has words of its own in every channel', () => {
  for (const words of [
    (of: MessageContext) => emailContent(of).text,
    smsText,
    spokenText,
    (of: MessageContext) => pushContent(of).title,
    (of: MessageContext) => JSON.stringify(webhookPayload(of)),
  ]) {
    expect(new Set(EVENTS.map((event) => words(notice(event)))).size).toBe(EVENTS.length);
  }
});

describe('a possible repeat', () => {
  const repeat = notice('create-alert', { isPossibleRepeat: true });

  test('says so at the start of subject, text, spoken text and push title', () => {
    const { subject, text, html } = emailContent(repeat);
    expect(subject).toBe('Possible repeat: [P1] #123 Disk of db-1 is full');
    expect(text).toMatch(/^Possible repeat: There is an alert for you\./);
    expect(html).toContain('Possible repeat: There is an alert for you.');
    expect(smsText(repeat)).toMatch(/^Possible repeat: P1 #123 Disk/);
    expect(spokenText(repeat)).toMatch(/^Possible repeat: This is Tocsin\./);
    expect(pushContent(repeat).title).toBe('Possible repeat: P1 #123');
  });

  test('has a mark in the payload of a webhook, which others do not have', () => {
    expect(webhookPayload(repeat)).toMatchObject({ possibleRepeat: true });
    expect(webhookPayload(notice())).not.toHaveProperty('possibleRepeat');
  });
});
