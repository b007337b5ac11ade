import {
  alertFor,
  aRule,
  type Configuration,
  escalating,
  person,
  rota,
  START,
  teamOf,
} from '../../simulator/configuration.ts';
import { emptyLedger, type Ledger } from '../../src/domain/alerts/ledger.ts';
import { writeLedger } from '../../src/domain/alerts/store/ledger-store.ts';
import type { NotificationPolicy } from '../../src/domain/policies/model.ts';
import { GLOBAL_SCOPE } from '../../src/domain/policies/model.ts';
import { createUserStore } from '../../src/domain/users/store.ts';
import { createMemoryTable } from '../../src/platform/memory-table.ts';
import { aService } from '../api/alerts/harness.ts';
import { startStory } from '../engine/story.ts';

/** The statements of Opsgenie's documents about alerts and actions; each title has the statement's number. */

const escalation = (id: string) => ({ type: 'escalation', id }) as const;
const user = (id: string) => ({ type: 'user', id }) as const;
const schedule = (id: string) => ({ type: 'schedule', id }) as const;
const team = (id: string) => ({ type: 'team', id }) as const;
const minutes = (timeAmount: number) => ({ timeAmount, timeUnit: 'minutes' }) as const;

const [jane, john, mary] = [person('jane'), person('john'), person('mary')];
const ladder = escalating('ladder', [
  [0, 'jane'],
  [60, 'john'],
  [90, 'mary'],
]);
const config: Configuration = { users: [jane, john, mary], escalations: [ladder] };

const withPolicy = (policy: Partial<NotificationPolicy>): Configuration => ({
  ...config,
  policies: [
    {
      id: GLOBAL_SCOPE,
      version: 1,
      policies: [{ id: 'p', name: 'p', type: 'notification', enabled: true, ...policy }],
    },
  ],
});

describe('acknowledge and unacknowledge', () => {
  test('1: an acknowledge stops the escalation and all other responders', async () => {
    const story = await startStory({ ...config, users: [jane, john, person('zoe', [['email', 5]])] });
    await story.at('00:00').create([escalation('ladder'), user('zoe')]);
    await story.at('00:01').acknowledge();
    await story.until('03:00');
    expect(story.outbox.all()).toEqual(['00:00 email to jane']);
  });

  test('2: the user who acknowledges an alert without an owner becomes its owner', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([user('jane')]);
    await story.acknowledge('john');
    expect(await story.alert()).toMatchObject({ owner: 'john@example.com', acknowledged: true });
  });

  test('3: an unacknowledge starts the flow from the beginning, an escalation from rule 1', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([escalation('ladder')]);
    await story.at('01:10').acknowledge();
    await story.at('02:00').unacknowledge();
    await story.until('03:05');
    expect(story.outbox.between('02:00', '04:00')).toEqual(['02:00 email to jane', '03:00 email to john']);
  });

  test('4: an unacknowledge applies the notification policies again', async () => {
    const story = await startStory(
      withPolicy({ delayAction: { delayOption: 'for-duration', duration: minutes(10) } }),
    );
    await story.at('00:00').create([user('jane')]);
    await story.at('00:20').acknowledge();
    await story.at('00:30').unacknowledge();
    await story.until('01:00');
    expect(story.outbox.all()).toEqual(['00:10 email to jane', '00:40 email to jane']);
  });

  test('5: an unacknowledge restarts the clock of an auto-close policy', async () => {
    const story = await startStory(withPolicy({ autoCloseAction: { duration: minutes(40) } }));
    await story.at('00:00').create([user('jane')]);
    await story.at('00:10').acknowledge();
    await story.at('00:36').unacknowledge();
    await story.until('01:15');
    expect(await story.alert()).toMatchObject({ status: 'open' });
    await story.until('01:17');
    expect(await story.alert()).toMatchObject({ status: 'closed' });
  });

  test('6: only an open and acknowledged alert can be unacknowledged', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([user('jane')]);
    await story.unacknowledge();
    expect(await story.lastStatus()).toMatchObject({ success: false, status: 'Alert is not acknowledged' });
    await story.close();
    await story.unacknowledge();
    expect(await story.lastStatus()).toMatchObject({ success: false, status: 'Alert is closed' });
  });
});

describe('responders and teams', () => {
  test('7: adding a responder to an acknowledged alert unacknowledges it and notifies at once', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([user('jane')]);
    await story.at('00:05').acknowledge('jane');
    await story.at('00:30').addResponder(user('john'));
    await story.until('01:00');
    expect(await story.alert()).toMatchObject({ acknowledged: false });
    expect(story.outbox.between('00:01', '01:00')).toEqual(['00:30 email to jane', '00:30 email to john']);
    expect(await story.lastStatus()).toMatchObject({ success: true, status: 'Added responder to alert' });
  });

  test('7: adding a team to an acknowledged alert unacknowledges it and follows its routing at once', async () => {
    const story = await startStory({
      ...config,
      teams: [teamOf('ops', ['john'], schedule('rota'))],
      schedules: [rota('rota', 1, 'john', 'mary')],
    });
    await story.at('00:00').create([user('jane')]);
    await story.at('00:05').acknowledge();
    await story.at('01:30').addTeam('ops');
    await story.until('02:00');
    expect(await story.alert()).toMatchObject({ acknowledged: false });
    expect(story.outbox.between('01:00', '02:00')).toContain('01:30 email to mary');
  });

  test('7: a responder added to a snoozed alert is notified when the snooze ends', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([user('jane')]);
    await story.acknowledge();
    await story.at('00:01').snooze(30);
    await story.at('00:05').addResponder(user('john'));
    expect(await story.alert()).toMatchObject({ acknowledged: false, snoozed: true });
    await story.until('01:00');
    expect(story.outbox.between('00:01', '01:00')).toEqual(['00:31 email to jane', '00:31 email to john']);
  });

  test('8: the routing rules of a team that is added later are evaluated then', async () => {
    const urgent = {
      type: 'match-all-conditions',
      conditions: [{ field: 'priority', operation: 'equals', expectedValue: 'P1', not: false }],
    } as const;
    const toRota = { id: 'r', name: 'r', isDefault: false, criteria: urgent, timezone: 'UTC' };
    const ops = teamOf('ops', ['john'], { type: 'none' }, [{ ...toRota, notify: schedule('rota') }]);
    const story = await startStory({ ...config, teams: [ops], schedules: [rota('rota', 1, 'john', 'mary')] });
    await story.at('00:00').create([user('jane')], { priority: 'P2' });
    await story.at('00:50').setPriority('P1');
    await story.at('01:30').addTeam('ops');
    await story.until('02:00');
    expect(story.outbox.between('01:00', '02:00')).toEqual(['01:30 email to mary']);
  });
});

describe('escalate to next', () => {
  test('9: notifies the next rule at once', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([escalation('ladder')]);
    await story.at('00:04').escalate('ladder');
    await story.until('01:00');
    expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:04 email to john', '00:34 email to mary']);
  });

  test("9: also in a team's escalation that its routing chose", async () => {
    const story = await startStory({ ...config, teams: [teamOf('ops', [], escalation('ladder'))] });
    await story.at('00:00').create([team('ops')]);
    await story.at('00:04').escalate('ladder');
    expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:04 email to john']);
  });

  test('10: on an acknowledged alert takes the acknowledgement back and notifies the next rule at once', async () => {
    for (const responder of [escalation('ladder'), team('ops')]) {
      const each = await startStory({ ...config, teams: [teamOf('ops', [], escalation('ladder'))] });
      await each.at('00:00').create([responder]);
      await each.at('00:01').acknowledge();
      await each.at('00:20').escalate('ladder');
      expect(await each.alert()).toMatchObject({ acknowledged: false });
      expect(await each.lastStatus()).toMatchObject({ success: true, status: 'Escalated alert to next' });
      await each.until('03:00');
      expect(each.outbox.all()).toEqual([
        '00:00 email to jane',
        '00:20 email to john',
        '00:50 email to mary',
      ]);
    }
  });

  test('10: also after rules whose time passed while the alert was acknowledged', async () => {
    const lasting = escalating('lasting', [
      [0, 'jane'],
      [10, 'john'],
      [20, 'mary', 'if-not-closed'],
      [60, 'john'],
    ]);
    const story = await startStory({ ...config, escalations: [lasting] });
    await story.at('00:00').create([escalation('lasting')]);
    await story.at('00:01').acknowledge();
    await story.at('00:15').escalate('lasting');
    await story.at('00:16').acknowledge();
    await story.at('00:40').escalate('lasting');
    await story.until('03:00');
    expect(story.outbox.all()).toEqual([
      '00:00 email to jane',
      '00:15 email to john',
      '00:25 email to mary',
      '00:40 email to john',
    ]);
  });

  test('11: fails on a snoozed alert, which stays snoozed, and on a closed one', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([escalation('ladder')]);
    await story.at('00:01').snooze(30);
    await story.at('00:05').escalate('ladder');
    expect(await story.lastStatus()).toMatchObject({ success: false, status: 'Alert is snoozed' });
    expect(await story.alert()).toMatchObject({ snoozed: true });
    await story.until('00:30');
    expect(story.outbox.all()).toEqual(['00:00 email to jane']);
    await story.close();
    await story.escalate('ladder');
    expect(await story.lastStatus()).toMatchObject({ success: false, status: 'Alert is closed' });
  });

  test('12: fails for an escalation that is not a responder, and after the last rule', async () => {
    const other = escalating('other', [[0, 'john']]);
    const story = await startStory({ ...config, escalations: [ladder, other] });
    await story.at('00:00').create([escalation('ladder')]);
    await story.at('00:01').escalate('other');
    expect(await story.lastStatus()).toMatchObject({
      success: false,
      status: 'Escalation is not a responder of the alert',
    });
    await story.at('02:00').acknowledge();
    await story.escalate('ladder');
    expect(await story.lastStatus()).toMatchObject({
      success: false,
      status: 'Escalation has no further rule',
    });
    expect(await story.alert()).toMatchObject({ acknowledged: true, responders: [escalation('ladder')] });
    await story.until('03:00');
    expect(story.outbox.all()).toEqual(['00:00 email to jane', '01:00 email to john', '01:30 email to mary']);
  });
});

describe('snooze', () => {
  test('13: stops steps, escalation and delays', async () => {
    const stepwise = person('jane', [
      ['email', 0],
      ['sms', 5],
    ]);
    const story = await startStory({ ...config, users: [stepwise, john, mary] });
    await story.at('00:00').create([escalation('ladder')]);
    await story.at('00:01').snooze(600);
    await story.until('05:00');
    expect(story.outbox.all()).toEqual(['00:00 email to jane']);

    const delay = { delayOption: 'for-duration', duration: minutes(10) } as const;
    const delayed = await startStory(withPolicy({ delayAction: delay }));
    await delayed.at('00:00').create([user('jane')]);
    await delayed.at('00:01').snooze(600);
    await delayed.until('05:00');
    expect(delayed.outbox.all()).toEqual([]);
  });

  test('14: at its end the alert is as just received: who is on call then is notified', async () => {
    const story = await startStory({ ...config, schedules: [rota('rota', 1, 'john', 'mary')] });
    await story.at('00:00').create([schedule('rota')]);
    await story.at('00:10').snooze(60);
    await story.until('02:00');
    expect(story.outbox.all()).toEqual(['00:00 email to john', '01:10 email to mary']);
  });

  test('15: an acknowledged alert is open and unacknowledged at the end of its snooze', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([user('jane')]);
    await story.acknowledge();
    await story.snooze(10);
    expect(await story.alert()).toMatchObject({ acknowledged: true, snoozed: true });
    await story.until('00:11');
    expect(await story.alert()).toMatchObject({ status: 'open', acknowledged: false, snoozed: false });
    expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:10 email to jane']);
  });

  test('16: an acknowledge or a close cancels it', async () => {
    for (const action of ['acknowledge', 'close'] as const) {
      const story = await startStory(config);
      await story.at('00:00').create([user('jane')]);
      await story.snooze(10);
      await story[action]();
      expect(await story.alert()).toMatchObject({ snoozed: false });
      await story.until('01:00');
      expect(story.outbox.all()).toEqual(['00:00 email to jane']);
    }
  });

  test('17: a closed alert cannot be snoozed; a second snooze moves the end, also to an earlier time', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([user('jane')]);
    await story.snooze(60);
    await story.at('00:05').snooze(10);
    await story.until('01:30');
    expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:15 email to jane']);
    await story.close();
    await story.snooze(10);
    expect(await story.lastStatus()).toMatchObject({ success: false, status: 'Alert is closed' });
  });

  test('18: may be longer than the week that Opsgenie allows', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([user('jane')]);
    await story.snooze(8 * 24 * 60);
    await story.until(8 * 24 * 60 + 1);
    expect(story.outbox.all()).toEqual(['00:00 email to jane', '192:00 email to jane']);
  });

  test('19: alert policies apply once, at the creation, and not at the end of a snooze', async () => {
    const story = await startStory(config);
    const tagging = { id: 'a', name: 'a', type: 'alert', enabled: true, description: '{{description}}+' };
    await story.configure('ALERTPOLICIES', { id: GLOBAL_SCOPE, version: 1, policies: [tagging] } as {
      readonly id: string;
    });
    await story.at('00:00').create([user('jane')]);
    await story.snooze(10);
    await story.until('00:20');
    expect(await story.alert()).toMatchObject({ description: '+' });
  });
});

describe('priority', () => {
  const urgent = {
    type: 'match-all-conditions',
    conditions: [{ field: 'priority', operation: 'equals', expectedValue: 'P1', not: false }],
  } as const;
  const toLadder = { id: 'r', name: 'r', isDefault: false, criteria: urgent, timezone: 'UTC' };
  const ops = teamOf('ops', [], { type: 'none' }, [{ ...toLadder, notify: escalation('ladder') }]);

  test('20: a raised priority routes the alert again and notifies at once', async () => {
    const story = await startStory({ ...config, teams: [ops] });
    await story.at('00:00').create([team('ops')], { priority: 'P5' });
    await story.at('00:10').setPriority('P1');
    await story.until('01:15');
    expect(story.outbox.all()).toEqual(['00:10 email to jane', '01:10 email to john']);
  });

  test('20: a raised priority unacknowledges the alert and restarts its escalation', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([escalation('ladder')], { priority: 'P3' });
    await story.at('00:10').acknowledge();
    await story.at('00:30').setPriority('P2');
    await story.until('01:00');
    expect(await story.alert()).toMatchObject({ acknowledged: false, priority: 'P2' });
    expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:30 email to jane']);
  });

  test('20: a lowered priority restarts nothing', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([escalation('ladder')], { priority: 'P3' });
    await story.at('00:10').acknowledge();
    await story.at('00:30').setPriority('P4');
    await story.until('01:00');
    expect(await story.alert()).toMatchObject({ acknowledged: true, priority: 'P4' });
    expect(story.outbox.all()).toEqual(['00:00 email to jane']);
    expect(story.executions.all.size).toBe(1);
  });

  test('20: a raised priority does not end a snooze', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([user('jane')], { priority: 'P3' });
    await story.snooze(30);
    await story.at('00:10').setPriority('P1');
    await story.until('01:00');
    expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:30 email to jane']);
  });
});

describe('de-duplication', () => {
  test('21: one alert is open for an alias, and duplicates only count', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([user('jane')]);
    await story.at('00:05').repeat();
    await story.until('00:10');
    expect(await story.alert()).toMatchObject({ count: 2 });
    expect(await story.lastStatus()).toMatchObject({ status: 'Increased count of alert' });
    expect(story.outbox.all()).toEqual(['00:00 email to jane']);
  });

  test('22: the log of duplicates stops at 100; the count goes on, where Opsgenie stops it', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([]);
    for (let i = 0; i < 105; i++) story.send.repeat();
    await story.until('00:10');
    expect(await story.alert()).toMatchObject({ count: 106 });
    const logged = story.entries().filter((log) => log.startsWith('Alert occurred again'));
    expect(logged).toHaveLength(99);
  });

  test('23: the alias is free after the close', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([user('jane')]);
    await story.close();
    await story.at('00:05').repeat();
    await story.until('00:10');
    expect(await story.alert()).toMatchObject({ count: 1, status: 'closed' });
    expect(await story.lastStatus()).toMatchObject({ status: 'Created alert' });
    expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:05 email to jane']);
  });

  test('24: a duplicate of an acknowledged alert notifies nobody', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([user('jane')]);
    await story.acknowledge();
    await story.at('00:05').repeat();
    await story.until('00:10');
    expect(await story.alert()).toMatchObject({ count: 2, acknowledged: true });
    expect(story.outbox.all()).toEqual(['00:00 email to jane']);
  });

  test('25: a closed alert cannot be identified by its alias', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([user('jane')]);
    await story.close();
    await story.acknowledgeByAlias();
    expect(await story.lastStatus()).toMatchObject({ success: false, status: 'Alert does not exist' });
  });
});

describe('fields', () => {
  test('26: responders that do not exist are left out, and the alert is created', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([user('nobody'), user('jane')]);
    expect(await story.alert()).toMatchObject({ responders: [user('jane')] });
    expect(story.entries()).toContain('Responder ignored: user nobody does not exist');
    expect(story.outbox.all()).toEqual(['00:00 email to jane']);
  });

  test('27: surplus actions and tags are dropped, and long texts are cut; a long alias is refused', async () => {
    const { call, sent } = aService(createMemoryTable());
    const list = Array.from({ length: 30 }, (_, i) => `${i}-${'x'.repeat(100)}`);
    const long = 'x'.repeat(1_000);
    const body = { message: long, entity: long, tags: list, actions: list };
    expect(await call('POST', '/v2/alerts', body)).toMatchObject({ status: 202 });
    const action = sent[0]?.message.action as Record<string, string | readonly string[]>;
    expect({
      message: action.message?.length,
      entity: action.entity?.length,
      tags: [action.tags?.length, action.tags?.[0]?.length],
      actions: [action.actions?.length, action.actions?.[0]?.length],
    }).toEqual({ message: 130, entity: 512, tags: [20, 50], actions: [10, 50] });
    expect(await call('POST', '/v2/alerts', { message: 'm', alias: 'x'.repeat(513) })).toMatchObject({
      status: 422,
    });
  });

  test('28: only a custom action that the alert has can be executed', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([user('jane')], { actions: ['Restart'] });
    await story.customAction('Restart');
    expect(await story.lastStatus()).toMatchObject({ success: true });
    await story.customAction('Explode');
    expect(await story.lastStatus()).toMatchObject({ success: false, status: 'Alert has no such action' });
  });

  test('29: visibleTo notifies nobody', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([user('jane')], { visibleTo: [user('john')] });
    await story.until('01:00');
    expect(await story.alert()).toMatchObject({ visibleTo: [user('john')] });
    expect(story.outbox.all()).toEqual(['00:00 email to jane']);
  });
});

describe('seen', () => {
  const patient = person('jane', [
    ['email', 0],
    ['sms', 5],
    ['voice', 10],
  ]);
  const seeing: Configuration = { ...config, users: [patient, john, mary] };

  test('30: ends the remaining steps of the person who saw the alert, at no cost in executions', async () => {
    const story = await startStory(seeing);
    await story.at('00:00').create([user('jane'), user('john')]);
    await story.at('00:02').see('jane');
    await story.until('01:00');
    expect(await story.alert()).toMatchObject({ isSeen: true, acknowledged: false });
    expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:00 email to john']);
    expect(story.entries()).toContain('Alert seen by jane@example.com');
    expect(story.executions.all.size).toBe(1);
  });

  test('30: does not end the steps of others', async () => {
    const story = await startStory(seeing);
    await story.at('00:00').create([user('jane'), user('john')]);
    await story.at('00:02').see('john');
    await story.until('01:00');
    expect(story.outbox.between('00:01', '01:00')).toEqual(['00:05 sms to jane', '00:10 voice to jane']);
  });

  test('30: later rules and rounds of an escalation notify the person again', async () => {
    const twice = escalating(
      'twice',
      [
        [0, 'jane'],
        [20, 'john'],
        [40, 'jane'],
      ],
      { waitInterval: 10, count: 1 },
    );
    const story = await startStory({ ...seeing, escalations: [twice] });
    await story.at('00:00').create([escalation('twice')]);
    await story.at('00:02').see('jane');
    await story.at('00:42').see('jane');
    await story.until('01:10');
    expect(story.outbox.all()).toEqual([
      '00:00 email to jane',
      '00:20 email to john',
      '00:40 email to jane',
      '00:50 email to jane',
      '00:55 sms to jane',
      '01:00 voice to jane',
      '01:10 email to john',
    ]);
  });

  test('30: the end of a snooze and the end of a delay notify the person again', async () => {
    const snoozed = await startStory(seeing);
    await snoozed.at('00:00').create([user('jane')]);
    await snoozed.at('00:01').see('jane');
    await snoozed.at('00:02').snooze(20);
    await snoozed.until('00:30');
    expect(snoozed.outbox.between('00:01', '00:30')).toEqual(['00:22 email to jane', '00:27 sms to jane']);

    const delay = { delayOption: 'for-duration', duration: minutes(10) } as const;
    const delayed = await startStory({ ...withPolicy({ delayAction: delay }), users: [patient] });
    await delayed.at('00:00').create([user('jane')]);
    await delayed.at('00:01').see('jane');
    await delayed.until('00:16');
    expect(delayed.outbox.all()).toEqual(['00:10 email to jane', '00:15 sms to jane']);
  });

  test('30: a closed alert is not marked', async () => {
    const story = await startStory(seeing);
    await story.at('00:00').create([user('jane')]);
    await story.close();
    await story.see('jane');
    expect(await story.lastStatus()).toMatchObject({ success: false, status: 'Alert is closed' });
  });

  describe('by an own key', () => {
    const alert = alertFor([user('jane')], { accountId: 'acc' });
    const step = { id: 's', channel: 'sms', contactId: 'c', delayMs: 300_000 } as const;
    const recipient = {
      userId: 'jane',
      notificationRuleId: 'r',
      startedAt: START,
      steps: [step],
      nextStep: 0,
    };
    const recipientState = { state: 'active', method: 'email', createdAt: START, updatedAt: START } as const;

    async function serviceWith(recipients: readonly (typeof recipient)[]) {
      const table = createMemoryTable();
      const service = aService(table, { accountId: 'acc', userId: 'jane' });
      await createUserStore(table).create('acc', { ...jane, role: { id: 'Admin', name: 'Admin' } });
      const ledger: Ledger = {
        ...emptyLedger(alert),
        run: 1,
        recipients: { jane: recipientState },
        flows: {
          'user:jane': {
            run: 1,
            round: 0,
            roundStartedAt: START,
            rulesDone: 0,
            manualEscalations: 0,
            fired: [{ round: 0, rule: 0, firedAt: START, condition: 'if-not-acked', recipients }],
            finished: true,
          },
        },
      };
      await writeLedger(table, ledger, undefined);
      return service;
    }

    test('30: the first view of a recipient, and a view with steps left, are recorded once', async () => {
      const service = await serviceWith([recipient]);
      await service.store(alert);
      const open = (key: string) => service.get(`/v2/alerts/${alert.id}`, key);
      expect(await open('user')).toMatchObject({ status: 200 });
      expect(await open('user')).toMatchObject({ status: 200 });
      expect(service.sent.map(({ message }) => message)).toMatchObject([
        { action: { type: 'MarkSeen', userId: 'jane' }, user: 'jane@example.com' },
        { action: { type: 'MarkSeen', userId: 'jane' } },
      ]);
      expect(new Set(service.sent.map(({ deduplicationId }) => deduplicationId)).size).toBe(1);
    });

    test('30: a view without effect, and a view by the key of an integration, write nothing', async () => {
      const service = await serviceWith([recipient]);
      await service.store(alert);
      await service.get(`/v2/alerts/${alert.id}`, 'all');
      await service.store({ ...alert, isSeen: true, seenBy: [{ userId: 'jane', at: START + 1 }] });
      await service.get(`/v2/alerts/${alert.id}`, 'user');
      await service.store({ ...alert, status: 'closed' });
      await service.get(`/v2/alerts/${alert.id}`, 'user');
      expect(service.sent).toEqual([]);
    });

    test('30: the list of recipients shows who has seen the alert and when', async () => {
      const service = await serviceWith([]);
      await service.store({ ...alert, seenBy: [{ userId: 'jane', at: START }] });
      expect(await service.get(`/v2/alerts/${alert.id}/recipients`)).toMatchObject({
        json: { data: [{ user: { id: 'jane' }, seenAt: '2026-03-02T00:00:00.000Z' }] },
      });
    });
  });
});

describe('notifications about actions', () => {
  const watching = (name: string) =>
    person(name, [], {
      notificationRules: [
        aRule(name, [['email', 0]]),
        aRule(name, [['sms', 0]], { actionType: 'add-note' }),
        aRule(name, [['voice', 0]], { actionType: 'acknowledged-alert' }),
        aRule(name, [['mobile', 0]], { actionType: 'closed-alert' }),
        aRule(name, [['webhook', 0]], { actionType: 'assigned-alert' }),
      ],
    });
  const watchers: Configuration = { users: [watching('jane'), watching('john'), watching('mary')] };

  test('31: reach those who were notified of the alert, except the one who acted', async () => {
    const story = await startStory(watchers);
    await story.at('00:00').create([user('jane'), user('john')]);
    await story.at('00:05').addNote('jane');
    await story.at('00:06').acknowledge('jane');
    await story.at('00:07').close('jane');
    await story.until('01:00');
    expect(story.outbox.between('00:01', '01:00')).toEqual([
      '00:05 sms to john',
      '00:06 voice to john',
      '00:07 mobile to john',
    ]);
  });

  test('32: an assignment notifies the new owner only if somebody else made it', async () => {
    const story = await startStory(watchers);
    await story.at('00:00').create([]);
    await story.assign('jane', 'john');
    await story.at('00:05').assign('john', 'john');
    await story.until('01:00');
    expect(await story.alert()).toMatchObject({ owner: 'john@example.com' });
    expect(story.outbox.all()).toEqual(['00:00 webhook to jane']);
  });
});

describe('requests', () => {
  test('33: are answered 202 with an id, whose status is RequestNotProcessed until it is applied', async () => {
    const { call, get } = aService(createMemoryTable());
    const accepted = await call('POST', '/v2/alerts', { message: 'm' });
    expect(accepted).toMatchObject({ status: 202, json: { result: 'Request will be processed' } });
    const status = await get(`/v2/alerts/requests/${accepted.json.requestId}`);
    expect(status).toMatchObject({ status: 404 });
    expect(status.headers.get('x-opsgenie-errortype')).toBe('RequestNotProcessed');

    const story = await startStory(config);
    await story.at('00:00').create([user('jane')]);
    expect(await story.lastStatus()).toMatchObject({
      success: true,
      action: 'Create',
      status: 'Created alert',
      alertId: story.alertId,
    });
  });
});
