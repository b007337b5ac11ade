import type { AlertEvent } from '../../../src/domain/kernel/alert-event.ts';
import { countSmsParts, measureSms } from '../../../src/domain/kernel/sms-text.ts';
import { confirmationText } from '../../../src/inbound/sms/confirmation.ts';
import { MINUTE } from '../../../src/platform/clock.ts';
import { emailContent } from '../../../src/senders/templates/email.ts';
import type {
  ActionLinks,
  MessageContext,
  MessagePlan,
} from '../../../src/senders/templates/message-context.ts';
import { pushContent } from '../../../src/senders/templates/push.ts';
import { smsText } from '../../../src/senders/templates/sms.ts';
import { spokenContent } from '../../../src/senders/templates/voice.ts';
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

/** Platform is on call, and Bob is next in ten minutes. */
const PLAN: MessagePlan = {
  reason: { kind: 'schedule', name: 'Platform (EMEA)' },
  next: {
    at: alert.createdAt + 10 * MINUTE,
    names: ['Bob Berg'],
    target: { type: 'schedule', name: 'Platform secondary' },
  },
};

/** Ten minutes later: Dai has not answered. */
const ESCALATED: Partial<MessageContext> = {
  now: alert.createdAt + 10 * MINUTE,
  plan: {
    ...PLAN,
    reason: { kind: 'schedule', name: 'Platform secondary' },
    notifiedSince: alert.createdAt,
    notified: [{ name: 'Dai Dang', at: alert.createdAt }, { name: 'Eve Ek' }],
    next: { at: alert.createdAt + 15 * MINUTE, names: [], target: { type: 'team', name: 'Ops' } },
  },
};

const notice = (
  event: AlertEvent = 'create-alert',
  change: Partial<MessageContext> = {},
): MessageContext => ({
  notificationId: 'n-1',
  alert,
  user: aUser({ timeZone: 'Europe/Berlin' }),
  event,
  now: alert.createdAt,
  plan: PLAN,
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
  test('texts of the alert have the direction of their own script', () => {
    const message = 'معدل الأخطاء على db-1';
    const { html } = emailContent(
      notice('create-alert', { alert: { ...alert, message, description: message } }),
    );
    expect(html).toContain(`<bdi dir="auto">${message}</bdi></h1>`);
    expect(html).toContain(`<p dir="auto" style="margin:0 0 16px;white-space:pre-wrap">${message}`);
    expect(html).not.toContain('<bdi dir="auto">eu-central-1');
  });

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

  test('the subject of an escalated message says for how long nobody has acknowledged', () => {
    expect(emailContent(notice('create-alert', ESCALATED)).subject).toBe(
      '[P1] #123 Not acknowledged for 10 min: Disk of db-1 is full',
    );
  });

  test('the text says the problem first, then why, who is next, and everything else', () => {
    expect(
      emailContent(notice('create-alert', { alertUrl: 'https://t.example/console/alerts/1' })).text,
    ).toBe(`P1 #123 Disk of db-1 is full

You are on call for Platform (EMEA). If nobody acknowledges it, Bob Berg is notified at 13:10.

Acknowledge: https://t.example/l/AAA
Close: https://t.example/l/CCC

No space left on /data.
Writes fail.

Open since: Tue, 24 Nov 2026, 13:00 CET
Occurrences: 3, the last at 13:00
Source: Alertmanager
Tags: db, disk
region: eu-central-1

Open the alert: https://t.example/console/alerts/1

The links to acknowledge and close are valid for 24 hours and ask for confirmation.
`);
  });

  test('an escalated message says who has not answered', () => {
    expect(emailContent(notice('create-alert', ESCALATED)).text).toContain(
      'You are on call for Platform secondary. Dai Dang was notified at 13:00 and has not answered. Eve Ek may not have been reached. If nobody acknowledges it, team Ops is notified at 13:15.',
    );
  });

  test('the HTML says the same, and has the links on buttons', () => {
    const { html } = emailContent(notice());
    for (const part of [
      '#123 Disk of db-1 is full',
      'You are on call for Platform (EMEA).',
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

  test('addresses in the description and in fields are links, without the punctuation after them', () => {
    const description = 'See https://wiki.example.com/a?b=1&c=2. (https://x.example/y)';
    const details = { runbook: 'https://wiki.example.com/r' };
    const { html } = emailContent(notice('create-alert', { alert: { ...alert, description, details } }));
    expect([...html.matchAll(/<span class="link"><a href="([^"]+)"/g)].map(([, href]) => href)).toEqual([
      'https://wiki.example.com/a?b=1&amp;c=2',
      'https://x.example/y',
      'https://wiki.example.com/r',
    ]);
  });

  test('of a long description the first 20 lines, and how many more are in the alert', () => {
    const description = Array.from({ length: 200 }, (_, i) => `line ${i + 1}`).join('\n');
    const { html, text } = emailContent(
      notice('create-alert', { alert: { ...alert, description }, alertUrl: 'https://t.example/a' }),
    );
    expect(text).toContain('line 20\n[180 more lines, in the alert]');
    expect(text).not.toContain('line 21');
    expect(html).toContain(
      '<a href="https://t.example/a" style="color:#175cd3">180 more lines, in the alert</a>',
    );
  });

  test('times of the tool are shown in the zone of the recipient; those in a log line stay', () => {
    const description = 'Firing since: 2026-11-24T11:50:00Z\n2026-11-24T11:50:00.123Z ERROR no space';
    const details = { startsAt: '2026-11-24T11:50:00+00:00', note: 'at 2026-11-24T11:50:00Z' };
    const { text } = emailContent(notice('create-alert', { alert: { ...alert, description, details } }));
    expect(text).toContain('Firing since: Tue, 24 Nov 2026, 12:50 CET\n2026-11-24T11:50:00.123Z ERROR');
    expect(text).toContain('startsAt: Tue, 24 Nov 2026, 12:50 CET\nnote: at 2026-11-24T11:50:00Z');
  });

  test('what stands in the title is not repeated, and the alias is left out', () => {
    const { text } = emailContent(
      notice('create-alert', {
        alert: { ...alert, details: { alertname: 'Disk of db-1', device: '/data' } },
      }),
    );
    expect(text).not.toMatch(/Priority|Status|Alias|db-1\/disk|alertname/);
    expect(text).toContain('device: /data');
  });

  test('an acknowledge shows who it was and the note given with it', () => {
    const plan = { actor: 'Bob Berg', note: 'Looking\nat it' };
    const { text, html } = emailContent(notice('acknowledged-alert', { plan }));
    expect(text).toContain('Bob Berg acknowledged the alert. You need do nothing.\n\n“Looking at it”');
    expect(html).toContain('“Looking at it”');
  });

  test('all e-mails about an alert have the same thread', () => {
    expect(new Set(EVENTS.map((event) => emailContent(notice(event)).thread))).toEqual(
      new Set([`alert-${alert.id}`]),
    );
  });

  test('a dark mode has colours of its own', () => {
    const { html } = emailContent(notice());
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toContain('prefers-color-scheme:dark');
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
          details: { [evil]: `${evil}!` },
        },
      }),
    );
    expect(html).not.toContain('<img');
    expect(
      html.match(/&lt;img src=x onerror=alert\(1\)&gt;&quot;&#39;&amp;/g)?.length,
    ).toBeGreaterThanOrEqual(8);
  });

  test('without links there are no buttons and no word of them', () => {
    const { html, text } = emailContent(notice('closed-alert', { links: {} }));
    expect(html + text).not.toMatch(/href|The links/);
    expect(text).toContain('bob@example.com closed the alert.');
  });

  test('a zone that does not exist is UTC', () => {
    const user = aUser({ timeZone: 'Nowhere/Land' });
    expect(emailContent(notice('create-alert', { user })).text).toContain('24 Nov 2026, 12:00 UTC');
  });
});

describe('SMS', () => {
  const plain = (event: AlertEvent = 'create-alert', change: Partial<MessageContext> = {}) =>
    notice(event, { plan: {}, ...change });

  test('the alert, why, who is next, and the link to acknowledge', () => {
    expect(smsText(notice())).toBe(
      'P1 #123 Disk of db-1 is full\nOn call: Platform (EMEA)\nNext 13:10: Bob Berg\nAck: https://t.example/l/AAA',
    );
  });

  test('an escalated message says for how long nobody has acknowledged', () => {
    expect(smsText(notice('create-alert', { ...ESCALATED, replyCode: '4821' }))).toBe(
      'Not acked for 10 min: P1 #123 Disk of db-1 is full\nOn call: Platform secondary\nNext 13:15: team Ops\nReply A4821 to ack, C4821 to close',
    );
  });

  test('what does not fit into the parts of the message itself is left out', () => {
    const message = 'x'.repeat(90);
    const text = smsText(notice('create-alert', { alert: { ...alert, message }, replyCode: '4821' }));
    expect(text).toBe(`P1 #123 ${message}\nOn call: Platform (EMEA)\nReply A4821 to ack, C4821 to close`);
    expect(countSmsParts(text)).toBe(1);
  });

  test('a message that is too long is cut after a word', () => {
    const text = smsText(
      plain('create-alert', { alert: { ...alert, message: 'payments failed '.repeat(12) } }),
    );
    expect(text).toMatch(/ (payments|failed)\.\.\.\nAck: /);
  });

  test('an acknowledge shows the note given with it', () => {
    const plan = { actor: 'Bob Berg', note: 'looking at it' };
    expect(smsText(notice('acknowledged-alert', { links: {}, plan }))).toBe(
      'Acknowledged: P1 #123 Disk of db-1 is full\nBob Berg: "looking at it"',
    );
  });

  test('acknowledged: the link to close; closed: none', () => {
    expect(smsText(plain('acknowledged-alert', { links: { close: 'https://t.example/l/C' } }))).toBe(
      'Acknowledged: P1 #123 Disk of db-1 is full\nClose: https://t.example/l/C',
    );
    expect(smsText(plain('closed-alert', { links: {} }))).toBe('Closed: P1 #123 Disk of db-1 is full');
  });

  test('where answers are read, the code instead of the link', () => {
    expect(smsText(plain('create-alert', { replyCode: '4821' }))).toBe(
      'P1 #123 Disk of db-1 is full\nReply A4821 to ack, C4821 to close',
    );
    expect(smsText(plain('acknowledged-alert', { links: { close: LINKS.close! }, replyCode: '4821' }))).toBe(
      'Acknowledged: P1 #123 Disk of db-1 is full\nReply C4821 to close',
    );
    expect(smsText(plain('closed-alert', { links: {}, replyCode: '4821' }))).toBe(
      'Closed: P1 #123 Disk of db-1 is full',
    );
  });

  test('a text that can be answered is one part, or two where it is not in Latin letters', () => {
    const parts = (message: string) =>
      countSmsParts(smsText(plain('create-alert', { alert: { ...alert, message }, replyCode: '4821' })));
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
    const text = smsText(plain('create-alert', { alert: { ...alert, message }, links }));
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

test('a push has the problem in its title, then what it means, and the links for the buttons of the app', () => {
  expect(pushContent(notice())).toEqual({
    title: 'P1 #123 Disk of db-1 is full',
    body: 'You are on call for Platform (EMEA). If nobody acknowledges it, Bob Berg is notified at 13:10.',
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

test('a push whose title is cut has the whole message in its body', () => {
  const message = 'Disk of db-1 is full, and the replicas follow within the hour if nothing is done';
  const { title, body } = pushContent(notice('create-alert', { alert: { ...alert, message } }));
  expect(title).toBe('P1 #123 Disk of db-1 is full, and the replicas follow…');
  expect(body).toMatch(new RegExp(`^${message}\\nYou are on call`));
});

test('a webhook says what other channels say in words', () => {
  expect(webhookPayload(notice('create-alert', ESCALATED))).toMatchObject({
    reason: { type: 'schedule', name: 'Platform secondary' },
    notifiedSince: alert.createdAt,
    notified: [{ name: 'Dai Dang', at: alert.createdAt }, { name: 'Eve Ek' }],
    next: { at: alert.createdAt + 15 * MINUTE, names: [], type: 'team', name: 'Ops' },
  });
  expect(webhookPayload(notice('create-alert', { plan: { isLast: true } }))).toMatchObject({ next: null });
  expect(webhookPayload(notice('add-note', { plan: { note: 'DNS' } }))).toMatchObject({ note: 'DNS' });
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
    (of: MessageContext) => spokenContent(of).body,
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
    expect(text).toMatch(/^Possible repeat: P1 #123 Disk/);
    expect(html).toContain('Possible repeat: <span class="p1"');
    expect(smsText(repeat)).toMatch(/^Possible repeat: P1 #123 Disk/);
    expect(spokenContent(repeat).body).toMatch(/^This is Tocsin\. Possible repeat\. Priority 1\./);
    expect(pushContent(repeat).title).toMatch(/^Possible repeat: P1 #123/);
  });

  test('has a mark in the payload of a webhook, which others do not have', () => {
    expect(webhookPayload(repeat)).toMatchObject({ possibleRepeat: true });
    expect(webhookPayload(notice())).not.toHaveProperty('possibleRepeat');
  });
});
