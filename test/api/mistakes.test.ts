import { type Call, configurationApi, createdId } from '../../simulator/configuration-api.ts';
import { putAccount } from '../../src/domain/accounts/store.ts';
import { newId } from '../../src/platform/ids.ts';
import { anAlert } from '../support/builders.ts';
import { useTable } from '../support/table.ts';
import { aService } from './alerts/harness.ts';

/** Mistakes that people make in requests: each is refused with what to write, or accepted with a note in the response. */

const table = useTable();
let call: Call;
/** The ids that the requests refer to, by the word in braces. */
let ids: Readonly<Record<string, string>>;

const user = { username: 'anna@example.com', fullName: 'Anna', role: { name: 'User' } };
const shift = {
  name: 'Week',
  type: 'weekly',
  startDate: '2026-11-23T08:00:00Z',
  participants: [{ type: 'user', username: user.username }],
};
const quietHours = {
  type: 'time-of-day',
  restriction: { startHour: 22, startMin: 0, endHour: 7, endMin: 0 },
};
const minor = {
  type: 'match-all-conditions',
  conditions: [{ field: 'priority', operation: 'equals', expectedValue: 'P5' }],
};
const quiet = { type: 'notification', name: 'Quiet nights', suppress: true };
const routing = { name: 'Night', notify: { type: 'none' } };
const recipient = { type: 'user', username: user.username };
const rule = (delay: unknown) => ({ condition: 'if-not-acked', notifyType: 'default', recipient, delay });
const minutes = (timeAmount: number) => ({ timeAmount, timeUnit: 'minutes' });

beforeAll(async () => {
  const accountId = newId();
  await putAccount(table(), { id: accountId, name: 'Acme' });
  call = configurationApi(table(), { accountId });
  await createdId(call, '/v2/users', user);
  const team = await createdId(call, '/v2/teams', { name: 'Data' });
  const schedule = await createdId(call, '/v2/schedules', { name: 'Duty', timezone: 'Europe/Berlin' });
  ids = { team, schedule };
});

const request = (path: string, body: unknown) =>
  call(
    'POST',
    path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? ''),
    body,
  );

describe('a misspelt member is refused with the name that is meant', () => {
  test.each<[string, object, string, string]>([
    ['/v2/policies', { ...quiet, timerestrictions: quietHours }, 'timerestrictions', 'timeRestrictions'],
    ['/v2/policies', { ...quiet, filters: minor }, 'filters', 'filter'],
    ['/v2/policies', { type: 'notification', name: 'Q', supress: true }, 'supress', 'suppress'],
    ['/v2/teams/{team}/routing-rules', { ...routing, criterias: minor }, 'criterias', 'criteria'],
    [
      '/v2/teams/{team}/routing-rules',
      { ...routing, timeRestrction: quietHours },
      'timeRestrction',
      'timeRestriction',
    ],
    ['/v2/teams', { name: 'T', member: [{ user: { username: user.username } }] }, 'member', 'members'],
    ['/v2/schedules', { name: 'S', rotation: [shift] }, 'rotation', 'rotations'],
    ['/v2/schedules', { name: 'S', ownerteam: { name: 'Data' } }, 'ownerteam', 'ownerTeam'],
    ['/v2/schedules', { name: 'S', rotations: [{ ...shift, lenght: 2 }] }, 'rotations[0].lenght', 'length'],
    ['/v2/schedules/{schedule}/rotations', { ...shift, enddate: shift.startDate }, 'enddate', 'endDate'],
    ['/v2/escalations', { name: 'E', rule: [rule(minutes(0))] }, 'rule', 'rules'],
    ['/v2/users', { ...user, timzone: 'Europe/Berlin' }, 'timzone', 'timeZone'],
    [
      '/v2/integrations',
      { type: 'API', name: 'I', allowWriteAcces: false },
      'allowWriteAcces',
      'allowWriteAccess',
    ],
  ])('%s %j', async (path, body, field, meant) => {
    const { status, body: answer } = await request(path, body);
    expect({ status, errors: answer.errors }).toEqual({
      status: 422,
      errors: { [field]: `is not known here; did you mean ${meant}?` },
    });
  });

  test.each([
    [{ message: 'm', priorty: 'P1' }, 'priorty', 'priority'],
    [{ message: 'm', Priority: 'P1' }, 'Priority', 'priority'],
    [{ message: 'm', responder: [{ type: 'team', name: 'Data' }] }, 'responder', 'responders'],
    [{ message: 'm', visibleto: [{ type: 'team', name: 'Data' }] }, 'visibleto', 'visibleTo'],
  ])('Create of an alert with %j', async (body, field, meant) => {
    const { call: callAlerts, sent } = aService(table());
    const { status, json } = await callAlerts('POST', '/v2/alerts', body);
    expect(status).toBe(422);
    expect(json.errors).toEqual({ [field]: `is not known here; did you mean ${meant}?` });
    expect(sent).toEqual([]);
  });
});

describe('the two names of one thing are accepted for one another', () => {
  test('timeRestriction of a policy', async () => {
    const id = await createdId(call, '/v2/policies', { ...quiet, timeRestriction: quietHours });
    expect((await call('GET', `/v2/policies/${id}`)).body.data.timeRestrictions).toEqual(quietHours);
  });

  test('timeZone of a schedule, when it is created and when it is changed', async () => {
    const id = await createdId(call, '/v2/schedules', { name: 'Zone', timeZone: 'Europe/Berlin' });
    const zone = async () => (await call('GET', `/v2/schedules/${id}`)).body.data.timezone;
    expect(await zone()).toBe('Europe/Berlin');
    await call('PATCH', `/v2/schedules/${id}`, { timeZone: 'Europe/Paris' });
    expect(await zone()).toBe('Europe/Paris');
  });

  test('timezone of a user, and timeRestrictions of a rotation and of a routing rule', async () => {
    const username = 'zone@example.com';
    await call('POST', '/v2/users', { ...user, username, timezone: 'Europe/Paris' });
    expect((await call('GET', `/v2/users/${username}`)).body.data.timeZone).toBe('Europe/Paris');
    const rotation = await request('/v2/schedules/{schedule}/rotations', {
      ...shift,
      timeRestrictions: quietHours,
    });
    const rotations = (await call('GET', `/v2/schedules/${ids.schedule}/rotations`)).body.data;
    expect(rotations).toContainEqual(
      expect.objectContaining({ id: rotation.body.data.id, timeRestriction: quietHours }),
    );
    const { body } = await request('/v2/teams/{team}/routing-rules', {
      ...routing,
      timeRestrictions: quietHours,
    });
    const path = `/v2/teams/${ids.team}/routing-rules/${body.data.id}`;
    expect((await call('GET', path)).body.data.timeRestriction).toEqual(quietHours);
  });
});

test('other unknown members are listed as ignored, because real clients send some', async () => {
  const { status, body } = await request('/v2/teams', {
    name: 'Ignored',
    id: 'x',
    members: [{ user: { username: user.username, avatar: 'a.png' } }],
  });
  expect(status).toBe(201);
  expect(body.ignored).toEqual(['id', 'members[0].user.avatar']);
});

test('conditions beside match-all are refused', async () => {
  const filter = { ...minor, type: 'match-all' };
  const { status, body } = await request('/v2/policies', { ...quiet, filter });
  expect(status).toBe(422);
  expect(body.errors).toEqual({
    'filter.conditions': expect.stringContaining('have no effect with the type match-all'),
  });
});

describe('a body that is not JSON is refused with the place and the probable mistake', () => {
  const refusal = async (text: string) => {
    const { call: callAlerts } = aService(table());
    const { status, json } = await callAlerts('POST', '/v2/alerts', text);
    return [status, json.message];
  };
  const saying = (mistake: string) => [400, `The request body is not valid JSON: ${mistake}.`];

  test.each([
    [`{'message': 'm'}`, `at character 2 is a single quotation mark; JSON needs double ones (")`],
    ['{“message”: "m"}', 'at character 2 is a typographic quotation mark (“); JSON needs straight ones (")'],
    ['{"message": "m",}', 'at character 17 is a } after a comma; leave out the comma'],
    [
      '{\n  "message": "m",\n  "tags": ["a",]\n}',
      'in line 3 at character 16 is a ] after a comma; leave out the comma',
    ],
    [
      'message=m&priority=P1',
      'it looks like a form. Send JSON, with the header Content-Type: application/json',
    ],
    ['{"message": "m"', 'it ends too early. A closing bracket or quotation mark is missing'],
    ['{"message": "m', 'it ends too early. A closing bracket or quotation mark is missing'],
    [
      '{"message": "m" "priority": "P1"}',
      'at character 17 is a quotation mark; a comma before it is missing',
    ],
    ['{"message": "two\nlines"}', 'at character 17 is a line break or tab in a text; write \\n or \\t'],
    ['{"message": True}', 'at character 13 is a word that is not JSON; write true in small letters'],
    ['{"message": None}', 'at character 13 is a word that is not JSON; write null, or leave the member out'],
    ['{message: "m"}', 'at character 2 is a word without quotation marks'],
    ['{"message": "m" // comment\n}', 'at character 17 is a comment; JSON has none'],
    ['The disk is full', 'at character 1 is a word without quotation marks'],
  ])('%s', async (text, mistake) => {
    expect(await refusal(text)).toEqual(saying(mistake));
  });
});

describe('a body that is JSON, but no object, is refused with what it must be', () => {
  test.each(['null', '[]', '[{"message": "m"}]', '"m"', '5', 'true'])('%s', async (text) => {
    const { call: callAlerts, sent } = aService(table());
    const { status, json } = await callAlerts('POST', '/v2/alerts', text);
    expect([status, json.message, sent]).toEqual([400, 'The request body must be a JSON object.', []]);
  });

  test('and an empty one is missing', async () => {
    const { call: callAlerts } = aService(table());
    const { status, json } = await callAlerts('POST', '/v2/alerts', ' ');
    expect([status, json.message]).toEqual([400, 'The request body is missing.']);
  });
});

describe('a value of the wrong type is not said to be missing', () => {
  test.each<[string, object, object]>([
    ['/v2/alerts', { message: { text: 'm' } }, { message: 'must be text' }],
    ['/v2/alerts', {}, { message: 'can not be empty' }],
    ['/v2/alerts', { message: '  ' }, { message: 'can not be empty' }],
    ['/v2/alerts/x/notes', { note: ['n'] }, { note: 'must be text' }],
    ['/v2/alerts', { message: 'm', recipients: [[1]] }, { 'recipients[0]': 'must be text or an object' }],
    [
      '/v2/alerts',
      { message: 'm', recipients: [{ type: 'team', id: ['x'] }] },
      { 'recipients[0].id': 'must be text' },
    ],
  ])('%s %j', async (path, body, errors) => {
    const { call: callAlerts, sent } = aService(table());
    const { status, json } = await callAlerts('POST', path, body);
    expect([status, json.errors, sent]).toEqual([422, errors, []]);
  });
});

test('true is no number: it does not stop paging for one minute', async () => {
  const { status, body } = await call('PUT', '/v2/account/paging-stop', { minutes: true, reason: 'Test' });
  expect([status, body.errors]).toEqual([422, { minutes: 'must be a number' }]);
  expect((await call('GET', '/v2/account')).body.data).not.toHaveProperty('pagingStop');
});

test('criteria without any known member do not match everything', async () => {
  const { status, body } = await request('/v2/policies', { ...quiet, filter: { rules: minor.conditions } });
  expect([status, body.errors]).toEqual([
    422,
    { 'filter.rules': 'is not known here; known are type, conditionMatchType, conditions' },
  ]);
});

test('an expected value that is no text is refused', async () => {
  const [condition] = minor.conditions;
  const filter = { ...minor, conditions: [{ ...condition, expectedValue: { priority: 'P5' } }] };
  const { status, body } = await request('/v2/policies', { ...quiet, filter });
  expect([status, body.errors]).toEqual([422, { 'filter.conditions[0].expectedValue': 'must be text' }]);
});

test('a method that a path does not have is answered with those that it has', async () => {
  const { call: callAlerts } = aService(table());
  const { status, json } = await callAlerts('PUT', '/v2/alerts', { message: 'm' });
  expect(status).toBe(405);
  expect(json.message).toMatch(/^PUT is not supported here, but GET, POST\./);
});

test('an operation that does not exist is answered with where they are listed', async () => {
  const { status, body } = await call('GET', '/');
  expect([status, body.message]).toEqual([404, 'No such operation: GET /. See /docs for all operations.']);
});

describe('a name in the place of an id is answered with the parameter to add', () => {
  test.each([
    [
      '/v2/teams/Data',
      'Team with id [Data] does not exist. There is one of that name: add ?identifierType=name.',
    ],
    [
      '/v2/schedules/Duty',
      'Schedule with id [Duty] does not exist. There is one of that name: add ?identifierType=name.',
    ],
    [
      '/v2/teams/Data/routing-rules',
      'Team with id [Data] does not exist. There is one of that name: add ?teamIdentifierType=name.',
    ],
    [
      '/v2/schedules/Duty/overrides',
      'Schedule with id [Duty] does not exist. There is one of that name: add ?identifierType=name.',
    ],
    ['/v2/teams/Date', 'Team with id [Date] does not exist.'],
  ])('%s', async (path, message) => {
    const { status, body } = await call('GET', path);
    expect([status, body.message]).toEqual([404, message]);
  });

  test('and an id in the place of a name, too', async () => {
    const { body } = await call('GET', `/v2/teams/${ids.team}?identifierType=name`);
    expect(body.message).toContain('There is one of that id: add ?identifierType=id.');
  });

  test('a key of another team learns nothing', async () => {
    const accountId = newId();
    const whole = configurationApi(table(), { accountId });
    const other = await createdId(whole, '/v2/teams', { name: 'Other' });
    await createdId(whole, '/v2/teams', { name: 'Data' });
    const { body } = await configurationApi(table(), { accountId, teamId: other })('GET', '/v2/teams/Data');
    expect(body.message).toBe('Team with id [Data] does not exist.');
  });

  test('an alias or tiny id of an alert', async () => {
    const accountId = newId();
    const { call: callAlerts, store } = aService(table(), { accountId });
    await store(anAlert({ accountId, alias: 'disk', tinyId: '77' }));
    expect((await callAlerts('GET', '/v2/alerts/disk')).json.message).toContain('add ?identifierType=alias.');
    const { json } = await callAlerts('GET', '/v2/alerts/77');
    expect(json.message).toBe(
      'Alert with id [77] does not exist. There is one with this tiny id: add ?identifierType=tiny.',
    );
  });
});

test('a plus sign in a date of an address must be escaped', async () => {
  const path = `/v2/schedules/${ids.schedule}/timeline?date=2026-11-24T10:00:00+01:00`;
  const { status, body } = await call('GET', path);
  expect(status).toBe(422);
  expect(Object.values(body.errors)).toEqual([
    'must be a date and time such as 2026-11-24T10:00:00Z; in an address, write + as %2B',
  ]);
});

describe('what is allowed but probably not meant is accepted with a warning', () => {
  test('a notification policy that does nothing', async () => {
    const { status, body } = await request('/v2/policies', { type: 'notification', name: 'Nothing' });
    expect(status).toBe(201);
    expect(body.warnings).toEqual([expect.stringContaining('The policy does nothing')]);
  });

  test('delays of an escalation that decrease', async () => {
    const rules = [rule(minutes(10)), rule(minutes(1))];
    const { status, body } = await request('/v2/escalations', { name: 'Decreasing', rules });
    expect(status).toBe(201);
    expect(body.warnings).toEqual(['rules[1].delay: the rule is due before the rule above it']);
  });

  test.each(['EST', 'PST', 'IST', 'CET', 'Etc/GMT+2'])('the zone %s', async (timezone) => {
    const { status, body } = await request('/v2/schedules', { name: `In ${timezone}`, timezone });
    if (status === 422) return expect(body.errors.timezone).toContain('IANA');
    expect(body.warnings).toContainEqual(
      expect.stringContaining(`timezone: ${timezone} may not be the zone`),
    );
  });

  test.each(['Europe/Berlin', 'UTC', 'Etc/UTC', 'America/Indiana/Knox', 'GMT'])(
    'the zone %s is clear',
    async (timezone) => {
      const { status, body } = await request('/v2/schedules', { name: `Clear ${timezone}`, timezone });
      expect(status).toBe(201);
      expect(body.warnings ?? []).not.toContainEqual(expect.stringContaining('timezone'));
    },
  );
});

describe('a date without an offset is read in the zone of the schedule', () => {
  const local = '2026-11-23T08:00:00';
  const inBerlin = '2026-11-23T07:00:00.000Z';

  test('of a rotation, created with the schedule, added and changed', async () => {
    const id = await createdId(call, '/v2/schedules', {
      name: 'Local',
      timezone: 'Europe/Berlin',
      rotations: [{ ...shift, startDate: local }],
    });
    const added = await call('POST', `/v2/schedules/${id}/rotations`, {
      ...shift,
      name: 'Second',
      startDate: local,
      endDate: '2026-12-01T08:00:00Z',
    });
    const read = async () => (await call('GET', `/v2/schedules/${id}`)).body.data.rotations;
    expect(await read()).toMatchObject([
      { startDate: inBerlin },
      { startDate: inBerlin, endDate: '2026-12-01T08:00:00.000Z' },
    ]);
    await call('PATCH', `/v2/schedules/${id}/rotations/${added.body.data.id}`, {
      endDate: '2027-07-01T08:00',
    });
    // In summer, Berlin is two hours ahead of UTC.
    expect((await read())[1].endDate).toBe('2027-07-01T06:00:00.000Z');
  });

  test('of an override', async () => {
    const { body } = await request('/v2/schedules/{schedule}/overrides', {
      user: recipient,
      startDate: local,
      endDate: '2026-11-23T08:30:00+01:00',
    });
    const path = `/v2/schedules/${ids.schedule}/overrides/${body.data.alias}`;
    expect((await call('GET', path)).body.data).toMatchObject({
      startDate: inBerlin,
      endDate: '2026-11-23T07:30:00.000Z',
    });
  });

  test('an override that ends before it starts is refused', async () => {
    const dates = { startDate: local, endDate: '2026-11-23T06:59:59Z' };
    const { status, body } = await request('/v2/schedules/{schedule}/overrides', {
      user: recipient,
      ...dates,
    });
    expect([status, body.errors]).toEqual([422, { endDate: 'must be after startDate' }]);
  });
});
