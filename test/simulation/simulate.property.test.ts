import fc from 'fast-check';
import {
  ACCOUNT,
  aRule,
  type Configuration,
  escalating,
  person,
  rota,
  START,
  teamOf,
} from '../../simulator/configuration.ts';
import { faultPlan } from '../../simulator/faults.ts';
import { seeded } from '../../simulator/random.ts';
import { createSimulatedService } from '../../simulator/service.ts';
import type { SimulationRequest, StoryEntry } from '../../src/domain/alert-story/model.ts';
import { alertIdOfRequest } from '../../src/domain/alerts/ids.ts';
import type { ForwardingRule } from '../../src/domain/forwarding-rules/model.ts';
import type { Criteria } from '../../src/domain/kernel/criteria.ts';
import type { Responder } from '../../src/domain/kernel/responder.ts';
import type { NotificationPolicy } from '../../src/domain/policies/model.ts';
import type { RoutingRule } from '../../src/domain/teams/model.ts';
import type { NotificationRule } from '../../src/domain/users/model.ts';
import { HOUR, MINUTE } from '../../src/platform/clock.ts';
import { createMemoryTable } from '../../src/platform/memory-table.ts';
import { createAlertStories } from '../../src/simulation/stories.ts';
import { propertyRuns } from '../support/property-runs.ts';

jest.setTimeout(300_000);

const NAMES = ['jane', 'john', 'mary', 'zoe'] as const;

/** Undefined most of the time, so that not everything keeps everybody from being notified at once. */
const rarely = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const anyName = fc.constantFrom(...NAMES);
const anyMinute = fc.integer({ min: 0, max: 180 });

const anySteps = fc.uniqueArray(
  fc.tuple(fc.constantFrom('email', 'sms', 'voice', 'mobile'), fc.integer({ min: 0, max: 12 })),
  { selector: ([channel]) => channel, minLength: 1, maxLength: 3 },
);

const anyCriteria: fc.Arbitrary<Criteria> = fc.oneof(
  fc.constant({ type: 'match-all' as const, conditions: [] }),
  fc.record({
    type: fc.constantFrom('match-all-conditions' as const, 'match-any-condition' as const),
    conditions: fc.array(
      fc.record({
        field: fc.constant('priority'),
        not: fc.boolean(),
        operation: fc.constant('equals'),
        expectedValue: fc.constantFrom('P1', 'P3'),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  }),
);

const anyHours = fc
  .record({ startHour: fc.integer({ min: 0, max: 12 }), endHour: fc.integer({ min: 13, max: 24 }) })
  .map((hours) => ({ ...hours, startMin: 0, endMin: 0 }));

const anyRestriction = fc.option(
  anyHours.map((restriction) => ({ type: 'time-of-day' as const, restriction })),
  { nil: undefined },
);

const anyNotificationRule = (name: string): fc.Arbitrary<NotificationRule> =>
  fc
    .record({
      steps: anySteps,
      criteria: fc.option(anyCriteria, { nil: undefined }),
      timeRestriction: anyRestriction,
      enabled: fc.boolean(),
      repeat: fc.option(fc.record({ loopAfter: fc.integer({ min: 5, max: 30 }), enabled: fc.boolean() }), {
        nil: undefined,
      }),
    })
    .map(({ steps, criteria, timeRestriction, repeat, enabled }) =>
      aRule(name, steps, {
        id: `${name}-first`,
        enabled,
        ...(criteria && { criteria }),
        ...(timeRestriction && { timeRestriction }),
        ...(repeat && { repeat }),
      }),
    );

const anyPerson = (name: string) =>
  fc
    .record({
      steps: anySteps,
      first: fc.option(anyNotificationRule(name), { nil: undefined }),
      mutedFor: rarely(anyMinute),
      quietHours: rarely(anyHours.map((hours) => ({ ...hours, enabled: true }))),
      blocked: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      disabled: rarely(fc.subarray(['email', 'sms', 'voice', 'mobile'])),
      unverified: rarely(fc.subarray(['sms', 'voice'])),
    })
    .map(({ steps, first, mutedFor, quietHours, blocked, disabled = [], unverified = [] }) => {
      const base = person(name, steps);
      return {
        ...base,
        blocked,
        notificationRules: [...(first ? [first] : []), ...base.notificationRules],
        contacts: base.contacts.map((contact) => ({
          ...contact,
          enabled: !disabled.includes(contact.method),
          ...(unverified.includes(contact.method) && { verification: { state: 'unverified' as const } }),
        })),
        ...(mutedFor !== undefined && { mutedUntil: START + mutedFor * MINUTE }),
        ...(quietHours && { quietHours }),
      };
    });

const anyRecipient = fc.oneof(
  anyName.map((id) => ({ type: 'user' as const, id, how: 'default' as const })),
  fc
    .constantFrom('default' as const, 'next' as const, 'previous' as const)
    .map((how) => ({ type: 'schedule' as const, id: 'rota', how })),
  fc
    .constantFrom('all' as const, 'admins' as const, 'users' as const, 'random' as const, 'default' as const)
    .map((how) => ({ type: 'team' as const, id: 'ops', how })),
);

const anyEscalation = fc
  .record({
    rules: fc.uniqueArray(
      fc.tuple(
        fc.integer({ min: 0, max: 25 }),
        anyRecipient,
        fc.constantFrom('if-not-acked' as const, 'if-not-closed' as const),
      ),
      { selector: ([delay]) => delay, minLength: 1, maxLength: 4 },
    ),
    repeat: fc.option(
      fc.record({
        waitInterval: fc.integer({ min: 8, max: 20 }),
        count: fc.integer({ min: 1, max: 2 }),
        resetRecipientStates: fc.boolean(),
        closeAlertAfterAll: fc.boolean(),
      }),
      { nil: undefined },
    ),
  })
  .map(({ rules, repeat }) =>
    escalating(
      'ladder',
      rules.map(([delay, { how, ...recipient }, condition]) => [delay, recipient, condition, how] as const),
      repeat,
    ),
  );

const anyPolicy = (id: string): fc.Arbitrary<NotificationPolicy> =>
  fc
    .record({
      filter: fc.option(anyCriteria, { nil: undefined }),
      suppress: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      delay: rarely(fc.integer({ min: 1, max: 90 })),
      restart: fc.option(fc.integer({ min: 10, max: 60 }), { nil: undefined }),
      occurrences: rarely(fc.integer({ min: 2, max: 4 })),
      close: rarely(fc.integer({ min: 20, max: 180 })),
      timeRestrictions: anyRestriction,
    })
    .map(({ filter, suppress, delay, restart, occurrences, close, timeRestrictions }) => ({
      id,
      type: 'notification',
      name: `Policy ${id}`,
      enabled: true,
      suppress,
      ...(filter && { filter }),
      ...(timeRestrictions && { timeRestrictions }),
      ...(delay !== undefined && {
        delayAction: {
          delayOption: 'for-duration' as const,
          duration: { timeAmount: delay, timeUnit: 'minutes' as const },
        },
      }),
      ...(occurrences !== undefined && {
        deduplicationAction: { deduplicationActionType: 'value-based' as const, count: occurrences },
      }),
      ...(restart !== undefined && {
        autoRestartAction: {
          duration: { timeAmount: restart, timeUnit: 'minutes' as const },
          maxRepeatCount: 2,
        },
      }),
      ...(close !== undefined && {
        autoCloseAction: { duration: { timeAmount: close, timeUnit: 'minutes' as const } },
      }),
    }));

const anyForwarding = fc
  .array(
    fc
      .record({ fromUserId: anyName, toUserId: anyName, from: anyMinute, minutes: anyMinute })
      .filter(({ fromUserId, toUserId, minutes }) => fromUserId !== toUserId && minutes > 0),
    { maxLength: 2 },
  )
  .map((all) =>
    all.map(
      ({ from, minutes, ...users }, i): ForwardingRule => ({
        id: `f${i}`,
        alias: `f${i}`,
        ...users,
        startDate: START + from * MINUTE,
        endDate: START + (from + minutes) * MINUTE,
      }),
    ),
  );

const anyRoutingRule: fc.Arbitrary<RoutingRule> = fc
  .record({
    criteria: anyCriteria,
    timeRestriction: anyRestriction,
    notify: fc.constantFrom<RoutingRule['notify']>(
      { type: 'none' },
      { type: 'schedule', id: 'rota' },
      { type: 'escalation', id: 'ladder' },
    ),
  })
  .map(({ timeRestriction, ...rule }) => ({
    id: 'routing-1',
    name: 'First',
    isDefault: false,
    timezone: 'UTC',
    ...rule,
    ...(timeRestriction && { timeRestriction }),
  }));

const anyConfiguration: fc.Arbitrary<Configuration> = fc
  .record({
    users: fc.tuple(...NAMES.map(anyPerson)),
    escalation: anyEscalation,
    shiftHours: fc.integer({ min: 1, max: 3 }),
    onCall: fc.uniqueArray(fc.constantFrom('john', 'mary', 'zoe', ''), { minLength: 1, maxLength: 4 }),
    routing: fc.array(anyRoutingRule, { maxLength: 1 }),
    policies: fc.array(anyPolicy('global'), { maxLength: 1 }),
    teamPolicies: fc.array(anyPolicy('ops'), { maxLength: 1 }),
    forwarding: anyForwarding,
  })
  .map(({ users, escalation, shiftHours, onCall, routing, policies, teamPolicies, forwarding }) => ({
    users,
    schedules: [rota('rota', shiftHours, ...onCall)],
    teams: [teamOf('ops', ['jane:admin', 'zoe'], { type: 'escalation', id: 'ladder' }, routing)],
    escalations: [escalation],
    policies: [
      { id: 'global', version: 1, policies },
      { id: 'ops', version: 1, policies: teamPolicies },
    ],
    forwarding,
  }));

const anyResponders = fc.uniqueArray(
  fc.constantFrom<Responder>(
    { type: 'escalation', id: 'ladder' },
    { type: 'team', id: 'ops' },
    { type: 'user', id: 'jane' },
    { type: 'schedule', id: 'rota' },
  ),
  { selector: ({ type }) => type, minLength: 1, maxLength: 3 },
);

const ALIAS = 'disk';
const ALERT_ID = alertIdOfRequest(ACCOUNT, 'request-1');

function createMessage(
  responders: readonly Responder[],
  priority: 'P1' | 'P3',
  receivedAt: number,
): SimulationRequest['message'] {
  return {
    accountId: ACCOUNT,
    requestId: 'request-1',
    receivedAt,
    target: { type: 'alias', value: ALIAS },
    action: {
      type: 'Create',
      message: 'The disk is full',
      alias: ALIAS,
      description: '',
      responders,
      visibleTo: [],
      actions: [],
      tags: [],
      details: {},
      entity: '',
      priority,
    },
    user: '',
    source: '',
    note: '',
    integration: { id: 'i', name: 'API', type: 'API' },
  };
}

/** The hours that are simulated and then happen; the alert may continue after them. */
const HOURS = 8;

const toLines = (entries: readonly StoryEntry[]) =>
  entries
    .filter(({ kind, outcome }) => kind === 'notification' && outcome === 'planned')
    .map(({ at, person, channel, id }) => `${at} ${channel} to ${person?.id} ${id}`)
    .sort();

async function createService(configuration: Configuration) {
  const table = createMemoryTable();
  const service = await createSimulatedService({
    accountId: ACCOUNT,
    table,
    random: { ...seeded('simulate'), next: () => 0.5 },
    plan: faultPlan(() => undefined),
    configuration,
    timing: 'instant',
  });
  const linesFrom = (from: number, until: number) =>
    service.deliveries
      .filter(({ at, request }) => request.alertId === ALERT_ID && at >= from && at <= until)
      .map(({ at, request }) => `${at} ${request.channel} to ${request.userId} ${request.notificationId}`)
      .sort();
  return { table, service, linesFrom };
}

test('the engine does exactly what the simulation said: the same people, channels and instants', async () => {
  let notifications = 0;
  await fc.assert(
    fc.asyncProperty(
      anyConfiguration,
      anyResponders,
      fc.constantFrom('P1' as const, 'P3' as const),
      fc.integer({ min: 0, max: 240 }),
      fc.option(fc.integer({ min: 0, max: 120 }), { nil: undefined }),
      async (configuration, responders, priority, minute, acknowledgedAfter) => {
        const { table, service, linesFrom } = await createService(configuration);
        const at = START + minute * MINUTE;
        const until = at + HOURS * HOUR;
        const message = createMessage(responders, priority, at);
        // Not at a minute at which something is due: which of the two comes first would be chance.
        const acknowledgeAt =
          acknowledgedAfter === undefined ? undefined : at + acknowledgedAfter * MINUTE + 30_500;
        const stored = structuredClone([...table.items]);
        const simulated = await createAlertStories(table).simulate(
          {
            message,
            until,
            maxNotifications: 10_000,
            ...(acknowledgeAt !== undefined && { acknowledgeAt }),
          },
          { now: at, timeZone: 'UTC' },
        );
        expect([...table.items]).toEqual(stored);

        service.simulation.at(at, () => service.enqueue(message, ALIAS));
        if (acknowledgeAt !== undefined) {
          service.simulation.at(acknowledgeAt, () =>
            service.enqueue(
              {
                ...message,
                requestId: 'request-2',
                receivedAt: acknowledgeAt,
                target: { type: 'id', value: ALERT_ID },
                action: { type: 'Acknowledge' },
              },
              ALIAS,
            ),
          );
        }
        await service.simulation.runUntil(until);
        const said = toLines(simulated.entries);
        notifications += said.length;
        expect(said).toEqual(linesFrom(at, until));
      },
    ),
    { numRuns: propertyRuns(150) },
  );
  expect(notifications).toBeGreaterThan(propertyRuns(500));
});

const anyAction = fc.constantFrom(
  { type: 'Acknowledge' as const },
  { type: 'UnAcknowledge' as const },
  { type: 'EscalateToNext' as const, escalation: { id: 'ladder' } },
  { type: 'AddResponder' as const, responder: { type: 'user' as const, id: 'mary' } },
  { type: 'AssignOwnership' as const, owner: { id: 'john' } },
  { type: 'UpdatePriority' as const, priority: 'P1' as const },
  { type: 'Create' as const },
  { type: 'MarkSeen' as const, userId: 'jane' },
);

const anyHistory = fc.array(fc.record({ pause: fc.integer({ min: 0, max: 30 }), action: anyAction }), {
  maxLength: 5,
});

test('after any history, the engine does exactly what the story says comes next', async () => {
  let notifications = 0;
  await fc.assert(
    fc.asyncProperty(
      anyConfiguration,
      anyResponders,
      anyHistory,
      fc.integer({ min: 0, max: 40 }),
      fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
      async (configuration, responders, history, pauseBefore, snoozeMinutes) => {
        const { table, service, linesFrom } = await createService(configuration);
        const create = createMessage(responders, 'P3', START);
        service.enqueue(create, ALIAS);
        let now = START;
        let requests = 1;
        for (const { pause, action } of history) {
          now += pause * MINUTE;
          await service.simulation.runUntil(now);
          service.enqueue(
            {
              ...create,
              requestId: `request-${++requests}`,
              receivedAt: now,
              ...(action.type === 'Create'
                ? {}
                : { target: { type: 'id' as const, value: ALERT_ID }, action }),
            },
            ALIAS,
          );
        }
        if (snoozeMinutes !== undefined) {
          await service.simulation.runUntil(now);
          service.enqueue(
            {
              ...create,
              requestId: `request-${++requests}`,
              receivedAt: now,
              target: { type: 'id', value: ALERT_ID },
              action: { type: 'Snooze', until: now + snoozeMinutes * MINUTE },
            },
            ALIAS,
          );
        }
        now += pauseBefore * MINUTE;
        await service.simulation.runUntil(now);

        const alert = service.stored.currentAlert(ALERT_ID);
        if (!alert) throw new Error('The alert is missing.');
        const stored = structuredClone([...table.items]);
        const story = await createAlertStories(table).describe(alert, { now, timeZone: 'UTC' });
        expect([...table.items]).toEqual(stored);
        const planned = toLines(story.entries);
        notifications += planned.length;
        const lastPlanned = story.entries.findLast(({ kind }) => kind !== 'end')?.at ?? now;
        const isCut = story.entries.at(-1)?.reason?.code === 'LimitReached';
        const until = isCut ? lastPlanned - 1 : now + 24 * HOUR;
        await service.simulation.runUntil(now + 24 * HOUR);
        expect(planned.filter((line) => Number(line.split(' ')[0]) <= until)).toEqual(
          linesFrom(now + 1, until),
        );
      },
    ),
    { numRuns: propertyRuns(150) },
  );
  expect(notifications).toBeGreaterThan(propertyRuns(500));
});
