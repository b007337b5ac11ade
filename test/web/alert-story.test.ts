import { formatEntryTime } from '../../web/src/alert-story/entry-time.ts';
import type { StoryEntry } from '../../web/src/alert-story/model.ts';
import { findHold, findNext, isMoving } from '../../web/src/alert-story/next.ts';
import { toTimelineItems } from '../../web/src/alert-story/timeline-items.ts';
import { splitLinks } from '../../web/src/format/links.ts';
import {
  type Escalation,
  findEscalationId,
  toRuleProgress,
} from '../../web/src/pages/alert/rule-progress.ts';

const START = Date.parse('2026-11-28T08:41:12.000Z');
const MINUTE = 60_000;
const JANE = { id: 'jane', username: 'jane@example.com', fullName: 'Jane Doe' };
const OMAR = { id: 'omar', username: 'omar@example.com', fullName: 'Omar Haddad' };
const UNLESS = ', unless somebody acknowledges or closes the alert before.';

let lastId = 0;
const entry = (kind: StoryEntry['kind'], afterMs: number, more: Partial<StoryEntry> = {}): StoryEntry => ({
  id: `entry-${++lastId}`,
  kind,
  at: new Date(START + afterMs).toISOString(),
  planned: false,
  text: kind,
  sentence: `${kind}.`,
  ...more,
});

const rule = (
  position: number,
  afterMs: number,
  people: readonly (typeof JANE)[],
  more: Partial<StoryEntry> = {},
) =>
  entry('rule', afterMs, {
    people,
    escalation: { id: 'ops', name: 'Ops', rule: position, round: 1 },
    text: `Rule ${position} of escalation Ops, next in Primary: ${people.map((each) => each.fullName).join(', ')}`,
    ...more,
  });

const planned = (person: typeof JANE, channel: 'email' | 'sms' | 'voice', afterMs: number) =>
  entry('notification', afterMs, {
    planned: true,
    outcome: 'planned',
    person,
    channel,
    text: `${person.fullName} by ${channel}`,
    sentence: `${person.fullName} by ${channel} at 08:47:32 UTC${UNLESS}`,
  });

const toItems = (
  entries: Parameters<typeof toTimelineItems>[0],
  more: Partial<Parameters<typeof toTimelineItems>[1]> = {},
) => toTimelineItems(entries, { timeZone: 'UTC', ...more });

const toText = (parts: readonly { readonly text: string }[]) => parts.map(({ text }) => text).join('');

describe('the timeline', () => {
  test('planned notifications appear with the rule that sends them, and those of an earlier rule by themselves', () => {
    const items = toItems([
      planned(JANE, 'sms', MINUTE),
      rule(2, 5 * MINUTE, [OMAR], { planned: true }),
      planned(OMAR, 'email', 5 * MINUTE + 1_000),
      planned(OMAR, 'sms', 6 * MINUTE),
      planned(JANE, 'voice', 7 * MINUTE),
    ]);
    expect(items.map(({ parts }) => toText(parts))).toEqual([
      'Jane Doe by sms',
      'Rule 2, next in Primary → Omar Haddad',
      'Jane Doe by voice',
    ]);
    expect(items[0]?.reasons).toEqual(['if nobody has acknowledged or closed it by 08:42:12']);
    expect(items[1]?.reasons).toEqual(['by e-mail, SMS after 1 min']);
  });

  test('people with different contacts have a line each, people with the same share one', () => {
    const together = [planned(JANE, 'sms', MINUTE), planned(OMAR, 'sms', MINUTE)];
    const everybody = rule(3, MINUTE, [JANE, OMAR], { planned: true });
    const before = planned({ ...JANE, id: 'lena' }, 'sms', 0);
    expect(toItems([before, everybody, ...together])[1]?.reasons).toEqual(['by SMS']);
    const apart = [planned(JANE, 'sms', MINUTE), planned(OMAR, 'voice', MINUTE)];
    expect(toItems([before, everybody, ...apart])[1]?.reasons).toEqual([
      'Jane Doe: SMS',
      'Omar Haddad: voice call',
    ]);
  });

  test('the routing appears with the creation, and a note with its action', () => {
    const text = 'Routed by rule 1 of team Ops, "Default", to escalation Ops';
    const entries = [
      entry('created', 0, { text: 'Opened by prod', by: 'prod' }),
      entry('route', 0, { text }),
      entry('action', 2_000, { text: 'Note added by jane@example.com', by: 'jane@example.com' }),
    ];
    const note = {
      note: 'Look at the pods',
      owner: 'jane@example.com',
      createdAt: entries[2]?.at ?? '',
      offset: '',
    };
    const items = toItems(entries, { notes: [note], getName: () => 'Jane Doe' });
    expect(items).toMatchObject([{ reasons: [text] }, { note: 'Look at the pods' }]);
    expect(items[1]?.parts).toEqual([{ text: 'Note added by ' }, { text: 'Jane Doe', look: 'strong' }]);
  });

  test('a failed notification is marked, and says why', () => {
    const [item] = toItems([
      entry('notification', 0, {
        person: JANE,
        channel: 'sms',
        outcome: 'rejected',
        text: 'Jane Doe by SMS: failed',
        sentence:
          'Jane Doe by SMS: failed at 08:42:12 UTC. The notification of Jane Doe failed: number unreachable.',
      }),
    ]);
    expect(item).toMatchObject({
      look: 'problem',
      parts: [
        { text: 'Jane Doe', look: 'strong' },
        { text: ' by SMS' },
        { text: ' failed', look: 'problem' },
      ],
      reasons: ['The notification of Jane Doe failed: number unreachable.'],
    });
  });

  test('times are exact, close ones relative to the entry before, and coming ones count down', () => {
    const at = (afterMs: number, isPlanned = false) => ({ at: START + afterMs, planned: isPlanned });
    const context = { now: START + 10 * MINUTE, timeZone: 'Europe/Berlin' };
    expect(formatEntryTime(at(0), context)).toBe('09:41:12');
    expect(formatEntryTime(at(200), { ...context, previousAt: START })).toBe('+0.2 s');
    expect(formatEntryTime(at(20_000), { ...context, previousAt: START })).toBe('09:41:32');
    expect(formatEntryTime(at(12 * MINUTE + 10_000, true), context)).toBe('in 2:10');
    expect(formatEntryTime(at(80 * MINUTE, true), context)).toBe('11:01:12');
  });
});

describe('what comes next', () => {
  test('people who are notified at the same time are named together with their channels', () => {
    const entries = [
      planned(OMAR, 'email', MINUTE),
      planned(OMAR, 'sms', MINUTE),
      planned(JANE, 'sms', MINUTE),
      planned(JANE, 'voice', 3 * MINUTE),
    ];
    expect(findNext(entries)).toEqual({
      at: START + MINUTE,
      people: [
        { name: 'Omar Haddad', channels: ['e-mail', 'SMS'] },
        { name: 'Jane Doe', channels: ['SMS'] },
      ],
      isStoppedByAcknowledging: true,
    });
    expect(findNext([entry('created', 0)])).toBeUndefined();
  });

  test('the reason why nobody is notified is that of the policy or of the end', () => {
    const end = entry('end', 0, { text: 'The alert has no responders', reason: { code: 'NoResponders' } });
    expect(findHold([entry('created', 0), end], START)).toBe('The alert has no responders.');
    expect(findHold([entry('created', 0)], START)).toBeUndefined();
  });

  test('a policy that delays the notifications is the reason until its time is over, and then the end is', () => {
    const until = new Date(START + MINUTE).toISOString();
    const policy = entry('policy', 0, {
      text: 'Policy "Quiet nights" holds the notifications back',
      reason: { code: 'DelayedByPolicy', until },
    });
    const end = entry('end', 5 * MINUTE, {
      planned: true,
      text: 'Everybody was notified',
      reason: { code: 'NothingMoreDue' },
    });
    expect(findHold([policy, end], START)).toBe('Policy "Quiet nights" holds the notifications back.');
    expect(findHold([policy, end], START + MINUTE)).toBe('Everybody was notified.');
  });

  test('a story moves while something is being sent or is due', () => {
    expect(isMoving([planned(JANE, 'sms', MINUTE)], START)).toBe(false);
    expect(isMoving([planned(JANE, 'sms', MINUTE)], START + MINUTE - 1_000)).toBe(true);
    expect(isMoving([entry('notification', 0, { outcome: 'sending' })], START)).toBe(true);
    expect(isMoving([entry('end', 0, { planned: true })], START)).toBe(false);
  });
});

describe('the steps of the escalation', () => {
  const escalation = {
    id: 'ops',
    name: 'Ops',
    description: '',
    rules: [
      {
        condition: 'if-not-acked',
        notifyType: 'default',
        delay: { timeAmount: 0, timeUnit: 'minutes' },
        recipient: { type: 'schedule', id: 's', name: 'Primary' },
      },
      {
        condition: 'if-not-closed',
        notifyType: 'all',
        delay: { timeAmount: 1, timeUnit: 'hours' },
        recipient: { type: 'team', id: 't', name: 'Ops' },
      },
    ],
  } as const satisfies Escalation;

  test('what has fired is marked although a later round repeats it', () => {
    const round2 = { id: 'ops', name: 'Ops', rule: 1, round: 2 };
    const entries = [
      rule(1, 0, [JANE]),
      rule(2, 60 * MINUTE, [JANE, OMAR], { planned: true }),
      rule(1, 90 * MINUTE, [JANE], { planned: true, escalation: round2 }),
    ];
    expect(toRuleProgress(escalation, entries, (username) => username)).toEqual([
      {
        delayMinutes: 0,
        text: 'On call in Primary',
        people: ['Jane Doe'],
        isFired: true,
        isOnlyIfOpen: false,
      },
      {
        delayMinutes: 60,
        text: 'Everybody in Ops',
        people: ['Jane Doe', 'Omar Haddad'],
        isFired: false,
        nextAt: START + 60 * MINUTE,
        isOnlyIfOpen: true,
      },
    ]);
  });

  test('the escalation in charge is the last one that fired', () => {
    const other = { id: 'other', name: 'Other', rule: 1, round: 1 };
    expect(findEscalationId([rule(1, 0, [JANE]), rule(1, 1, [JANE], { escalation: other })])).toBe('other');
    expect(findEscalationId([rule(1, 0, [JANE]), rule(1, 1, [], { escalation: other, planned: true })])).toBe(
      'ops',
    );
    expect(findEscalationId([entry('created', 0)])).toBeUndefined();
  });
});

describe('links in texts', () => {
  test('addresses are apart from the text and from the end of the sentence', () => {
    expect(splitLinks('See https://example.com/a?b=1, or (https://example.com/x_(y)).')).toEqual([
      { text: 'See ' },
      { text: 'https://example.com/a?b=1', href: 'https://example.com/a?b=1' },
      { text: ', or (' },
      { text: 'https://example.com/x_(y)', href: 'https://example.com/x_(y)' },
      { text: ').' },
    ]);
  });

  test('only web addresses are links', () => {
    expect(splitLinks('javascript:alert(1) ftp://example.com')).toEqual([
      { text: 'javascript:alert(1) ftp://example.com' },
    ]);
  });
});
