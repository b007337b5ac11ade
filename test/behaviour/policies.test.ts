import { anAlert } from '../../simulator/builders.ts';
import {
  aRule,
  type Configuration,
  escalating,
  person,
  START,
  teamOf,
} from '../../simulator/configuration.ts';
import { matchesCriteria } from '../../src/domain/kernel/criteria.ts';
import {
  type AlertPolicy,
  GLOBAL_SCOPE,
  type NotificationPolicy,
  type PolicyList,
} from '../../src/domain/policies/model.ts';
import { startStory, type WantedAlert } from '../engine/story.ts';

/** The statements of Opsgenie's documents about policies; each title has the statement's number. */

const escalation = (id: string) => ({ type: 'escalation', id }) as const;
const user = (id: string) => ({ type: 'user', id }) as const;
const team = (id: string) => ({ type: 'team', id }) as const;
const minutes = (timeAmount: number) => ({ timeAmount, timeUnit: 'minutes' }) as const;

const config: Configuration = {
  users: [person('jane'), person('john')],
  teams: [
    teamOf('ops', [], { type: 'escalation', id: 'ladder' }),
    teamOf('other', [], { type: 'escalation', id: 'ladder' }),
  ],
  escalations: [
    escalating('ladder', [
      [0, 'jane'],
      [10, 'john'],
    ]),
  ],
};

const alertPolicy = (name: string, change: Partial<AlertPolicy>): AlertPolicy => ({
  id: name,
  name,
  type: 'alert',
  enabled: true,
  ...change,
});

const notificationPolicy = (name: string, change: Partial<NotificationPolicy>): NotificationPolicy => ({
  id: name,
  name,
  type: 'notification',
  enabled: true,
  ...change,
});

const hasTag = (tag: string) =>
  ({
    type: 'match-all-conditions',
    conditions: [{ field: 'tags', operation: 'contains', expectedValue: tag, not: false }],
  }) as const;

/** A story with these alert policies of the account and of the team ops. */
async function withAlertPolicies(
  global: readonly AlertPolicy[],
  ofOps: readonly AlertPolicy[] = [],
  configuration = config,
) {
  const story = await startStory(configuration);
  const put = (list: PolicyList<AlertPolicy>) => story.configure('ALERTPOLICIES', list);
  await put({
    id: GLOBAL_SCOPE,
    version: 1,
    policies: global,
    ...(ofOps.length > 0 && { teamIds: ['ops'] }),
  });
  await put({ id: 'ops', version: 1, policies: ofOps });
  return story;
}

/** A story with these notification policies of the account and of the team ops. */
const withNotificationPolicies = (
  global: readonly NotificationPolicy[],
  ofOps: readonly NotificationPolicy[] = [],
  configuration = config,
) =>
  startStory({
    ...configuration,
    policies: [
      { id: GLOBAL_SCOPE, version: 1, policies: global },
      { id: 'ops', version: 1, policies: ofOps },
    ],
  });

describe('alert policies', () => {
  test("73: the account's first match applies, `continue` goes on to the next, then the team's apply", async () => {
    const story = await withAlertPolicies(
      [
        alertPolicy('no-match', { filter: hasTag('absent'), tags: ['wrong'] }),
        alertPolicy('first', { continue: true, tags: ['first'] }),
        alertPolicy('second', { filter: hasTag('first'), tags: ['second'] }),
        alertPolicy('third', { tags: ['third'] }),
      ],
      [alertPolicy('team', { filter: hasTag('second'), tags: ['team'] })],
    );
    await story.at('00:00').create([team('ops')]);
    expect((await story.alert()).tags).toEqual(['first', 'second', 'team']);
  });

  test.each<
    [
      string,
      readonly { readonly type: 'team' | 'user' | 'escalation'; readonly id: string }[],
      WantedAlert,
      boolean,
    ]
  >([
    ['apply to an alert by a key of the team', [user('jane')], { teamId: 'ops' }, true],
    ['apply to an alert to this team only', [team('ops')], {}, true],
    ['apply to an alert to this team and a user', [team('ops'), user('jane')], {}, true],
    ['do not apply to an alert to two teams', [team('ops'), team('other')], {}, false],
    ['do not apply to an alert to the escalation of the team', [escalation('ladder')], {}, false],
  ])("74: a team's policies %s", async (_case, responders, wanted, applies) => {
    const story = await withAlertPolicies([], [alertPolicy('team', { tags: ['team'] })]);
    await story.at('00:00').create(responders, wanted);
    expect((await story.alert()).tags).toEqual(applies ? ['team'] : []);
  });

  test('75: the log names the policies that applied', async () => {
    const story = await withAlertPolicies(
      [alertPolicy('mine', { tags: ['a'] })],
      [alertPolicy('ours', { tags: ['b'] })],
    );
    await story.at('00:00').create([team('ops')]);
    expect(story.entries()).toEqual(expect.arrayContaining(['Policy mine applied', 'Policy ours applied']));
  });

  test('76: apply before the routing and notification rules, which see the changed alert', async () => {
    const urgent = {
      type: 'match-all-conditions',
      conditions: [{ field: 'priority', operation: 'equals', expectedValue: 'P1', not: false }],
    } as const;
    const toLadder = { id: 'r', name: 'r', isDefault: false, criteria: urgent, timezone: 'UTC' };
    const ops = teamOf('ops', [], { type: 'none' }, [{ ...toLadder, notify: escalation('ladder') }]);
    const jane = person('jane', [], {
      notificationRules: [
        aRule('jane', [['voice', 0]], { id: 'urgent', criteria: urgent }),
        aRule('jane', [['email', 0]], { id: 'others', order: 1 }),
      ],
    });
    const raising = alertPolicy('raise', { priority: 'P1' });
    const story = await withAlertPolicies([raising], [], {
      ...config,
      users: [jane, person('john')],
      teams: [ops],
    });
    await story.at('00:00').create([team('ops')], { priority: 'P5' });
    await story.until('00:01');
    expect(story.outbox.all()).toEqual(['00:00 voice to jane']);
  });

  test('77: add responders, details, tags and actions, or replace them', async () => {
    const content = {
      details: { new: 'd' },
      tags: ['new'],
      actions: ['New'],
      responders: [user('john')],
    };
    const adding = await withAlertPolicies([alertPolicy('add', content)]);
    const replacing = await withAlertPolicies([
      alertPolicy('replace', {
        ...content,
        ignoreOriginalDetails: true,
        ignoreOriginalTags: true,
        ignoreOriginalActions: true,
        ignoreOriginalResponders: true,
      }),
    ]);
    for (const story of [adding, replacing]) {
      await story.at('00:00').create([user('jane')], { tags: ['old'], actions: ['Old'] });
    }
    expect(await adding.alert()).toMatchObject({
      details: { new: 'd' },
      tags: ['old', 'new'],
      actions: ['Old', 'New'],
      responders: [user('jane'), user('john')],
    });
    expect(await replacing.alert()).toMatchObject({
      details: { new: 'd' },
      tags: ['new'],
      actions: ['New'],
      responders: [user('john')],
    });
  });
});

describe('notification policies', () => {
  const delay = (amount: number) => ({ delayOption: 'for-duration', duration: minutes(amount) }) as const;

  test('78: only the first match of a list applies', async () => {
    const story = await withNotificationPolicies([
      notificationPolicy('no-match', { filter: hasTag('absent'), suppress: true }),
      notificationPolicy('first', { delayAction: delay(3) }),
      notificationPolicy('second', { suppress: true }),
    ]);
    await story.at('00:00').create([user('jane')]);
    await story.until('01:00');
    expect(story.outbox.all()).toEqual(['00:03 email to jane']);
  });

  test('79: suppress holds all notifications, also about an acknowledge, a close and a note', async () => {
    const jane = person('jane', [], {
      notificationRules: (['create-alert', 'acknowledged-alert', 'closed-alert', 'add-note'] as const).map(
        (actionType) => aRule('jane', [['email', 0]], { actionType }),
      ),
    });
    const suppressing = notificationPolicy('suppress', { suppress: true });
    const story = await withNotificationPolicies([suppressing], [], { ...config, users: [jane] });
    await story.at('00:00').create([user('jane')]);
    await story.addNote();
    await story.at('00:05').acknowledge();
    await story.close();
    await story.until('01:00');
    expect(story.outbox.all()).toEqual([]);
  });

  test('80: a delay starts the flow later, and the escalation counts from then', async () => {
    const story = await withNotificationPolicies([notificationPolicy('later', { delayAction: delay(30) })]);
    await story.at('00:00').create([team('ops')]);
    await story.until('01:00');
    expect(story.outbox.all()).toEqual(['00:30 email to jane', '00:40 email to john']);
  });

  test('81: de-duplication by number notifies at that occurrence', async () => {
    const deduplicationAction = { deduplicationActionType: 'value-based', count: 3 } as const;
    const story = await withNotificationPolicies([notificationPolicy('three', { deduplicationAction })]);
    await story.at('00:00').create([user('jane')]);
    await story.at('00:10').repeat();
    await story.at('00:20').repeat();
    await story.until('01:00');
    expect(story.outbox.all()).toEqual(['00:20 email to jane']);
  });

  test('81: de-duplication by frequency notifies at that many occurrences within the duration', async () => {
    const deduplicationAction = {
      deduplicationActionType: 'frequency-based',
      count: 2,
      duration: minutes(5),
    } as const;
    const story = await withNotificationPolicies([notificationPolicy('often', { deduplicationAction })]);
    await story.at('00:00').create([user('jane')]);
    await story.at('00:10').repeat();
    await story.at('00:12').repeat();
    await story.until('01:00');
    expect(story.outbox.all()).toEqual(['00:12 email to jane']);
  });

  describe('auto-close', () => {
    const closing = notificationPolicy('tidy', { autoCloseAction: { duration: minutes(30) } });

    test('82: closes the alert after the duration, acknowledged or not', async () => {
      for (const isAcknowledged of [false, true]) {
        const story = await withNotificationPolicies([closing]);
        await story.at('00:00').create([user('jane')]);
        if (isAcknowledged) await story.at('00:05').acknowledge();
        await story.until('00:29');
        expect(await story.alert()).toMatchObject({ status: 'open' });
        await story.until('00:31');
        expect(await story.alert()).toMatchObject({ status: 'closed' });
      }
    });

    test('82: does not run during a snooze, and starts again when the snooze ends', async () => {
      const story = await withNotificationPolicies([closing]);
      await story.at('00:00').create([user('jane')]);
      await story.at('00:10').snooze(60);
      await story.until('01:39');
      expect(await story.alert()).toMatchObject({ status: 'open' });
      await story.until('01:41');
      expect(await story.alert()).toMatchObject({ status: 'closed' });
    });

    test('82: an acknowledge that ends a snooze starts the clock again', async () => {
      const story = await withNotificationPolicies([closing]);
      await story.at('00:00').create([user('jane')]);
      await story.at('00:10').snooze(600);
      await story.at('02:00').acknowledge();
      await story.until('02:29');
      expect(await story.alert()).toMatchObject({ status: 'open' });
      await story.until('02:31');
      expect(await story.alert()).toMatchObject({ status: 'closed' });
    });

    test('82: does not close at once an alert that gets its first responder late', async () => {
      const story = await withNotificationPolicies([closing]);
      await story.at('00:00').create([]);
      await story.at('01:00').addResponder(user('jane'));
      await story.until('01:29');
      expect(await story.alert()).toMatchObject({ status: 'open' });
      await story.until('01:31');
      expect(await story.alert()).toMatchObject({ status: 'closed' });
    });
  });

  describe('auto-restart', () => {
    const restarting = notificationPolicy('nag', {
      autoRestartAction: { duration: minutes(20), maxRepeatCount: 2 },
    });

    test('83: starts the whole flow again, so many times', async () => {
      const story = await withNotificationPolicies([restarting]);
      await story.at('00:00').create([team('ops')]);
      await story.until('05:00');
      expect(story.outbox.all()).toEqual([
        '00:00 email to jane',
        '00:10 email to john',
        '00:20 email to jane',
        '00:30 email to john',
        '00:40 email to jane',
        '00:50 email to john',
      ]);
    });

    test('83: reaches an acknowledged and forgotten alert, and counts its restarts all the same', async () => {
      const story = await withNotificationPolicies([restarting]);
      await story.at('00:00').create([team('ops')]);
      await story.at('00:05').acknowledge();
      await story.until('00:21');
      expect(await story.alert()).toMatchObject({ acknowledged: false });
      await story.at('00:25').acknowledge();
      await story.at('00:41').acknowledge();
      await story.until('05:00');
      expect(await story.alert()).toMatchObject({ acknowledged: true });
      expect(story.outbox.all()).toEqual([
        '00:00 email to jane',
        '00:20 email to jane',
        '00:40 email to jane',
      ]);
      expect(story.log().filter((log) => log.startsWith('Notifications restart'))).toEqual([
        'Notifications restart, 1 of 2 times: policy nag.',
        'Notifications restart, 2 of 2 times: policy nag.',
      ]);
    });

    test('83: leaves an acknowledge that came after an overdue restart', async () => {
      let isDown = false;
      const story = await startStory(
        { ...config, policies: [{ id: GLOBAL_SCOPE, version: 1, policies: [restarting] }] },
        { reconcilerSleeps: () => isDown },
      );
      await story.at('00:00').create([user('jane')]);
      await story.until('00:01');
      story.killExecutions();
      isDown = true;
      await story.at('00:25').acknowledge();
      isDown = false;
      await story.until('00:39');
      expect(await story.alert()).toMatchObject({ acknowledged: true });
      await story.until('00:41');
      expect(await story.alert()).toMatchObject({ acknowledged: false });
    });
  });

  test("84: times are in the policy's own zone", async () => {
    // At midnight UTC it is nine in the morning in Tokyo.
    const restriction = { startHour: 8, startMin: 0, endHour: 18, endMin: 0 };
    const timeRestrictions = { type: 'time-of-day', restriction } as const;
    const story = await withNotificationPolicies([
      notificationPolicy('day', { suppress: true, timezone: 'Asia/Tokyo', timeRestrictions }),
    ]);
    await story.at('00:00').create([user('jane')]);
    await story.until('01:00');
    expect(story.outbox.all()).toEqual([]);
  });

  test('85: the hundredth policy of a team applies like the first', async () => {
    const others = Array.from({ length: 99 }, (_, i) =>
      notificationPolicy(`p${i}`, { filter: hasTag(`tag-${i}`) }),
    );
    const last = notificationPolicy('last', { delayAction: delay(5) });
    const story = await withNotificationPolicies([], [...others, last]);
    await story.at('00:00').create([team('ops')]);
    await story.until('00:06');
    expect(story.outbox.all()).toEqual(['00:05 email to jane']);
  });
});

test('86: `matches` applies to the whole text, and on lists to any item', () => {
  const alert = anAlert({ message: 'disk full', tags: ['db-1', 'web'], createdAt: START });
  const matches = (field: string, expectedValue: string) =>
    matchesCriteria(
      {
        type: 'match-all-conditions',
        conditions: [{ field, operation: 'matches', expectedValue, not: false }],
      },
      alert,
    );
  expect(matches('message', 'disk')).toBe(false);
  expect(matches('message', 'disk.*')).toBe(true);
  expect(matches('tags', 'db-\\d')).toBe(true);
  expect(matches('tags', 'db')).toBe(false);
});
