import { CHANNELS, type Channel, type NotificationRequest } from '../../src/domain/notifications/model.ts';
import { MINUTE, toIso } from '../../src/platform/clock.ts';
import { aRule, type Configuration, escalating, person, START, teamOf } from '../configuration.ts';
import type { ProviderAnswer } from '../service.ts';

/** A request, so many minutes after the start. */
export interface ScenarioStep {
  readonly minute: number;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: object;
}

/** A run of an alert. Between its steps there is time enough for any one fault to be made good. */
export interface Scenario {
  readonly name: string;
  readonly steps: readonly ScenarioStep[];
  /** By then, in minutes, all is over that was to happen. */
  readonly minutes: number;
  /** Whether it exercises the secondary service (../secondary-service.ts) instead of an alert's escalation. */
  readonly secondary?: true;
}

const AT_ONCE: readonly (readonly [Channel, number])[] = [['email', 0]];
const mary = person('mary', AT_ONCE, {
  notificationRules: [
    aRule('mary', AT_ONCE),
    aRule('mary', AT_ONCE, { actionType: 'acknowledged-alert' }),
    aRule('mary', AT_ONCE, { actionType: 'closed-alert' }),
  ],
});

/** All channels, one after the other, so that each notification is alone. */
const ONE_BY_ONE = CHANNELS.map((channel, index) => [channel, index * 3] as const);

export const CONFIGURATION: Configuration = {
  users: [
    person('zoe', ONE_BY_ONE),
    person('ray', ONE_BY_ONE),
    person('ivy', ONE_BY_ONE),
    person('jane', [
      ['email', 0],
      ['sms', 2],
    ]),
    person('omar', [
      ['sms', 0],
      ['voice', 5],
    ]),
    mary,
  ],
  teams: [teamOf('ops', ['mary'], { type: 'escalation', id: 'mary-only' })],
  escalations: [
    escalating('ladder', [
      [0, 'jane'],
      [10, 'omar'],
    ]),
    escalating(
      'rounds',
      [
        [0, 'jane'],
        [5, 'omar'],
      ],
      { waitInterval: 10, count: 1, closeAlertAfterAll: true },
    ),
    escalating('mary-only', [[0, 'mary']]),
    escalating('all-channels', [
      [0, 'zoe'],
      [30, 'ray'],
      [40, 'ivy'],
      [60, 'mary'],
      [60, 'jane'],
    ]),
  ],
};

/** Texts to omar and everything to ray are rejected, and nothing reaches ivy: their next contact is to be tried at once. */
export function provider({ userId, channel }: NotificationRequest): ProviderAnswer {
  if (userId === 'ivy') return 'unreachable';
  return userId === 'ray' || (userId === 'omar' && channel === 'sms') ? 'rejected' : 'accepted';
}

const create = (
  minute: number,
  escalation = 'ladder',
  alias = 'disk',
  message = 'Disk full',
): ScenarioStep => ({
  minute,
  method: 'POST',
  path: '/v2/alerts',
  body: { message, alias, responders: [{ type: 'escalation', id: escalation }] },
});

const act = (minute: number, action: string, body: object = {}, alias = 'disk'): ScenarioStep => ({
  minute,
  method: 'POST',
  path: `/v2/alerts/${alias}/${action}?identifierType=alias`,
  body: { user: 'jane@example.com', ...body },
});

const remove = (minute: number): ScenarioStep => ({
  minute,
  method: 'DELETE',
  path: '/v2/alerts/disk?identifierType=alias',
});

const storm = (minute: number, count: number) =>
  Array.from({ length: count }, (_, i) => create(minute + i / 600));

/** Ten milliseconds apart, so that their statuses share items. */
const burst = (minute: number, count: number) =>
  Array.from({ length: count }, (_, i) => create(minute + i / 6_000));

const ping = (minute: number): ScenarioStep => ({
  minute,
  method: 'GET',
  path: '/v2/heartbeats/Backup/ping',
});

/** What a monitoring tool sends, in a payload of its own. */
const event = (minute: number, action: 'trigger' | 'resolve'): ScenarioStep => ({
  minute,
  method: 'POST',
  path: '/v1/json/prometheus',
  body: {
    status: action === 'trigger' ? 'firing' : 'resolved',
    groupKey: 'checkout',
    groupLabels: { alertname: 'Checkout' },
    commonLabels: { alertname: 'Checkout' },
    commonAnnotations: { summary: 'Checkout fails' },
    alerts: [],
  },
});

/** On the only incident of the account, whichever id it has got. */
const onIncident = (minute: number, action: string, body: object = {}): ScenarioStep => ({
  minute,
  method: 'POST',
  path: `/v1/incidents/{incident}/${action}`,
  body,
});

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'page and acknowledge',
    steps: [create(0), act(6, 'acknowledge'), act(40, 'close')],
    minutes: 70,
  },
  { name: 'nobody acknowledges', steps: [create(0, 'rounds')], minutes: 80 },
  {
    name: 'storm of duplicates',
    steps: [...storm(0, 12), ...storm(1, 6), act(40, 'acknowledge'), act(70, 'close')],
    minutes: 100,
  },
  {
    name: 'storms again and again',
    // More duplicates than an alert remembers, and alerts that follow one another under the alias.
    steps: [
      ...burst(0, 15),
      ...storm(0.5, 8),
      act(3, 'acknowledge'),
      ...burst(4, 15),
      act(35, 'close'),
      ...burst(65, 12),
      ...storm(66, 12),
      act(96, 'close'),
      create(126),
      remove(156),
      ...burst(186, 5),
      act(216, 'close'),
    ],
    minutes: 246,
  },
  {
    name: 'burst of duplicates',
    steps: [...burst(0, 8), act(5, 'acknowledge')],
    minutes: 30,
  },
  {
    name: 'snooze',
    steps: [
      create(0),
      act(30, 'snooze', { endTime: toIso(START + 60 * MINUTE) }),
      act(110, 'acknowledge'),
      act(140, 'close'),
    ],
    minutes: 170,
  },
  {
    name: 'add a responder',
    steps: [
      create(0),
      act(30, 'responders', { responder: { type: 'user', id: 'mary' } }),
      act(60, 'acknowledge'),
      act(90, 'close'),
    ],
    minutes: 120,
  },
  {
    name: 'add a team that observes events',
    steps: [create(0), act(1, 'teams', { team: { id: 'ops' } }), act(40, 'acknowledge'), act(70, 'close')],
    minutes: 100,
  },
  {
    name: 'unacknowledge',
    steps: [create(0), act(6, 'acknowledge'), act(40, 'unacknowledge'), act(80, 'close')],
    minutes: 110,
  },
  {
    name: 'delete and create again',
    steps: [create(0), act(1, 'notes', { note: 'On it' }), remove(30), create(60), act(90, 'close')],
    minutes: 120,
  },
  {
    name: 'close and create again',
    steps: [create(0), act(30, 'close'), create(60), act(90, 'acknowledge'), act(120, 'close')],
    minutes: 150,
  },
  {
    name: 'three concurrent alerts',
    steps: [
      create(0, 'ladder', 'disk', 'Disk full'),
      create(0, 'mary-only', 'cpu', 'Busy'),
      create(0.01, 'rounds', 'net', 'Down'),
      act(30, 'notes', { note: 'Mine' }, 'cpu'),
      act(30.01, 'tags', { tags: ['red'] }, 'cpu'),
      act(60, 'acknowledge', {}, 'cpu'),
      act(60, 'close', {}, 'disk'),
    ],
    minutes: 120,
  },
  {
    name: 'every channel',
    steps: [create(0, 'all-channels'), act(90, 'acknowledge'), act(120, 'close')],
    minutes: 150,
  },
  {
    name: 'heartbeat',
    secondary: true,
    steps: [ping(0), ping(4), ping(30), ping(60)],
    minutes: 90,
  },
  {
    name: 'incident',
    secondary: true,
    steps: [
      event(0, 'trigger'),
      onIncident(30, 'notes', { note: 'On it' }),
      onIncident(60, 'resolve'),
      event(90, 'resolve'),
      onIncident(110, 'close'),
    ],
    minutes: 130,
  },
];
