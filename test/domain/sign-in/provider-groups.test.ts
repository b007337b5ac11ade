import {
  findGrantedRole,
  parseGroupMappings,
  withGroupMembership,
} from '../../../src/domain/sign-in/provider-groups.ts';
import type { Team } from '../../../src/domain/teams/model.ts';

const mappings = parseGroupMappings(
  'sre=team:Operations, cn=leads=team-admin:Operations ,admins=role:Admin,bosses=role:Owner,guests=role:Stakeholder',
);

const team = (...members: Team['members']): Team => ({
  id: 't-1',
  version: 1,
  name: 'operations',
  description: '',
  members,
  routingRules: [],
});

const role = (name: string) => ({ id: name, name });

test('a group may contain an equals sign', () => {
  expect(mappings[1]).toEqual({
    group: 'cn=leads',
    grant: { kind: 'team', team: 'Operations', memberRole: 'admin' },
  });
});

test.each(['sre', 'sre=Operations', '=role:Admin', 'sre=owner:Operations', 'sre=team:'])(
  'the mapping %s is refused',
  (text) => {
    expect(() => parseGroupMappings(text)).toThrow('must have the form');
  },
);

test.each([
  [['admins', 'guests'], 'User', 'Admin'],
  [['guests'], 'Admin', 'Stakeholder'],
  [[], 'Admin', 'User'],
  [['bosses'], 'User', 'Owner'],
  // A mistake in the provider must not leave the account without owners.
  [[], 'Owner', undefined],
  [['admins'], 'Owner', undefined],
])('in the groups %j, a user with the role %s gets the role %s', (groups, current, granted) => {
  expect(findGrantedRole(mappings, groups, role(current))).toBe(granted);
});

test('without a mapping to roles, roles stay as they are', () => {
  expect(findGrantedRole(parseGroupMappings('sre=team:Operations'), ['sre'], role('Admin'))).toBeUndefined();
});

test('a group adds and removes its members, and leaves those of other people alone', () => {
  const other = { userId: 'other', role: 'user' };
  const joined = withGroupMembership(team(other), 'me', mappings, ['sre']);
  expect(joined.members).toEqual([other, { userId: 'me', role: 'user' }]);
  expect(withGroupMembership(joined, 'me', mappings, ['sre', 'cn=leads']).members).toEqual([
    other,
    { userId: 'me', role: 'admin' },
  ]);
  expect(withGroupMembership(joined, 'me', mappings, []).members).toEqual([other]);
});

test("a member keeps one of the team's own roles, which no group can name", () => {
  const watcher = team({ userId: 'me', role: 'Watcher' });
  expect(withGroupMembership(watcher, 'me', mappings, ['sre'])).toBe(watcher);
});

test('a team that no group names keeps its members', () => {
  const unnamed = { ...team({ userId: 'me', role: 'user' }), name: 'Database' };
  expect(withGroupMembership(unnamed, 'me', mappings, [])).toBe(unnamed);
});
