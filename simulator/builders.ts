import type { Alert } from '../src/domain/alerts/model.ts';
import type { Escalation } from '../src/domain/escalations/model.ts';
import type { Override, Rotation, Schedule } from '../src/domain/schedules/model.ts';
import { defaultEscalation, defaultRoutingRule } from '../src/domain/teams/defaults.ts';
import type { Team } from '../src/domain/teams/model.ts';
import { defaultContact, defaultRules } from '../src/domain/users/defaults.ts';
import type { User } from '../src/domain/users/model.ts';
import { derivedId, newId } from '../src/platform/ids.ts';

/** Valid things with nothing special about them; a test names what matters to it. */

/** A Tuesday. */
export const NOON = Date.parse('2026-11-24T12:00:00Z');

export function anAlert(change: Partial<Alert> = {}): Alert {
  const id = change.id ?? newId();
  const createdAt = change.createdAt ?? NOON;
  return {
    accountId: 'acc',
    id,
    tinyId: '1',
    alias: id,
    message: 'Disk full',
    description: '',
    status: 'open',
    acknowledged: false,
    isSeen: false,
    tags: [],
    snoozed: false,
    count: 1,
    createdAt,
    updatedAt: createdAt,
    lastOccurredAt: createdAt,
    source: '',
    owner: '',
    ownerTeamId: '',
    priority: 'P3',
    responders: [],
    visibleTo: [],
    actions: [],
    entity: '',
    details: {},
    integration: { id: 'integration', name: 'Demo', type: 'API' },
    report: {},
    run: 0,
    flows: [],
    version: 1,
    appliedRequests: [],
    ...change,
  };
}

/** The instant at which the tests' service was set up. */
export const SET_UP = Date.parse('2026-11-02T09:00:00Z');

/** A user as one is stored who was just created; `aUser({ username: 'jane@example.com' })`. */
export function aUser(wanted: Partial<User> = {}): User {
  const username = wanted.username ?? 'jane@example.com';
  const id = wanted.id ?? derivedId('test-user', username);
  const contact = defaultContact(id, username);
  return {
    id,
    version: 1,
    username,
    fullName: username.replace(/@.*/, ''),
    role: { id: 'User', name: 'User' },
    timeZone: 'UTC',
    locale: 'en_US',
    tags: [],
    details: {},
    blocked: false,
    verified: true,
    createdAt: SET_UP,
    contacts: [contact],
    notificationRules: defaultRules(id, contact),
    ...wanted,
  };
}

/** A team without members whose alerts go to its default escalation. */
export function aTeam(wanted: Partial<Team> = {}): Team {
  const name = wanted.name ?? 'Ops';
  const id = wanted.id ?? derivedId('test-team', name);
  return {
    id,
    version: 1,
    name,
    description: '',
    members: [],
    routingRules: [defaultRoutingRule(id, 'UTC')],
    ...wanted,
  };
}

/** An escalation of the default shape. */
export function anEscalation(wanted: Partial<Escalation> = {}): Escalation {
  const name = wanted.name ?? 'Ops_escalation';
  const id = wanted.id ?? derivedId('test-escalation', name);
  return {
    ...defaultEscalation(wanted.ownerTeamId ?? derivedId('test-team', 'Ops'), name),
    id,
    version: 1,
    ...wanted,
  };
}

/** A rotation of turns of a day from {@link SET_UP} on, with the users of those ids in turn. */
export function aRotation(userIds: readonly string[], wanted: Partial<Rotation> = {}): Rotation {
  return {
    id: wanted.id ?? derivedId('test-rotation', wanted.name ?? 'Rot1'),
    name: 'Rot1',
    startDate: SET_UP,
    type: 'daily',
    length: 1,
    participants: userIds.map((id) => ({ type: 'user', id })),
    ...wanted,
  };
}

/** An override of the whole schedule by the user, from one instant until another. */
export function anOverride(
  userId: string,
  startDate: number,
  endDate: number,
  wanted: Partial<Override> = {},
): Override {
  return {
    alias: derivedId('test-override', userId, String(startDate), String(endDate)),
    user: { type: 'user', id: userId },
    startDate,
    endDate,
    rotationIds: [],
    ...wanted,
  };
}

/** An enabled schedule in UTC with those rotations. */
export function aSchedule(rotations: readonly Rotation[] = [], wanted: Partial<Schedule> = {}): Schedule {
  const name = wanted.name ?? 'Ops_schedule';
  return {
    id: wanted.id ?? derivedId('test-schedule', name),
    version: 1,
    name,
    description: '',
    timezone: 'UTC',
    enabled: true,
    rotations,
    overrides: [],
    ...wanted,
  };
}
