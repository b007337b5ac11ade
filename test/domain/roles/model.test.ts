import { decideAccess } from '../../../src/api/roles/required-rights.ts';
import type { BaseRole, EffectiveRole, TeamMembership } from '../../../src/domain/roles/model.ts';

const role = (base: BaseRole, granted: string[] = [], disallowed: string[] = []): EffectiveRole => ({
  base,
  granted,
  disallowed,
});

const ops = (wanted: Partial<TeamMembership> = {}): TeamMembership => ({
  id: 'ops',
  name: 'Ops',
  isAdmin: false,
  rights: [],
  ...wanted,
});

const ANOTHER = { identifier: 'joe@example.com' };
const SELF = { identifier: 'JANE@example.com' };

function decision(
  held: EffectiveRole,
  [method, path]: readonly [string, string],
  params: Record<string, string> = ANOTHER,
  teams: readonly TeamMembership[] = [],
) {
  const user = { id: 'jane', username: 'jane@example.com', teams };
  return decideAccess(held, { method: method as 'GET', path }, params, user).kind;
}

// Whether these may call the operation: stakeholder, observer, user, admin, owner.
test.each<[string, string, string]>([
  ['GET', '/v1/incidents/{identifier}', 'yes yes yes yes yes'],
  ['POST', '/v1/incidents/create', 'no no yes yes yes'],
  ['POST', '/v1/incidents/{identifier}/close', 'no no yes yes yes'],
  ['GET', '/v2/account', 'yes yes yes yes yes'],
  ['GET', '/v2/alerts', 'no yes yes yes yes'],
  ['GET', '/v2/alerts/{identifier}/notes', 'no yes yes yes yes'],
  ['POST', '/v2/alerts', 'no no yes yes yes'],
  ['POST', '/v2/alerts/{identifier}/acknowledge', 'no no yes yes yes'],
  ['DELETE', '/v2/alerts/{identifier}', 'no no no yes yes'],
  ['DELETE', '/v1/incidents/{identifier}', 'no no no yes yes'],
  ['DELETE', '/v1/incidents/{identifier}/tags', 'no no yes yes yes'],
  ['GET', '/v2/schedules/{identifier}/on-calls', 'no yes yes yes yes'],
  ['GET', '/v2/schedules/{identifier}/timeline', 'no yes yes yes yes'],
  ['GET', '/v2/schedules/{identifier}', 'no no yes yes yes'],
  ['PATCH', '/v2/schedules/{identifier}', 'no no no yes yes'],
  ['DELETE', '/v2/escalations/{identifier}', 'no no no yes yes'],
  ['POST', '/v1/maintenance', 'no no no yes yes'],
  ['GET', '/v2/users', 'no no yes yes yes'],
  ['POST', '/v2/users', 'no no no yes yes'],
  ['PATCH', '/v2/users/{identifier}', 'no no no yes yes'],
  ['POST', '/v2/users/{identifier}/contacts', 'no no no yes yes'],
  ['POST', '/v2/forwarding-rules', 'no no yes yes yes'],
  ['GET', '/v2/logs/list/{marker}', 'no no no yes yes'],
  ['PUT', '/v2/roles/{identifier}', 'no no no yes yes'],
  ['POST', '/v2/integrations', 'no no no yes yes'],
])('%s %s: %s', (method, path, expected) => {
  const bases: readonly BaseRole[] = ['stakeholder', 'observer', 'user', 'admin', 'owner'];
  const answers = bases.map((base) => (decision(role(base), [method, path]) === 'allowed' ? 'yes' : 'no'));
  expect(answers.join(' ')).toBe(expected);
});

test.each<[string, string, string]>([
  ['GET', '/v2/users/{identifier}', 'allowed'],
  ['PATCH', '/v2/users/{identifier}', 'allowed'],
  ['POST', '/v2/users/{identifier}/contacts', 'allowed'],
  ['DELETE', '/v2/users/{identifier}/notification-rules/{ruleId}/steps/{id}', 'allowed'],
  ['POST', '/v2/users/{identifier}/notification-rules/copy-to', 'denied'],
  ['DELETE', '/v2/users/{identifier}', 'denied'],
])('%s %s on their own account is %s for a stakeholder', (method, path, expected) => {
  expect(decision(role('stakeholder'), [method, path], SELF)).toBe(expected);
  expect(decision(role('stakeholder'), [method, path], { identifier: 'jane' })).toBe(expected);
});

describe('a custom role', () => {
  test.each<[string, EffectiveRole, readonly [string, string], string]>([
    [
      'has what it is granted',
      role('observer', ['alert-close']),
      ['POST', '/v2/alerts/{identifier}/close'],
      'allowed',
    ],
    ['and no more', role('observer', ['alert-close']), ['POST', '/v2/alerts/{identifier}/snooze'], 'denied'],
    [
      'loses what is disallowed',
      role('user', [], ['alert-delete']),
      ['DELETE', '/v2/alerts/{identifier}'],
      'denied',
    ],
    [
      'also where it is granted',
      role('user', ['alert-close'], ['alert-close']),
      ['POST', '/v2/alerts/{identifier}/close'],
      'denied',
    ],
    ['reads alerts', role('stakeholder', ['alerts-access-all']), ['GET', '/v2/alerts'], 'allowed'],
    ['edits the configuration', role('user', ['configurations-edit']), ['POST', '/v2/schedules'], 'allowed'],
    [
      'deletes not what it edits',
      role('user', ['configurations-edit']),
      ['DELETE', '/v2/schedules/{identifier}'],
      'denied',
    ],
    ['reads what it edits', role('observer', ['configurations-edit']), ['GET', '/v2/escalations'], 'allowed'],
    ['reads logs', role('user', ['logs-page-access']), ['GET', '/v2/logs/list/{marker}'], 'allowed'],
    [
      'never manages users',
      role('user', ['users-manage', 'configurations-edit']),
      ['POST', '/v2/users'],
      'denied',
    ],
    [
      'never manages roles',
      role('user', ['roles-manage', 'configurations-edit']),
      ['POST', '/v2/roles'],
      'denied',
    ],
  ])('%s', (_, held, route, expected) => {
    expect(decision(held, route)).toBe(expected);
  });
});

test.each<[string, Partial<TeamMembership>, readonly [string, string], string]>([
  ['an admin of a team', { isAdmin: true }, ['PATCH', '/v2/schedules/{identifier}'], 'team'],
  [
    'an admin of a team',
    { isAdmin: true },
    ['DELETE', '/v2/teams/{identifier}/members/{memberIdentifier}'],
    'team',
  ],
  ['an admin of a team', { isAdmin: true }, ['PATCH', '/v2/teams/{identifier}'], 'team'],
  ['an admin of a team', { isAdmin: true }, ['DELETE', '/v2/teams/{identifier}'], 'denied'],
  ['an admin of a team', { isAdmin: true }, ['POST', '/v2/teams'], 'denied'],
  ['an admin of a team', { isAdmin: true }, ['POST', '/v2/users'], 'denied'],
  ['a member', {}, ['PATCH', '/v2/schedules/{identifier}'], 'denied'],
  ['a member with a right', { rights: ['edit-schedules'] }, ['PATCH', '/v2/schedules/{identifier}'], 'team'],
  [
    'a member with a right',
    { rights: ['edit-schedules'] },
    ['DELETE', '/v2/schedules/{identifier}'],
    'denied',
  ],
  [
    'a member with a right',
    { rights: ['edit-routing-rules'] },
    ['POST', '/v2/teams/{identifier}/routing-rules'],
    'team',
  ],
])('%s %j: %j applies to the team: %s', (_, membership, route, expected) => {
  expect(decision(role('user'), route, {}, [ops(membership)])).toBe(expected);
});

test('a user with the right is not restricted to a team', () => {
  expect(decision(role('admin'), ['PATCH', '/v2/schedules/{identifier}'], {}, [ops({ isAdmin: true })])).toBe(
    'allowed',
  );
});
