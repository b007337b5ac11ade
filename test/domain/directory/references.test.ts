import { type Call, configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import { hashApiKey } from '../../../src/domain/accounts/model.ts';
import { listApiKeys, putApiKey } from '../../../src/domain/accounts/store.ts';
import { createSavedSearchStore } from '../../../src/domain/saved-searches/store.ts';
import { DAY, HOUR, toIso } from '../../../src/platform/clock.ts';
import { newId } from '../../../src/platform/ids.ts';
import { SET_UP } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

let accountId: string;
let call: Call;
/** The resources that others may use, by kind: the paths under which they can be deleted. */
let id: Readonly<Record<'user' | 'team' | 'schedule' | 'escalation' | 'integration' | 'policy', string>>;
/** Owners of resources that this test does not delete. */
let other: { readonly team: string; readonly schedule: string };

beforeAll(async () => {
  accountId = newId();
  call = configurationApi(table(), { accountId });
  await createdId(call, '/v2/teams', { name: 'Other' });
  id = {
    team: await createdId(call, '/v2/teams', { name: 'Used' }),
    user: await createdId(call, '/v2/users', {
      username: 'used@example.com',
      fullName: 'Used',
      role: { name: 'User' },
    }),
    schedule: await createdId(call, '/v2/schedules', { name: 'Used', timezone: 'UTC' }),
    escalation: await createdId(call, '/v2/escalations', {
      name: 'Used',
      rules: [rule({ type: 'team', name: 'Other' })],
    }),
    integration: await createdId(call, '/v2/integrations', { name: 'Used', type: 'API' }),
    policy: await createdId(call, '/v2/policies', {
      type: 'alert',
      name: 'Used',
      filter: { type: 'match-all' },
      message: '{{message}}',
    }),
  };
  const { body } = await call('GET', '/v2/teams/Other?identifierType=name');
  const schedule = await call('GET', '/v2/schedules/Other_schedule?identifierType=name');
  other = { team: body.data.id, schedule: schedule.body.data.id };
  await createdId(call, '/v2/users', {
    username: 'other@example.com',
    fullName: 'Other',
    role: { name: 'User' },
  });
});

const rule = (recipient: object) => ({
  condition: 'if-not-acked',
  notifyType: 'default',
  delay: { timeAmount: 0 },
  recipient,
});

type Kind = keyof typeof id;
const refer = (type: Kind) => ({ type, id: id[type] });

const PATHS: Readonly<Record<Kind, string>> = {
  user: '/v2/users',
  team: '/v2/teams',
  schedule: '/v2/schedules',
  escalation: '/v2/escalations',
  integration: '/v2/integrations',
  policy: '/v2/policies',
};

/** Creates a resource that uses the one of that kind, and returns a function that removes it. */
type Use = (kind: Kind) => Promise<() => Promise<unknown>>;

/** Creates a resource under a path; it is deleted by its id below that path. */
const at =
  (path: string | (() => string), body: (kind: Kind) => object): Use =>
  async (kind) => {
    const collection = typeof path === 'string' ? path : path();
    const made = await createdId(call, collection, body(kind));
    return () => call('DELETE', `${collection}/${made}`);
  };

const member: Use = async () => {
  await call('POST', `/v2/teams/${other.team}/members`, { user: { id: id.user }, role: 'user' });
  return () => call('DELETE', `/v2/teams/${other.team}/members/${id.user}`);
};

const routing = at(
  () => `/v2/teams/${other.team}/routing-rules`,
  (kind) => ({ name: 'r', criteria: { type: 'match-all' }, notify: refer(kind) }),
);

const recipient = at('/v2/escalations', (kind) => ({ name: 'E', rules: [rule(refer(kind))] }));

const rotation = at('/v2/schedules', (kind) => ({
  name: 'S',
  timezone: 'UTC',
  rotations: [{ type: 'daily', startDate: toIso(SET_UP), participants: [refer(kind)] }],
}));

const override: Use = async (kind) => {
  const path = `/v2/schedules/${other.schedule}/overrides`;
  const { status } = await call('POST', path, {
    alias: 'o',
    user: refer(kind),
    startDate: toIso(SET_UP),
    endDate: toIso(SET_UP + DAY),
  });
  if (status !== 201) throw new Error(`The override was answered ${status}.`);
  return () => call('DELETE', `${path}/o`);
};

const policy = at('/v2/policies', (kind) => ({
  type: 'alert',
  name: 'P',
  filter: { type: 'match-all' },
  message: '{{message}}',
  responders: [refer(kind)],
}));

const integration = (more: (kind: Kind) => object) =>
  at('/v2/integrations', (kind) => ({ name: 'I', type: 'API', ...more(kind) }));

const action: Use = async (kind) => {
  const made = await createdId(call, '/v2/integrations', { name: 'I', type: 'API' });
  const body = { type: 'create', name: 'a', responders: [refer(kind)] };
  await createdId(call, `/v2/integrations/${made}/actions`, body);
  return () => call('DELETE', `/v2/integrations/${made}`);
};

const service =
  (audience?: (kind: Kind) => object): Use =>
  async (kind) => {
    const teamId = audience ? other.team : id.team;
    const made = await createdId(call, '/v1/services', { name: 'X', teamId });
    const path = `/v1/services/${made}`;
    if (audience) {
      const { status } = await call('PATCH', `${path}/audience-templates`, audience(kind));
      if (status !== 200) throw new Error(`The audience was answered ${status}.`);
    }
    return () => call('DELETE', path);
  };

const savedSearch: Use = async () => {
  const store = createSavedSearchStore(table());
  const { id: made } = await store.create(accountId, {
    id: newId(),
    name: 'Q',
    description: '',
    query: 'status: open',
    ownerId: '',
    teamIds: [id.team],
    createdAt: 0,
    updatedAt: 0,
  });
  return () => store.delete(accountId, made);
};

const key: Use = async () => {
  const made = {
    keyId: 'K',
    accountId,
    hash: hashApiKey('k'),
    rights: ['read'],
    enabled: true,
    teamId: id.team,
    integration: { id: 'k', name: 'Key', type: 'API' },
  } as const;
  await putApiKey(table(), made);
  return () => putApiKey(table(), { ...made, enabled: false });
};

const maintenance = at('/v1/maintenance', (kind) => ({
  description: 'M',
  time: { type: 'schedule', startDate: toIso(SET_UP + HOUR), endDate: toIso(SET_UP + DAY) },
  rules: [{ state: 'disabled', entity: refer(kind) }],
}));

const notificationRule = at('/v2/users/other@example.com/notification-rules', () => ({
  name: 'n',
  actionType: 'schedule-start',
  notificationTime: ['just-before'],
  schedules: [{ type: 'schedule', id: id.schedule }],
}));

const heartbeat: Use = async () => {
  await call('POST', '/v2/heartbeats', {
    name: 'H',
    interval: 1,
    intervalUnit: 'days',
    enabled: true,
    ownerTeam: { id: id.team },
  });
  return () => call('DELETE', '/v2/heartbeats/H');
};

test.each<readonly [Kind, string, Use]>([
  ['user', 'team [Other]', member],
  ['user', 'escalation [E]', recipient],
  ['user', 'schedule [S]', rotation],
  ['user', 'schedule [Other_schedule]', override],
  ['user', 'policy [P]', policy],
  ['user', 'integration [I]', integration((kind) => ({ responders: [refer(kind)] }))],
  ['user', 'integration [I]', action],
  ['user', 'service [X]', service(() => ({ responder: { individuals: [id.user] } }))],
  ['user', 'service [X]', service(() => ({ stakeholder: { individuals: [id.user] } }))],
  ['team', 'escalation [E]', recipient],
  ['team', 'schedule [S]', rotation],
  ['team', 'schedule [Other_schedule]', override],
  ['team', 'policy [P]', policy],
  ['team', 'integration [I]', integration((kind) => ({ responders: [refer(kind)] }))],
  ['team', 'integration [I]', integration(() => ({ ownerTeam: { id: id.team } }))],
  ['team', 'integration [I]', action],
  ['team', 'service [X]', service()],
  ['team', 'service [X]', service(() => ({ responder: { teams: [id.team] } }))],
  ['team', 'heartbeat [H]', heartbeat],
  ['team', 'saved search [Q]', savedSearch],
  ['team', 'API key [K]', key],
  ['schedule', 'team [Other]', routing],
  ['schedule', 'escalation [E]', recipient],
  ['schedule', 'policy [P]', policy],
  ['schedule', 'integration [I]', integration((kind) => ({ responders: [refer(kind)] }))],
  ['schedule', 'integration [I]', action],
  ['schedule', 'user [other@example.com]', notificationRule],
  ['escalation', 'team [Other]', routing],
  ['escalation', 'schedule [S]', rotation],
  ['escalation', 'schedule [Other_schedule]', override],
  ['escalation', 'policy [P]', policy],
  ['escalation', 'integration [I]', integration((kind) => ({ responders: [refer(kind)] }))],
  ['escalation', 'integration [I]', action],
  ['integration', 'maintenance [M]', maintenance],
  ['policy', 'maintenance [M]', maintenance],
])('a %s that is used in %s cannot be deleted, and the error says where', async (kind, where, use) => {
  const path = `${PATHS[kind]}/${id[kind]}`;
  const undo = await use(kind);
  try {
    const { status, body } = await call('DELETE', path);
    expect({ status, message: body.message }).toEqual({
      status: 428,
      message: expect.stringContaining(`: ${where}.`),
    });
    expect((await call('GET', path)).status).toBe(200);
  } finally {
    await undo();
  }
});

test('a team cannot be deleted while maintenance has a rule about its policy', async () => {
  const team = await createdId(call, '/v2/teams', { name: 'Short' });
  const made = await createdId(call, `/v2/policies?teamId=${team}`, {
    type: 'notification',
    name: 'Quiet',
    filter: { type: 'match-all' },
    suppress: true,
  });
  const begun = await createdId(call, '/v1/maintenance', {
    description: 'Quiet time',
    time: { type: 'indefinitely' },
    rules: [{ state: 'enabled', entity: { type: 'policy', id: made } }],
  });
  const refused = await call('DELETE', `/v2/teams/${team}`);
  expect(refused).toMatchObject({
    status: 428,
    body: { message: 'Team [Short] cannot be deleted, it is used in: maintenance [Quiet time].' },
  });
  await call('POST', `/v1/maintenance/${begun}/cancel`);
  expect((await call('DELETE', `/v2/teams/${team}`)).status).toBe(200);
});

test('deleting a team leaves its other schedules and escalations without an owner', async () => {
  const owner = { ownerTeam: { id: id.team } };
  const escalation = await createdId(call, '/v2/escalations', {
    name: 'Owned',
    rules: [rule({ type: 'team', id: other.team })],
    ...owner,
  });
  const schedule = await createdId(call, '/v2/schedules', { name: 'Owned', timezone: 'UTC', ...owner });
  for (const kind of Object.keys(PATHS) as Kind[]) {
    expect({ kind, status: (await call('DELETE', `${PATHS[kind]}/${id[kind]}`)).status }).toEqual({
      kind,
      status: 200,
    });
  }
  for (const path of [`/v2/escalations/${escalation}`, `/v2/schedules/${schedule}`]) {
    const { status, body } = await call('GET', path);
    expect({ status, owner: body.data.ownerTeam }).toEqual({ status: 200, owner: undefined });
  }
  expect((await listApiKeys(table(), accountId)).map(({ enabled }) => enabled)).not.toContain(true);
});
