import { type Configuration, escalating, person, teamOf } from '../../../simulator/configuration.ts';
import { startStory, type WantedAlert } from '../../engine/story.ts';
import { aService } from './harness.ts';

/** The request status of a Create names the people that the alert reached, after the engine has decided. */

/** Responders as in a request: by id, or by a name that the worker looks up. */
type Responders = readonly {
  readonly type: 'user' | 'team' | 'escalation';
  readonly id?: string;
  readonly name?: string;
}[];

const configuration: Configuration = {
  users: [person('jane'), person('john')],
  teams: [teamOf('ops', ['jane', 'john']), teamOf('empty', [])],
  escalations: [
    escalating('ladder', [
      [0, 'jane'],
      [5, 'john'],
    ]),
  ],
};

async function createAndAsk(responders: Responders, wanted: WantedAlert = {}): Promise<string> {
  const story = await startStory(configuration);
  await story.at('00:00').create(responders as never, wanted);
  const { json } = await aService(story.table, { accountId: 'account-1', now: story.now() }).get(
    '/v2/alerts/requests/request-1',
  );
  return json.data.reached;
}

test.each<[string, Responders, string]>([
  ['the person of the first rule', [{ type: 'escalation', id: 'ladder' }], 'jane@example.com'],
  [
    'everybody who is notified',
    [
      { type: 'user', id: 'jane' },
      { type: 'user', id: 'john' },
    ],
    'jane@example.com, john@example.com',
  ],
  [
    'a team that does not exist',
    [{ type: 'team', name: 'Platfrom' }],
    'nobody: team Platfrom does not exist',
  ],
  [
    'one responder that does not exist beside one that does',
    [
      { type: 'user', id: 'jane' },
      { type: 'team', name: 'Platfrom' },
    ],
    'jane@example.com; team Platfrom does not exist',
  ],
  ['no responders', [], 'nobody: the alert has no responders'],
])('names %s', async (_, responders, expected) => {
  expect(await createAndAsk(responders)).toBe(expected);
});

test('says that the integration suppresses the notifications', async () => {
  const reached = await createAndAsk([{ type: 'user', id: 'jane' }], { suppressNotifications: true });
  expect(reached).toBe('nobody: Notifications are suppressed by the integration');
});

test('says why a team has nobody to notify', async () => {
  expect(await createAndAsk([{ type: 'team', id: 'empty' }])).toMatch(/^nobody: .*empty/);
});
