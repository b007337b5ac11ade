import type { NotificationRule, Contact as StoredContact, User } from '../../src/domain/users/model.ts';
import { describeReachability } from '../../src/domain/users/reachability.ts';
import type { Contact, Rule, Step } from '../../web/src/pages/profile/profile-types.ts';
import {
  describeNotificationSteps,
  findStepProblem,
  formatDelay,
} from '../../web/src/pages/profile/rules/notification-steps.ts';
import {
  describeCriteria,
  describeNotificationTimes,
  describeTimeRestriction,
} from '../../web/src/pages/profile/rules/rule-words.ts';
import { listWarnings } from '../../web/src/pages/profile/rules/warnings.ts';

const ADDRESSES = {
  email: 'jane@example.com',
  sms: '1-2025550101',
  voice: '1-2025550101',
  webpush: 'https://push.example.com/1',
} as const;

type Method = keyof typeof ADDRESSES;

const contact = (
  method: Method,
  { enabled = true, verified = true }: { readonly enabled?: boolean; readonly verified?: boolean } = {},
): Contact => ({
  id: method,
  method,
  to: ADDRESSES[method],
  applyOrder: 0,
  status: { enabled },
  verification: { state: verified ? 'verified' : 'unverified' },
});

const step = (method: Method, timeAmount = 0, enabled = true): Step => ({
  _parent: { id: 'rule', name: 'New Alert' },
  id: `${method} ${timeAmount}`,
  contact: { method, to: ADDRESSES[method] },
  sendAfter: { timeAmount, timeUnit: 'minutes' },
  enabled,
});

const rule = (steps: readonly Step[], changes: Partial<Rule> = {}): Rule => ({
  id: 'rule',
  name: 'New Alert',
  actionType: 'create-alert',
  order: 0,
  enabled: true,
  notificationTime: [],
  steps,
  ...changes,
});

test.each([
  [0, 'at once'],
  [1, 'after 1 min'],
  [60, 'after 1 h'],
  [95, 'after 1 h 35 min'],
  [1_440, 'after 1 day'],
  [2_880 + 5, 'after 2 days 5 min'],
])('a delay of %d minutes is said as "%s"', (minutes, words) => {
  expect(formatDelay(minutes)).toBe(words);
});

describe('notification steps in words', () => {
  const contacts = [contact('email'), contact('sms'), contact('voice')];

  test('names the steps in the order in which they notify, whatever their order in the rule', () => {
    const steps = [step('voice', 3), step('email', 0), step('sms', 1)];
    expect(describeNotificationSteps(steps, contacts)).toBe(
      'at once by e-mail; after 1 min by SMS; after 3 min by call',
    );
  });

  test('joins the methods that notify at the same time', () => {
    const steps = [step('email'), step('sms'), step('voice', 3)];
    expect(describeNotificationSteps(steps, contacts)).toBe('at once by e-mail and SMS; after 3 min by call');
  });

  test('counts hours and days as their minutes', () => {
    const late = { ...step('sms'), sendAfter: { timeAmount: 1, timeUnit: 'hours' as const } };
    expect(describeNotificationSteps([late, step('voice', 59)], contacts)).toBe(
      'after 59 min by call; after 1 h by SMS',
    );
  });

  test('leaves out every step that notifies nobody, and says why', () => {
    const some = [contact('email', { verified: false }), contact('sms', { enabled: false })];
    const steps = [step('email'), step('sms'), step('voice'), step('email', 1, false)];
    expect(steps.map((each) => findStepProblem(each, some))).toEqual([
      'unverified',
      'contact-off',
      'no-contact',
      'step-off',
    ]);
    expect(describeNotificationSteps(steps, some)).toBeUndefined();
  });
});

describe('the limits of a rule in words', () => {
  const condition = (field: string, operation: string, expectedValue?: string, not = false) => ({
    field,
    operation,
    not,
    ...(expectedValue !== undefined && { expectedValue }),
  });

  test('all conditions, any condition, and negated ones', () => {
    const conditions = [
      condition('priority', 'equals', 'P1'),
      condition('tags', 'contains', 'db', true),
      condition('message', 'starts-with', 'Disk'),
    ];
    expect(describeCriteria({ type: 'match-all-conditions', conditions })).toBe(
      'only if the priority is “P1”, the tags do not contain “db” and the message starts with “Disk”',
    );
    expect(describeCriteria({ type: 'match-any-condition', conditions: conditions.slice(0, 2) })).toBe(
      'only if the priority is “P1” or the tags do not contain “db”',
    );
  });

  test('a property by its name, and an operation without a value', () => {
    const conditions = [{ ...condition('extra-properties', 'is-empty'), key: 'region' }];
    expect(describeCriteria({ type: 'match-all-conditions', conditions })).toBe(
      'only if the property “region” is empty',
    );
  });

  test('an alias is one, although its name ends in s', () => {
    const conditions = [condition('alias', 'equals', 'x', true)];
    expect(describeCriteria({ type: 'match-all-conditions', conditions })).toBe(
      'only if the alias is not “x”',
    );
  });

  test('criteria that match every alert say nothing, and those that match none say so', () => {
    expect(describeCriteria(undefined)).toBeUndefined();
    expect(describeCriteria({ type: 'match-all' })).toBeUndefined();
    expect(describeCriteria({ type: 'match-all-conditions', conditions: [] })).toBeUndefined();
    expect(describeCriteria({ type: 'match-any-condition', conditions: [] })).toMatch(/^for no alert/);
  });

  test('days with the same hours are one phrase', () => {
    const hours = { startHour: 9, startMin: 0, endHour: 18, endMin: 30 };
    const on = (day: 'monday' | 'tuesday' | 'wednesday' | 'sunday') => ({
      startDay: day,
      endDay: day,
      ...hours,
    });
    const describe = (...days: readonly Parameters<typeof on>[0][]) =>
      describeTimeRestriction({ type: 'weekday-and-time-of-day', restrictions: days.map(on) });
    expect(describe('wednesday', 'monday', 'tuesday')).toBe(
      'only on Monday to Wednesday from 09:00 to 18:30',
    );
    expect(describe('sunday', 'monday')).toBe('only on Monday and Sunday from 09:00 to 18:30');
  });

  test('an interval over several days names both ends', () => {
    const weekend = {
      startDay: 'friday',
      startHour: 18,
      startMin: 0,
      endDay: 'monday',
      endHour: 8,
      endMin: 0,
    } as const;
    expect(describeTimeRestriction({ type: 'weekday-and-time-of-day', restrictions: [weekend] })).toBe(
      'only from Friday 18:00 to Monday 08:00',
    );
  });

  test('the times before a shift, the earliest first', () => {
    expect(describeNotificationTimes(['just-before', '1-day-ago'])).toBe('1 day before and just before');
    expect(describeNotificationTimes([])).toBeUndefined();
  });
});

describe('the warnings of the page', () => {
  const OFTEN = { type: 'match-all-conditions', conditions: [] } as const;
  const cases: readonly (readonly [string, readonly Rule[], readonly Contact[]])[] = [
    ['no rule', [], [contact('email')]],
    ['a rule that is off', [rule([step('sms')], { enabled: false })], [contact('sms')]],
    ['a rule for another event', [rule([step('sms')], { actionType: 'closed-alert' })], [contact('sms')]],
    ['no step', [rule([])], [contact('sms')]],
    ['only a step that is off', [rule([step('sms', 0, false)])], [contact('sms')]],
    ['only a contact that is off', [rule([step('sms')])], [contact('sms', { enabled: false })]],
    ['only an unverified contact', [rule([step('sms')])], [contact('sms', { verified: false })]],
    ['only e-mail', [rule([step('email')])], [contact('email')]],
    ['only push', [rule([step('webpush')])], [contact('webpush')]],
    ['e-mail and push', [rule([step('email'), step('webpush')])], [contact('email'), contact('webpush')]],
    ['all well', [rule([step('email'), step('sms', 1)])], [contact('email'), contact('sms')]],
    ['conditions', [rule([step('sms')], { criteria: OFTEN })], [contact('sms')]],
    [
      'one unverified contact among others',
      [rule([step('sms'), step('voice')])],
      [contact('sms'), contact('voice', { verified: false })],
    ],
    [
      'an unverified contact in a step that is off',
      [rule([step('sms'), step('voice', 1, false)])],
      [contact('sms'), contact('voice', { verified: false })],
    ],
  ];

  const toStored = ({ id, method, to, status, verification }: Contact): StoredContact => ({
    id,
    method,
    to,
    enabled: status.enabled,
    disabledReason: '',
    verification:
      verification.state === 'unverified'
        ? { state: 'unverified' }
        : { state: 'verified', how: 'code', at: 1, by: 'jane@example.com' },
  });

  test.each(cases)('%s: the same as the service says to administrators of a team', (_, rules, contacts) => {
    const user = {
      blocked: false,
      timeZone: 'UTC',
      contacts: contacts.map(toStored),
      notificationRules: rules.map((each) => ({ ...each, schedules: [] }) as unknown as NotificationRule),
    } as unknown as User;
    expect(listWarnings(rules, contacts)).toEqual(describeReachability(user, 0).problems);
  });
});
