import type { AccountSettings } from '../src/domain/accounts/settings.ts';
import type { Alert } from '../src/domain/alerts/model.ts';
import type { Escalation, EscalationRule } from '../src/domain/escalations/model.ts';
import type { ForwardingRule } from '../src/domain/forwarding-rules/model.ts';
import type { Responder } from '../src/domain/kernel/responder.ts';
import type { Channel } from '../src/domain/notifications/model.ts';
import type { NotificationPolicy, PolicyList } from '../src/domain/policies/model.ts';
import type { Schedule } from '../src/domain/schedules/model.ts';
import type { RoutingRule, Team } from '../src/domain/teams/model.ts';
import type { ActionType, NotificationRule, User } from '../src/domain/users/model.ts';
import { HOUR } from '../src/platform/clock.ts';
import { anAlert, aUser } from './builders.ts';

/** The configuration of an account. */
export interface Configuration {
  readonly users?: readonly User[];
  readonly teams?: readonly Team[];
  readonly schedules?: readonly Schedule[];
  readonly escalations?: readonly Escalation[];
  readonly policies?: readonly PolicyList<NotificationPolicy>[];
  readonly forwarding?: readonly ForwardingRule[];
  readonly settings?: Omit<AccountSettings, 'version'>;
}

/** A Monday, midnight UTC, at which the scenarios start. */
export const START = Date.parse('2026-03-02T00:00:00Z');

export const ACCOUNT = 'account-1';

export const ALERT_ID = '0abc1111-2222-8333-8444-555566667777';

/** An open alert whose first run has been planned: one flow for each responder. */
export function alertFor(responders: readonly Responder[], wanted: Partial<Alert> = {}): Alert {
  return anAlert({
    accountId: ACCOUNT,
    id: ALERT_ID,
    tinyId: '7',
    message: 'The disk is full',
    createdAt: START,
    source: 'test',
    responders,
    integration: { id: 'i', name: 'API', type: 'API' },
    run: 1,
    flows: responders.map((target) => ({
      kind: 'responder',
      key: `${target.type}:${target.id}`,
      target,
      run: 1,
      startedAt: START,
      escalatedAt: [],
    })),
    ...wanted,
  });
}

const ADDRESS: Readonly<Record<Channel, (name: string) => string>> = {
  email: (name) => `${name}@example.com`,
  sms: () => '1-5550100',
  voice: () => '1-5550100',
  mobile: (name) => `device-of-${name}`,
  webhook: (name) => `https://hooks.example.com/${name}`,
  webpush: (name) => `https://push.example.com/${name}`,
  ntfy: (name) => `https://ntfy.example.com/${name}`,
  pushover: (name) => `user-key-of-${name}`,
};

/** A notification rule from steps like `['email', 0], ['sms', 5]`: channel and minutes. */
export function aRule(
  name: string,
  steps: readonly (readonly [Channel, number])[],
  wanted: Partial<NotificationRule> = {},
): NotificationRule {
  const actionType: ActionType = wanted.actionType ?? 'create-alert';
  return {
    id: `${name}-${actionType}`,
    name: actionType,
    actionType,
    enabled: true,
    order: 0,
    notificationTime: [],
    schedules: [],
    steps: steps.map(([method, minutes], index) => ({
      id: `step-${index}`,
      contact: { method, to: ADDRESS[method](name) },
      sendAfter: { timeAmount: minutes, timeUnit: 'minutes' },
      enabled: true,
    })),
    ...wanted,
  };
}

/** A user with one contact of each channel, notified of new alerts by these steps; their id is their name. */
export function person(
  name: string,
  steps: readonly (readonly [Channel, number])[] = [['email', 0]],
  wanted: Partial<User> = {},
): User {
  return aUser({
    id: name,
    username: `${name}@example.com`,
    contacts: (Object.keys(ADDRESS) as Channel[]).map((method) => ({
      id: `${name}-${method}`,
      method,
      to: ADDRESS[method](name),
      enabled: true,
      disabledReason: '',
    })),
    notificationRules: [aRule(name, steps)],
    ...wanted,
  });
}

type Rule = readonly [
  minutes: number,
  recipient: EscalationRule['recipient'] | string,
  condition?: EscalationRule['condition'],
  notifyType?: EscalationRule['notifyType'],
];

/** An escalation from rules like `[0, 'jane'], [10, { type: 'schedule', id: 'rota' }]`; a string is a user. */
export function escalating(
  id: string,
  rules: readonly Rule[],
  repeat?: Partial<NonNullable<Escalation['repeat']>>,
): Escalation {
  return {
    id,
    version: 1,
    name: id,
    description: '',
    rules: rules.map(([delayMinutes, recipient, condition = 'if-not-acked', notifyType = 'default']) => ({
      delayMinutes,
      condition,
      notifyType,
      recipient: typeof recipient === 'string' ? { type: 'user', id: recipient } : recipient,
    })),
    ...(repeat && {
      repeat: {
        waitInterval: 10,
        count: 1,
        resetRecipientStates: false,
        closeAlertAfterAll: false,
        ...repeat,
      },
    }),
  };
}

/** A schedule whose participants are on call one after another for `hours` each, from the start of the scenarios. */
export function rota(id: string, hours: number, ...names: readonly string[]): Schedule {
  return {
    id,
    version: 1,
    name: id,
    description: '',
    timezone: 'UTC',
    enabled: true,
    rotations: [
      {
        id: `${id}-1`,
        name: 'rotation',
        startDate: START - hours * names.length * HOUR,
        type: 'hourly',
        length: hours,
        participants: names.map((name) =>
          name === ''
            ? { type: 'none' }
            : name.includes(':')
              ? parseParticipant(name)
              : { type: 'user', id: name },
        ),
      },
    ],
    overrides: [],
  };
}

function parseParticipant(text: string): { type: 'team' | 'escalation'; id: string } {
  const [type, id = ''] = text.split(':');
  return { type: type as 'team' | 'escalation', id };
}

/** A team with members as `name` or `name:admin`. Its only routing rule sends all alerts to `notify`. */
export function teamOf(
  id: string,
  members: readonly string[],
  notify: RoutingRule['notify'] = { type: 'none' },
  rules: readonly RoutingRule[] = [],
): Team {
  return {
    id,
    version: 1,
    name: id,
    description: '',
    members: members.map((member) => {
      const [userId = '', role = 'user'] = member.split(':');
      return { userId, role };
    }),
    routingRules: [
      ...rules,
      {
        id: `${id}-default`,
        name: 'Default',
        isDefault: true,
        criteria: { type: 'match-all', conditions: [] },
        timezone: 'UTC',
        notify,
      },
    ],
  };
}
