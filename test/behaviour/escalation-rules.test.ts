import { type Configuration, escalating, person, rota, teamOf } from '../../simulator/configuration.ts';
import { configurationApi, createdId } from '../../simulator/configuration-api.ts';
import { createMemoryTable } from '../../src/platform/memory-table.ts';
import { startStory } from '../engine/story.ts';

/** The statements of Opsgenie's documents about the rules of escalations; each title has the statement's number. */

const escalation = (id: string) => ({ type: 'escalation', id }) as const;
const schedule = (id: string) => ({ type: 'schedule', id }) as const;
const team = (id: string) => ({ type: 'team', id }) as const;
const user = (id: string) => ({ type: 'user', id }) as const;

const users = ['jane', 'john', 'mary'].map((name) => person(name));

const withLadder = (
  rules: Parameters<typeof escalating>[1],
  repeat?: Parameters<typeof escalating>[2],
  more: Configuration = {},
): Configuration => ({ users, ...more, escalations: [escalating('ladder', rules, repeat)] });

describe('rules', () => {
  test('34: their times count from when the escalation was added to the alert', async () => {
    const story = await startStory(
      withLadder([
        [0, 'jane'],
        [10, 'john'],
        [20, 'mary'],
      ]),
    );
    await story.at('00:00').create([]);
    await story.at('00:30').addResponder(escalation('ladder'));
    await story.until('02:00');
    expect(story.outbox.all()).toEqual(['00:30 email to jane', '00:40 email to john', '00:50 email to mary']);
  });

  const conditional = withLadder([
    [0, 'jane'],
    [10, 'john', 'if-not-acked'],
    [20, 'mary', 'if-not-closed'],
  ]);

  test('35: a rule looks at the state of the alert when its time comes', async () => {
    const open = await startStory(conditional);
    await open.at('00:00').create([escalation('ladder')]);
    await open.at('00:05').acknowledge();
    await open.at('00:08').unacknowledge();
    await open.until('00:20');
    expect(open.outbox.between('00:08', '00:20')).toEqual(['00:08 email to jane', '00:18 email to john']);

    const closed = await startStory(conditional);
    await closed.at('00:00').create([escalation('ladder')]);
    await closed.at('00:15').close();
    await closed.until('01:00');
    expect(closed.outbox.all()).toEqual(['00:00 email to jane', '00:10 email to john']);
  });

  test('36: an acknowledged alert notifies only by if-not-closed rules, with all steps of that person', async () => {
    const mary = person('mary', [
      ['email', 0],
      ['sms', 5],
    ]);
    const story = await startStory({ ...conditional, users: [person('jane'), person('john'), mary] });
    await story.at('00:00').create([escalation('ladder')]);
    await story.at('00:05').acknowledge();
    await story.until('01:00');
    expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:20 email to mary', '00:25 sms to mary']);
  });

  test('51: several responders are notified at the same time', async () => {
    const story = await startStory(withLadder([[0, 'jane']]));
    await story.at('00:00').create([escalation('ladder'), user('john'), user('mary')]);
    await story.until('01:00');
    expect(story.outbox.all().toSorted()).toEqual([
      '00:00 email to jane',
      '00:00 email to john',
      '00:00 email to mary',
    ]);
  });
});

describe('the members of a team that a rule notifies', () => {
  const ops = teamOf('ops', ['jane:admin', 'john', 'mary']);
  const notified = async (notifyType: 'all' | 'admins' | 'users' | 'random') => {
    const config = withLadder([[0, team('ops'), 'if-not-acked', notifyType]], undefined, { teams: [ops] });
    const story = await startStory(config);
    await story.at('00:00').create([escalation('ladder')]);
    await story.until('00:10');
    return story.deliveries.map(({ request }) => request.userId).toSorted();
  };

  test.each([
    ['all', ['jane', 'john', 'mary']],
    ['admins', ['jane']],
    ['users', ['john', 'mary']],
  ] as const)('38: %s', async (notifyType, expected) => {
    expect(await notified(notifyType)).toEqual(expected);
  });

  test('38: random: one member', async () => {
    const [one, ...others] = await notified('random');
    expect(['jane', 'john', 'mary']).toContain(one);
    expect(others).toEqual([]);
  });
});

describe('the schedule of a rule', () => {
  const rules = [[0, schedule('rota'), 'if-not-acked', 'default']] as const;
  const on = (notifyType: 'next' | 'previous', ...names: readonly string[]) =>
    withLadder([[0, schedule('rota'), 'if-not-acked', notifyType]], undefined, {
      schedules: [rota('rota', 1, ...names)],
    });
  const firstOf = async (config: Configuration) => {
    const story = await startStory(config);
    await story.at('00:00').create([escalation('ladder')]);
    await story.until('00:10');
    return story.outbox.all();
  };

  test('39: next and previous notify who is on call after and before the one on call', async () => {
    expect(await firstOf(on('next', 'jane', 'john', 'mary'))).toEqual(['00:00 email to john']);
    expect(await firstOf(on('previous', 'jane', 'john', 'mary'))).toEqual(['00:00 email to mary']);
  });

  test('39: a rotation of one person has no next', async () => {
    expect(await firstOf(on('next', 'jane'))).toEqual([]);
  });

  test('40: who is on call is asked when the rule fires', async () => {
    const story = await startStory(
      withLadder([...rules, [90, schedule('rota')]], undefined, {
        schedules: [rota('rota', 1, 'jane', 'john')],
      }),
    );
    await story.at('00:00').create([escalation('ladder')]);
    await story.until('02:00');
    expect(story.outbox.all()).toEqual(['00:00 email to jane', '01:30 email to john']);
  });

  test('41: if nobody is on call, the next rule fires at its own time', async () => {
    const story = await startStory(
      withLadder([...rules, [10, 'john']], undefined, { schedules: [rota('rota', 1, '')] }),
    );
    await story.at('00:00').create([escalation('ladder')]);
    await story.until('01:00');
    expect(story.outbox.all()).toEqual(['00:10 email to john']);
    expect(story.log()[0]).toBe('Rule 1 of escalation ladder finds nobody to notify.');
  });
});

describe('repeat', () => {
  const steps = [
    [0, 'jane'],
    [5, 'john'],
  ] as const;

  test('42: the rules fire again so many times, each time after the wait that follows the last rule', async () => {
    const story = await startStory(withLadder(steps, { waitInterval: 10, count: 2 }));
    await story.at('00:00').create([escalation('ladder')]);
    await story.until('03:00');
    expect(story.outbox.all()).toEqual([
      '00:00 email to jane',
      '00:05 email to john',
      '00:15 email to jane',
      '00:20 email to john',
      '00:30 email to jane',
      '00:35 email to john',
    ]);
  });

  test('43: an acknowledged alert does not repeat', async () => {
    const story = await startStory(withLadder(steps, { waitInterval: 10, count: 2 }));
    await story.at('00:00').create([escalation('ladder')]);
    await story.at('00:06').acknowledge();
    await story.until('03:00');
    expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:05 email to john']);
  });

  test('45: reset states: each repeat takes the acknowledgement back and notifies everybody again', async () => {
    const story = await startStory(
      withLadder(steps, { waitInterval: 10, count: 1, resetRecipientStates: true }),
    );
    await story.at('00:00').create([escalation('ladder')]);
    await story.at('00:06').acknowledge();
    await story.until('00:14');
    expect(await story.alert()).toMatchObject({ acknowledged: true });
    await story.until('03:00');
    expect(await story.alert()).toMatchObject({ acknowledged: false });
    expect(story.outbox.between('00:10', '03:00')).toEqual(['00:15 email to jane', '00:20 email to john']);
  });

  test('46: closes the alert after all repeats, acknowledged or not', async () => {
    for (const isAcknowledged of [false, true]) {
      const story = await startStory(
        withLadder(steps, { waitInterval: 10, count: 1, closeAlertAfterAll: true }),
      );
      await story.at('00:00').create([escalation('ladder')]);
      if (isAcknowledged) await story.at('00:06').acknowledge();
      await story.until('00:24');
      expect(await story.alert()).toMatchObject({ status: 'open' });
      await story.until('01:00');
      expect(await story.alert()).toMatchObject({ status: 'closed' });
    }
  });
});

// Opsgenie's documents do not say it. Repairing an escalation repairs its running alerts: see decision record 5.
test('50: rules that change while an alert runs apply to what has not fired yet', async () => {
  const story = await startStory(
    withLadder([
      [0, 'jane'],
      [10, 'john'],
    ]),
  );
  await story.at('00:00').create([escalation('ladder')]);
  await story.until('00:01');
  const changed = escalating('ladder', [
    [0, 'john'],
    [10, 'mary'],
  ]);
  await story.configure('ESCALATION', changed);
  await story.until('01:00');
  expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:10 email to mary']);
});

describe('configuration', () => {
  const anAccount = async () => {
    const call = configurationApi(createMemoryTable(), { accountId: 'acc' });
    await createdId(call, '/v2/users', {
      username: 'jane@example.com',
      fullName: 'Jane',
      role: { name: 'User' },
    });
    const rule = (timeAmount = 0) => ({
      condition: 'if-not-acked',
      notifyType: 'default',
      delay: { timeAmount, timeUnit: 'minutes' },
      recipient: { type: 'user', username: 'jane@example.com' },
    });
    const create = (body: object) =>
      call('POST', '/v2/escalations', { name: 'Ladder', rules: [rule()], ...body });
    const get = async (path: string) => (await call('GET', path)).body.data;
    return { call, create, get, rule };
  };

  test('44: an escalation repeats at most 20 times', async () => {
    const { create } = await anAccount();
    expect(await create({ repeat: { waitInterval: 5, count: 21 } })).toMatchObject({
      status: 422,
      body: { errors: { 'repeat.count': expect.anything() } },
    });
    expect((await create({ repeat: { waitInterval: 5, count: 20 } })).status).toBe(201);
  });

  test('47: waitInterval 0 switches the repeat off, and the default count is 1', async () => {
    const { create, get } = await anAccount();
    const once = await create({ repeat: { waitInterval: 5 } });
    const never = await create({ name: 'Never', repeat: { waitInterval: 0, count: 3 } });
    expect((await get(`/v2/escalations/${once.body.data.id}`)).repeat).toMatchObject({
      waitInterval: 5,
      count: 1,
    });
    expect((await get(`/v2/escalations/${never.body.data.id}`)).repeat?.waitInterval ?? 0).toBe(0);
    const story = await startStory(withLadder([[0, 'jane']], { waitInterval: 0, count: 3 }));
    await story.at('00:00').create([escalation('ladder')]);
    await story.until('03:00');
    expect(story.outbox.all()).toEqual(['00:00 email to jane']);
  });

  test('48: a delay may be longer than the day that Opsgenie allows', async () => {
    const { create, rule } = await anAccount();
    expect((await create({ rules: [rule(2 * 24 * 60)] })).status).toBe(201);
    const story = await startStory(withLadder([[2 * 24 * 60, 'jane']]));
    await story.at('00:00').create([escalation('ladder')]);
    await story.until(2 * 24 * 60 + 1);
    expect(story.outbox.all()).toEqual(['48:00 email to jane']);
  });

  test('49: a new team gets an escalation: who is on call, after 5 minutes the next, after 10 all', async () => {
    const { call, get } = await anAccount();
    const members = [{ user: { username: 'jane@example.com' } }];
    await createdId(call, '/v2/teams', { name: 'Ops', members });
    const { rules } = await get('/v2/escalations/Ops_escalation?identifierType=name');
    expect(
      rules.map((each: never) => {
        const { delay, notifyType, recipient, condition } = each as Record<string, Record<string, unknown>>;
        return [delay?.timeAmount, notifyType, recipient?.type, recipient?.name, condition];
      }),
    ).toEqual([
      [0, 'default', 'schedule', 'Ops_schedule', 'if-not-acked'],
      [5, 'next', 'schedule', 'Ops_schedule', 'if-not-acked'],
      [10, 'all', 'team', 'Ops', 'if-not-acked'],
    ]);
  });
});
