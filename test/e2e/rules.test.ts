import { type Account, concurrently, ESCALATION, openAccount, person, ruleFor } from './account.ts';

let account: Account;

beforeAll(async () => {
  account = await openAccount();
});

afterAll(() => account.service.stop());

const HOUR = 3_600_000;
const FAR_FUTURE = '2126-01-01T00:00:00Z';

const must = async (method: string, path: string, body?: object) => {
  const answer = await account.call(method, path, body);
  if (answer.status >= 300)
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as { readonly data: never };
};

const create = (message: string, responder: object, more: object = {}) =>
  account.act('POST', '/v2/alerts', { message, alias: message, responders: [responder], ...more });

/** The names of the users who were notified of the alert, each once, in the order of their first notification. */
const getNotifiedUsers = async (message: string): Promise<readonly string[]> => [
  ...new Set((await account.sentAbout(message)).map((sent) => sent.split(' ')[0] ?? '')),
];

const everBy = (name: 'jane' | 'omar' | 'kim', more: object = {}) => ({
  type: 'daily',
  startDate: '2026-01-01T00:00:00Z',
  participants: [person(name)],
  ...more,
});

concurrently(
  'routing rules send alerts to an escalation, a schedule or nobody, depending on their content',
  async () => {
    const schedule = { type: 'schedule', name: 'Day' };
    await must('POST', '/v2/teams', {
      name: 'Routed',
      members: [{ user: { username: 'jane@night.example' } }],
    });
    await must('POST', '/v2/schedules', { name: 'Day', rotations: [everBy('kim')] });
    const rules = '/v2/teams/Routed/routing-rules?teamIdentifierType=name';
    const condition = (field: string, operation: string, expectedValue: string) => ({
      type: 'match-all-conditions',
      conditions: [{ field, operation, expectedValue }],
    });
    await must('POST', rules, {
      name: 'urgent',
      criteria: condition('priority', 'equals', 'P1'),
      notify: { type: 'escalation', name: ESCALATION },
    });
    await must('POST', rules, {
      name: 'noise',
      criteria: condition('message', 'contains', 'noise'),
      notify: { type: 'none' },
    });
    const never = new Date(Date.now() + 12 * HOUR).getUTCHours();
    await must('POST', rules, {
      name: 'in half a day',
      timezone: 'UTC',
      timeRestriction: {
        type: 'time-of-day',
        restriction: { startHour: never, startMin: 0, endHour: (never + 1) % 24, endMin: 0 },
      },
      notify: { type: 'none' },
    });
    await must('POST', rules, { name: 'the rest', notify: schedule });

    const team = { type: 'team', name: 'Routed' };
    await create('Routed as noise', team, { priority: 'P3' });
    await create('Routed as urgent', team, { priority: 'P1' });
    await create('Routed as usual', team, { priority: 'P3' });
    await account.waitForEscalation();

    expect(await getNotifiedUsers('Routed as urgent')).toEqual(['jane', 'omar']);
    expect(await getNotifiedUsers('Routed as usual')).toEqual(['kim']);
    expect(await getNotifiedUsers('Routed as noise')).toEqual([]);
  },
);

concurrently('rotations, time restrictions and overrides decide who is on call', async () => {
  const start = new Date(Date.now() + 12 * HOUR).getUTCHours();
  const otherHours = {
    type: 'time-of-day',
    restriction: { startHour: start, startMin: 0, endHour: (start + 2) % 24, endMin: 0 },
  };
  await must('POST', '/v2/schedules', {
    name: 'Hours',
    timezone: 'UTC',
    rotations: [everBy('jane', { timeRestriction: otherHours }), everBy('omar')],
  });
  await must('POST', '/v2/schedules', { name: 'Overridden', rotations: [everBy('jane')] });
  await must('POST', '/v2/schedules/Overridden/overrides?scheduleIdentifierType=name', {
    user: person('kim'),
    startDate: new Date(Date.now() - HOUR).toISOString(),
    endDate: FAR_FUTURE,
  });
  for (const name of ['Hours', 'Overridden']) {
    await must('POST', '/v2/escalations', { name, rules: [ruleFor(0, { type: 'schedule', name })] });
    await create(`By ${name}`, { type: 'escalation', name });
  }
  await account.waitForEscalation();

  expect(await getNotifiedUsers('By Hours')).toEqual(['omar']);
  expect(await getNotifiedUsers('By Overridden')).toEqual(['kim']);
});

concurrently(
  'an escalation notifies the next user and all members; an acknowledge does not stop if-not-closed rules',
  async () => {
    await must('POST', '/v2/schedules', {
      name: 'In turns',
      rotations: [
        {
          type: 'weekly',
          startDate: new Date(Date.now() - HOUR).toISOString(),
          participants: [person('jane'), person('omar')],
        },
      ],
    });
    const inTurns = { type: 'schedule', name: 'In turns' };
    const rules = [ruleFor(0, inTurns), { ...ruleFor(3, inTurns), notifyType: 'next' }];
    await must('POST', '/v2/escalations', { name: 'Next', rules });
    await must('POST', '/v2/teams', {
      name: 'Both',
      members: ['omar', 'kim'].map((name) => ({ user: { username: `${name}@night.example` } })),
    });
    const all = { ...ruleFor(0, { type: 'team', name: 'Both' }), notifyType: 'all' };
    await must('POST', '/v2/escalations', { name: 'Everybody', rules: [all] });
    const insisting = { ...ruleFor(3, person('omar')), condition: 'if-not-closed' };
    await must('POST', '/v2/escalations', {
      name: 'Insisting',
      rules: [ruleFor(0, person('jane')), insisting],
    });

    for (const name of ['Next', 'Everybody', 'Insisting'])
      await create(`By ${name}`, { type: 'escalation', name });
    await account.waitForMessages('By Insisting', 1);
    await account.act('POST', '/v2/alerts/By%20Insisting/acknowledge?identifierType=alias', {
      user: 'jane@night.example',
    });
    await account.waitForEscalation();

    expect(await getNotifiedUsers('By Next')).toEqual(['jane', 'omar']);
    expect([...(await getNotifiedUsers('By Everybody'))].sort()).toEqual(['kim', 'omar']);
    expect(await getNotifiedUsers('By Insisting')).toEqual(['jane', 'omar']);
  },
);

// Not side by side with the others, because it changes the rules and contacts of a user of theirs.
test('a notification rule applies to matching alerts, within its time restriction, by enabled contacts', async () => {
  const kim = '/v2/users/kim@night.example';
  type Named = { readonly id: string; readonly actionType: string; readonly method: string };
  const listed = async (of: string) => (await must('GET', `${kim}/${of}`)).data as readonly Named[];
  const rule = (await listed('notification-rules')).find(({ actionType }) => actionType === 'create-alert');
  const sms = (await listed('contacts')).find(({ method }) => method === 'sms');
  await must('PATCH', `${kim}/notification-rules/${rule?.id}`, {
    criteria: {
      type: 'match-any-condition',
      conditions: [{ field: 'priority', operation: 'equals', expectedValue: 'P1' }],
    },
  });
  await must('POST', `${kim}/contacts/${sms?.id}/disable`);

  await create('Of no concern to Kim', person('kim'), { priority: 'P2' });
  await create('Of concern to Kim', person('kim'), { priority: 'P1' });
  await account.waitForMessages('Of concern to Kim', 2);
  await account.waitForEscalation();

  expect(await account.sentAbout('Of no concern to Kim')).toEqual([]);
  expect([...(await account.sentAbout('Of concern to Kim'))].sort()).toEqual(['kim email', 'kim voice']);

  const start = new Date(Date.now() + 12 * HOUR).getUTCHours();
  await must('PATCH', kim, { timeZone: 'UTC' });
  await must('PATCH', `${kim}/notification-rules/${rule?.id}`, {
    timeRestriction: {
      type: 'time-of-day',
      restriction: { startHour: start, startMin: 0, endHour: (start + 2) % 24, endMin: 0 },
    },
  });
  await create('At the wrong hour', person('kim'), { priority: 'P1' });
  await account.waitForEscalation();
  expect(await account.sentAbout('At the wrong hour')).toEqual([]);
});
