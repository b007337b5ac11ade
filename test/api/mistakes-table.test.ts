import { type Call, configurationApi, createdId } from '../../simulator/configuration-api.ts';
import { putAccount } from '../../src/domain/accounts/store.ts';
import { newId } from '../../src/platform/ids.ts';
import { useTable } from '../support/table.ts';

/**
 * Mistakes that people really made in configuring. Each one is refused with what to write, or accepted with a warning:
 * none passes without a word. Mistakes in alerts and in the form of requests are in mistakes.test.ts.
 */

const table = useTable();
let call: Call;
/** The ids that the requests refer to, by the word in braces. */
let ids: Readonly<Record<string, string>>;

const bob = { type: 'user', username: 'bob@example.com' };
const rotation = { type: 'weekly', startDate: '2026-11-23T08:00:00Z', participants: [bob] };
const day = (startHour: number, startMin: number, endHour: number, endMin: number) => ({
  type: 'time-of-day',
  restriction: { startHour, startMin, endHour, endMin },
});
const rule = (more: object) => ({
  condition: 'if-not-acked',
  notifyType: 'default',
  delay: { timeAmount: 1 },
  recipient: bob,
  ...more,
});
const condition = (field: string, operation: string, expectedValue?: string) => ({
  type: 'match-all-conditions',
  conditions: [{ field, operation, ...(expectedValue !== undefined && { expectedValue }) }],
});
const minor = condition('priority', 'equals', 'P5');
const quiet = { type: 'notification', name: 'Quiet', suppress: true, filter: minor };
const override = { user: bob, startDate: '2026-11-23T08:00:00Z', endDate: '2026-11-24T08:00:00Z' };
const heartbeat = { name: 'backup', interval: 5, intervalUnit: 'minutes', enabled: true };

beforeAll(async () => {
  const accountId = newId();
  await putAccount(table(), { id: accountId, name: 'Acme' });
  call = configurationApi(table(), { accountId });
  await createdId(call, '/v2/users', { username: bob.username, fullName: 'Bob', role: { name: 'User' } });
  const team = await createdId(call, '/v2/teams', { name: 'Data' });
  const schedule = await createdId(call, '/v2/schedules', { name: 'Duty', timezone: 'Europe/Berlin' });
  await createdId(call, '/v2/escalations', { name: 'Data escalation', rules: [rule({})] });
  ids = { team, schedule };
});

type Row = readonly [mistake: string, path: string, body: object, said: string];

const send = async ([, path, body]: Row) => {
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '');
  const { status, body: answer } = await call('POST', address, body);
  return { status, answer };
};

const ROTATIONS = '/v2/schedules/{schedule}/rotations';
const OVERRIDES = '/v2/schedules/{schedule}/overrides';
const CONTACTS = '/v2/users/bob@example.com/contacts';
const NOTIFICATION_RULES = '/v2/users/bob@example.com/notification-rules';
const POLICIES = '/v2/policies?teamId={team}';
const ESCALATIONS = '/v2/escalations';
const RULES = '/v2/teams/{team}/routing-rules';

describe('refused', () => {
  test.each<Row>([
    ['a zone that is a city', '/v2/schedules', { name: 'Z', timezone: 'CET/Berlin' }, 'IANA'],
    ['a zone with an offset', '/v2/schedules', { name: 'Z', timezone: 'GMT+2' }, 'IANA'],
    ['an offset as a zone', '/v2/schedules', { name: 'Z', timezone: '+02:00' }, 'IANA'],
    ['a zone of summer time', '/v2/schedules', { name: 'Z', timezone: 'CEST' }, 'IANA'],
    ['a rotation of length 0', ROTATIONS, { ...rotation, length: 0 }, 'must be at least 1'],
    [
      'an hour 25',
      ROTATIONS,
      { ...rotation, timeRestriction: day(25, 0, 7, 0) },
      'timeRestriction.restriction.startHour',
    ],
    ['an end before the start', ROTATIONS, { ...rotation, endDate: '2026-11-22T08:00:00Z' }, 'endDate'],
    ...['2026-02-30', '2027-02-29', '2026-11-31'].map(
      (day): Row => [
        `the day ${day}, which the calendar does not have`,
        ROTATIONS,
        { ...rotation, startDate: `${day}T08:00:00Z` },
        'must be a date that the calendar has',
      ],
    ),
    [
      'such a day without an offset',
      OVERRIDES,
      { user: bob, startDate: '2027-02-29T08:00', endDate: '2027-03-02T08:00' },
      '"startDate":"must be a date that the calendar has"',
    ],
    ['half a week', ROTATIONS, { ...rotation, length: 0.5 }, '"length":"must be'],
    [
      'a username in the place of a user',
      OVERRIDES,
      { ...override, user: bob.username },
      '"user":"must be an object"',
    ],
    [
      'a rotation of an override that does not exist',
      OVERRIDES,
      { ...override, rotations: [{ name: 'Nights' }] },
      '"rotations[0]":"No rotation of the schedule exists with [Nights]"',
    ],
    [
      'a username in the place of a participant',
      ROTATIONS,
      { ...rotation, participants: [bob.username] },
      'participants[0]',
    ],
    [
      'a short day of the week',
      ROTATIONS,
      {
        ...rotation,
        timeRestriction: {
          type: 'weekday-and-time-of-day',
          restrictions: [{ startDay: 'mon', endDay: 'fri', ...day(8, 0, 9, 0).restriction }],
        },
      },
      'restrictions[0].startDay":"must be one of monday,',
    ],
    [
      'hours as a clock shows them',
      ROTATIONS,
      {
        ...rotation,
        timeRestriction: { type: 'time-of-day', restriction: { startHour: '8:00', endHour: '17:00' } },
      },
      'timeRestriction.restriction.startHour":"must be a number',
    ],
    [
      'all of a user',
      ESCALATIONS,
      { name: 'E', rules: [rule({ notifyType: 'all' })] },
      '"rules[0].notifyType":"must be default for a user"',
    ],
    [
      'a condition in other words',
      ESCALATIONS,
      { name: 'E', rules: [rule({ condition: 'if-not-acknowledged' })] },
      '"rules[0].condition":"must be one of if-not-acked, if-not-closed"',
    ],
    [
      'too many repeats',
      ESCALATIONS,
      { name: 'E', rules: [rule({})], repeat: { count: 1_000 } },
      '"repeat.count":"must be at most 20"',
    ],
    [
      'a number of repeats',
      ESCALATIONS,
      { name: 'E', rules: [rule({})], repeat: 3 },
      '"repeat":"must be an object"',
    ],
    [
      'a repeat of nothing that is known',
      ESCALATIONS,
      { name: 'E', rules: [rule({})], repeat: { times: 3 } },
      '"repeat.times":"is not known here; known are waitInterval, count,',
    ],
    [
      'an integration without a type',
      '/v2/integrations',
      { name: 'I' },
      '"type":"should be provided; it must be one of API,',
    ],
    [
      'a Webhook without an address',
      '/v2/integrations',
      { type: 'Webhook', name: 'I' },
      '"url":"is needed for the type Webhook"',
    ],
    [
      'a maintenance of a length that does not exist',
      '/v1/maintenance',
      {
        time: { type: 'for-2-hours' },
        rules: [{ state: 'disabled', entity: { type: 'integration', id: 'x' } }],
      },
      '"time.type":"must be one of for-5-minutes,',
    ],
    [
      'a maintenance of an integration that does not exist',
      '/v1/maintenance',
      {
        time: { type: 'for-1-hour' },
        rules: [{ state: 'disabled', entity: { type: 'integration', id: 'x' } }],
      },
      '"rules[0].entity":"No integration exists with [x]"',
    ],
    [
      'a maintenance of nothing',
      '/v1/maintenance',
      { time: { type: 'for-1-hour' }, rules: [] },
      '"rules":"must have at least one',
    ],
    [
      'a delay until 25 hours',
      POLICIES,
      { ...quiet, suppress: false, delayAction: { delayOption: 'next-monday', untilHour: 25 } },
      '"delayAction.untilHour":"must be at most 23"',
    ],
    [
      'a contact method that does not exist',
      CONTACTS,
      { method: 'phone', to: '49-1511234567' },
      '"method":"must be one of email, sms',
    ],
    ['a contact without an address', CONTACTS, { method: 'sms' }, '"to":"should be provided"'],
    [
      'a notification rule of a misspelt type',
      NOTIFICATION_RULES,
      { name: 'N', actionType: 'create' },
      '"actionType":"must be one of create-alert,',
    ],
    [
      'a notification step to somebody else',
      NOTIFICATION_RULES,
      {
        name: 'N',
        actionType: 'create-alert',
        steps: [{ contact: { method: 'email', to: 'eve@example.com' }, sendAfter: { timeAmount: 1 } }],
      },
      '"steps[0].contact":"must be one of the contacts of the user"',
    ],
    [
      'an interval with its unit',
      '/v2/heartbeats',
      { ...heartbeat, interval: '5m' },
      '"interval":"must be a number"',
    ],
    ['a date without a time', ROTATIONS, { ...rotation, startDate: '2026-11-23' }, 'must be a date and time'],
    [
      'a German date',
      OVERRIDES,
      { user: bob, startDate: '23.11.2026 08:00', endDate: '24.11.2026 08:00' },
      'must be a date and time',
    ],
    ['a rotation without participants', ROTATIONS, { ...rotation, participants: [] }, 'participants'],
    [
      'restrictions in the place of restriction',
      ROTATIONS,
      {
        ...rotation,
        timeRestriction: { type: 'time-of-day', restrictions: [day(8, 0, 9, 0).restriction] },
      },
      'timeRestriction.restriction',
    ],
    [
      'a participant who does not exist',
      ROTATIONS,
      { ...rotation, participants: [{ type: 'user', username: 'bobb@example.com' }] },
      'No user exists with [bobb@example.com]',
    ],
    [
      'a delay that is a number',
      ESCALATIONS,
      { name: 'E', rules: [rule({ delay: 5 })] },
      'must be an object such as {"timeAmount": 5, "timeUnit": "minutes"}',
    ],
    [
      'a delay in seconds',
      ESCALATIONS,
      { name: 'E', rules: [rule({ delay: { timeAmount: 30, timeUnit: 'seconds' } })] },
      'must be one of minute, minutes',
    ],
    [
      'a rule without a recipient',
      ESCALATIONS,
      { name: 'E', rules: [{ ...rule({}), recipient: undefined }] },
      'recipient',
    ],
    ['an escalation without rules', ESCALATIONS, { name: 'E', rules: [] }, 'rules'],
    [
      'an escalation with a schedule that does not exist',
      ESCALATIONS,
      { name: 'E', rules: [rule({ recipient: { type: 'schedule', name: 'Dutty' } })] },
      'No schedule exists with [Dutty]',
    ],
    [
      'a routing rule to an escalation that does not exist',
      RULES,
      { name: 'R', notify: { type: 'escalation', name: 'Nope' } },
      'No escalation exists with [Nope]',
    ],
    ['a name that is taken', '/v2/teams', { name: 'Data' }, 'already exists'],
    [
      'an operation that does not exist',
      POLICIES,
      { ...quiet, filter: condition('priority', 'is', 'P5') },
      'equals',
    ],
    [
      'a field that does not exist',
      POLICIES,
      { ...quiet, filter: condition('tag', 'contains', 'x') },
      'tags',
    ],
    [
      'a priority in small letters',
      POLICIES,
      { ...quiet, filter: condition('priority', 'equals', 'p9') },
      'P1',
    ],
    [
      'a condition without a value',
      POLICIES,
      { ...quiet, filter: condition('priority', 'equals') },
      'is required for the operation equals',
    ],
    ['a team by name', '/v2/policies?teamId=Data', quiet, 'No team exists with [Data]'],
    ['a heartbeat in a wrong unit', '/v2/heartbeats', { ...heartbeat, intervalUnit: 'weeks' }, 'minutes'],
    ['an interval of 0', '/v2/heartbeats', { ...heartbeat, interval: 0 }, 'interval'],
    ['a type that does not exist', '/v2/integrations', { type: 'AmazonCloudWatch', name: 'I' }, 'CloudWatch'],
    [
      'a misspelt right',
      '/v2/integrations',
      { type: 'API', name: 'I', allowWriteAcces: false },
      'did you mean',
    ],
    ['a phone number with a plus', CONTACTS, { method: 'sms', to: '+49-1511234567' }, 'countrycode-number'],
    ['a phone number without a dash', CONTACTS, { method: 'sms', to: '491511234567' }, 'countrycode-number'],
  ])('%s', async (...row) => {
    const { status, answer } = await send(row);
    expect([409, 422]).toContain(status);
    expect(JSON.stringify({ ...answer.errors, text: answer.message }).replaceAll('\\"', '"')).toContain(
      row[3],
    );
  });
});

describe('accepted with a warning', () => {
  const never = 'start and end are equal, so it covers';
  test.each<Row>([
    [
      'a rotation whose restriction ends when it starts',
      ROTATIONS,
      { ...rotation, timeRestriction: day(8, 0, 8, 0) },
      `timeRestriction.restriction: ${never} the whole day`,
    ],
    [
      'such a rotation of a new schedule',
      '/v2/schedules',
      { name: 'All day', rotations: [{ ...rotation, timeRestriction: day(0, 0, 0, 0) }] },
      `rotations[0].timeRestriction.restriction: ${never} the whole day`,
    ],
    [
      'such a policy',
      POLICIES,
      { ...quiet, timeRestrictions: day(22, 0, 22, 0) },
      `timeRestrictions.restriction: ${never} the whole day`,
    ],
    [
      'such a routing rule for a week',
      RULES,
      {
        name: 'R',
        notify: { type: 'none' },
        timeRestriction: {
          type: 'weekday-and-time-of-day',
          restrictions: [{ startDay: 'monday', endDay: 'monday', ...day(8, 0, 8, 0).restriction }],
        },
      },
      `timeRestriction.restrictions[0]: ${never} the whole week`,
    ],
    [
      'an override in the past',
      OVERRIDES,
      { user: bob, startDate: '2020-01-01T08:00:00Z', endDate: '2020-01-02T08:00:00Z' },
      'endDate: the override has ended already, so it changes nothing',
    ],
    [
      'a policy that silences the whole account',
      '/v2/policies',
      { type: 'notification', name: 'Everything', suppress: true },
      'The policy suppresses all notifications of the account, at all times',
    ],
    [
      'a policy that silences the whole account at night',
      '/v2/policies',
      { type: 'notification', name: 'Nights', suppress: true, timeRestrictions: day(22, 0, 7, 0) },
      'The policy suppresses all notifications of the account, at the times of timeRestrictions',
    ],
    [
      'a policy that silences a whole team',
      POLICIES,
      { type: 'notification', name: 'Team', suppress: true },
      'The policy suppresses all notifications of the team, at all times',
    ],
    [
      'a notification policy without a team',
      '/v2/policies',
      { ...quiet, name: 'No team' },
      'teamId is missing: the policy applies to the alerts of all teams',
    ],
    ['a policy that does nothing', POLICIES, { type: 'notification', name: 'N' }, 'The policy does nothing'],
    [
      'a trunk zero in a phone number',
      CONTACTS,
      { method: 'sms', to: '49-01511234567' },
      'to: the number begins with 0 after the country code',
    ],
    [
      'zeros before the country code',
      CONTACTS,
      { method: 'sms', to: '0049-1511234567' },
      'cannot be dialled',
    ],
    [
      'a country code of four digits',
      CONTACTS,
      { method: 'voice', to: '4915-11234567' },
      'cannot be dialled',
    ],
    ['a number that is too short', CONTACTS, { method: 'voice', to: '49-151' }, 'cannot be dialled'],
    ['a heartbeat without a team', '/v2/heartbeats', heartbeat, 'ownerTeam is missing'],
    [
      'delays that decrease',
      ESCALATIONS,
      { name: 'Down', rules: [rule({ delay: { timeAmount: 10 } }), rule({})] },
      'rules[1].delay',
    ],
    ['an ambiguous zone', '/v2/schedules', { name: 'EST', timezone: 'EST' }, 'EST may not be the zone'],
  ])('%s', async (...row) => {
    const { status, answer } = await send(row);
    expect({ status, warnings: answer.warnings?.join('\n') }).toEqual({
      status: 201,
      warnings: expect.stringContaining(row[3]),
    });
  });

  test('a ping of a heartbeat that does not exist', async () => {
    const { status, body } = await call('GET', '/v2/heartbeats/bakcup/ping');
    expect(status).toBe(202);
    expect(body.warnings).toEqual(['There is no heartbeat with this name, so the ping changes nothing']);
  });
});

describe('accepted without a warning, because it is right', () => {
  test.each<[string, string, object]>([
    ['a minute other than 0 and 30', ROTATIONS, { ...rotation, timeRestriction: day(8, 45, 17, 15) }],
    ['a number of Italy, which keeps its 0', CONTACTS, { method: 'sms', to: '39-0612345678' }],
    ['a policy of a team with a filter', POLICIES, { ...quiet, name: 'Minor' }],
    [
      'an override that has begun',
      OVERRIDES,
      { user: bob, startDate: '2020-01-01T08:00:00Z', endDate: '2040-01-01T08:00:00Z' },
    ],
  ])('%s', async (mistake, path, body) => {
    const { status, answer } = await send([mistake, path, body, '']);
    const about = (answer.warnings ?? []).filter((text: string) => !text.startsWith('Schedule Duty'));
    expect([status, about]).toEqual([201, []]);
  });
});

describe('a regular expression that cannot be used is refused with the place of its mistake', () => {
  test.each([
    ['disk (full', 'at character 6 is a ( that is not closed'],
    ['disk [a-', 'at character 6 is a [ that is not closed'],
    ['db**', 'at character 4: nothing to repeat'],
    ['*db', 'at character 1: nothing to repeat'],
    ['full)', "at character 5: unmatched ')'"],
    ['[z-a]', 'at character 4: range out of order in character class'],
    ['db\\', 'at character 3: \\ at end of pattern'],
    ['(?i)disk (full', 'at character 10 is a ( that is not closed'],
    ['\\p{Lu}+', 'at character 1 is \\p, which is not supported'],
    ['a[\\w\\p{L}]', 'at character 5 is \\p, which is not supported'],
    ['[[:alpha:]]', 'at character 2 is [:, which is not supported in a character class'],
    ['[a-z&&b]', 'at character 5 is &&, which is not supported in a character class'],
    [`${'a'.repeat(1_001)}`, 'is longer than 1000 characters'],
  ])('%s', async (pattern, place) => {
    const filter = condition('message', 'matches', pattern);
    const { status, answer } = await send(['', POLICIES, { ...quiet, filter }, '']);
    expect([status, answer.errors]).toEqual([
      422,
      { 'filter.conditions[0].expectedValue': `is not a supported regular expression: ${place}` },
    ]);
  });
});

test('a name in the place of the id of an escalation', async () => {
  const { status, body } = await call('GET', '/v2/escalations/Data%20escalation');
  expect([status, body.message]).toEqual([
    404,
    'Escalation with id [Data escalation] does not exist. There is one of that name: add ?identifierType=name.',
  ]);
});
