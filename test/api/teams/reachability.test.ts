import { aRule, person } from '../../../simulator/configuration.ts';
import { configurationApi } from '../../../simulator/configuration-api.ts';
import { createTeamStore } from '../../../src/domain/teams/store.ts';
import type { Contact, User } from '../../../src/domain/users/model.ts';
import { describeReachability } from '../../../src/domain/users/reachability.ts';
import { createUserStore } from '../../../src/domain/users/store.ts';
import { HOUR } from '../../../src/platform/clock.ts';
import { aTeam, SET_UP } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

const withContacts = (user: User, change: (contact: Contact) => Partial<Contact>): User => ({
  ...user,
  contacts: user.contacts.map((contact) => ({ ...contact, ...change(contact) })),
});

const UNVERIFIED = { verification: { state: 'unverified' } } as const;
const jane = person('jane', [
  ['email', 0],
  ['sms', 2],
]);
const nights = {
  type: 'time-of-day',
  restriction: { startHour: 20, startMin: 0, endHour: 8, endMin: 0 },
} as const;

test.each<[string, User, boolean, readonly string[], readonly string[]]>([
  ['e-mail and SMS', jane, true, ['email', 'sms'], []],
  ['blocked', { ...jane, blocked: true }, false, [], ['UserBlocked']],
  ['no rule', { ...jane, notificationRules: [] }, false, [], ['NoNotificationRule']],
  [
    'a rule for another event',
    { ...jane, notificationRules: [aRule('jane', [['sms', 0]], { actionType: 'closed-alert' })] },
    false,
    [],
    ['NoNotificationRule'],
  ],
  [
    'a disabled rule',
    { ...jane, notificationRules: [aRule('jane', [['sms', 0]], { enabled: false })] },
    false,
    [],
    ['NoNotificationRule'],
  ],
  ['disabled contacts', withContacts(jane, () => ({ enabled: false })), false, [], ['NoUsableContact']],
  ['unverified contacts', withContacts(jane, () => UNVERIFIED), false, [], ['NoVerifiedContact']],
  [
    'an unverified phone',
    withContacts(jane, ({ method }) => (method === 'sms' ? UNVERIFIED : {})),
    true,
    ['email'],
    ['OnlyEmail', 'UnverifiedContact'],
  ],
  ['only e-mail', person('jane', [['email', 0]]), true, ['email'], ['OnlyEmail']],
  ['only a browser', person('jane', [['webpush', 0]]), true, ['webpush'], ['OnlyBrowsers']],
  [
    'only at night',
    { ...jane, notificationRules: [aRule('jane', [['sms', 0]], { timeRestriction: nights })] },
    true,
    ['sms'],
    ['OnlySometimes'],
  ],
  ['muted', { ...jane, mutedUntil: SET_UP + HOUR }, true, ['email', 'sms'], ['UserMuted']],
])('%s', (_name, user, reachable, methods, problems) => {
  expect(describeReachability(user, SET_UP)).toEqual({ reachable, methods, problems });
});

test('the members of a team are listed with what is wrong, without addresses', async () => {
  const users = createUserStore(table());
  await users.create('acc', jane);
  await users.create('acc', person('omar', []));
  const member = (userId: string) => ({ userId, role: 'user' });
  const team = aTeam({ name: 'Ops', members: [member('jane'), member('omar'), member('deleted')] });
  await createTeamStore(table()).create('acc', team);
  const call = configurationApi(table(), { accountId: 'acc' });
  const { status, body } = await call('GET', '/v2/teams/Ops/reachability?identifierType=name');
  expect(status).toBe(200);
  expect(body.data).toEqual({
    members: [
      {
        user: { id: 'jane', username: 'jane@example.com', fullName: 'jane' },
        reachable: true,
        methods: ['email', 'sms'],
        problems: [],
      },
      {
        user: { id: 'omar', username: 'omar@example.com', fullName: 'omar' },
        reachable: false,
        methods: [],
        problems: [
          {
            code: 'NoUsableContact',
            text: 'has no enabled contact in the notification rules for new alerts',
          },
        ],
      },
    ],
    unreachable: 1,
  });
  expect(JSON.stringify(body)).not.toContain('5550100');
  expect((await call('GET', '/v2/teams/unknown/reachability')).status).toBe(404);
});
