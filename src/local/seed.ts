import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type ApiKey, generateSecretKey, hashApiKey, RIGHTS } from '../domain/accounts/model.ts';
import { putAccount, putApiKey } from '../domain/accounts/store.ts';
import { DAY } from '../platform/clock.ts';
import type { DynamoDbClient } from '../platform/dynamodb.ts';
import { derivedId } from '../platform/ids.ts';
import { createDynamoTable } from '../platform/table.ts';
import { DEMO_ACCOUNT } from './runtime/environment.ts';
import { SettingsError } from './settings.ts';

const ACCOUNT = { id: DEMO_ACCOUNT, name: 'Demo' };
const TEAM = 'Operations';

interface Person {
  readonly username: string;
  readonly fullName: string;
  readonly phone: string;
  readonly device: string;
  /** Contact methods, with the delay of each in minutes. */
  readonly steps: readonly (readonly ['email' | 'sms' | 'voice' | 'mobile', number])[];
}

const PEOPLE: readonly Person[] = [
  {
    username: 'jane@example.com',
    fullName: 'Jane Doe',
    phone: '1-2025550101',
    device: 'jane-phone',
    steps: [
      ['email', 0],
      ['sms', 1],
      ['voice', 3],
    ],
  },
  {
    username: 'omar@example.com',
    fullName: 'Omar Haddad',
    phone: '1-2025550102',
    device: 'omar-phone',
    steps: [
      ['mobile', 0],
      ['email', 0],
      ['sms', 1],
      ['voice', 3],
    ],
  },
];

const toContacts = ({ username, phone, device }: Person) =>
  ({ email: username, sms: phone, voice: phone, mobile: device }) as const;

export interface SeedDeps {
  readonly dynamoDb: DynamoDbClient;
  readonly tableName: string;
  /** Base URL of the running API. */
  readonly url: string;
  /** File for the team's key. It is written last, so its existence means that seeding is complete. Undefined: in memory. */
  readonly keyFile: string | undefined;
  /** File for the account's key. */
  readonly accountKeyFile: string | undefined;
  /** The key of the account; default: a random one. */
  readonly accountKey?: string;
  readonly now: () => number;
}

/** The keys of the demo account. Both have all rights. */
export interface DemoKeys {
  /** Reaches what belongs to the demo team, as the key of a team's integration does. */
  readonly teamKey: string;
  /** Reaches the whole account. */
  readonly accountKey: string;
}

/**
 * Creates a demo account with a team of two at the first start: account and keys directly, everything else through the API.
 * Seeding that was interrupted is completed at the next start. Throws {@link SettingsError} if another key of the account
 * is asked for after the first start.
 */
export async function seedOnce(deps: SeedDeps): Promise<DemoKeys> {
  const { keyFile, accountKeyFile } = deps;
  const stored = readKey(accountKeyFile);
  if (stored && deps.accountKey && stored !== deps.accountKey) {
    throw new SettingsError(
      'ACCOUNT_KEY differs from the key with which this data folder was started. Leave it out to use that key, or choose ' +
        'another folder: TOCSIN_DATA=.tocsin-2 npm start',
    );
  }
  const table = createDynamoTable(deps.dynamoDb, deps.tableName);
  const accountKey = stored ?? deps.accountKey ?? generateSecretKey();
  const seeded = readKey(keyFile);
  if (!stored) {
    await putAccount(table, ACCOUNT);
    await putApiKey(table, createApiKey(accountKey, 'Account'));
    writeKey(accountKeyFile, accountKey);
  }
  if (seeded) return { teamKey: seeded, accountKey };
  const teamId = await seedConfiguration(apiClient(deps.url, accountKey), deps.now());
  const teamKey = generateSecretKey();
  await putApiKey(table, { ...createApiKey(teamKey, 'Demo'), teamId });
  writeKey(keyFile, teamKey);
  return { teamKey, accountKey };
}

const readKey = (file: string | undefined): string | undefined =>
  file !== undefined && existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;

function writeKey(file: string | undefined, key: string): void {
  if (file === undefined) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${key}\n`, { mode: 0o600 });
}

function createApiKey(key: string, name: string): ApiKey {
  const keyId = derivedId('local-key', name);
  return {
    keyId,
    accountId: ACCOUNT.id,
    hash: hashApiKey(key),
    rights: RIGHTS,
    enabled: true,
    integration: { id: keyId, name, type: 'API' },
  };
}

type Call = (method: string, path: string, body?: object) => Promise<unknown>;

/** Calls the API. 409 means that the object exists from an earlier attempt, and counts as success. */
function apiClient(url: string, key: string): Call {
  return async (method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `GenieKey ${key}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as { data?: unknown };
    if (!response.ok && response.status !== 409) {
      throw new Error(`Seeding: ${method} ${path} returned ${response.status}: ${JSON.stringify(answer)}`);
    }
    return answer.data;
  };
}

async function seedConfiguration(call: Call, now: number): Promise<string> {
  for (const person of PEOPLE) await seedPerson(call, person);

  const users = PEOPLE.map(({ username }) => ({ type: 'user', username }));
  await call('POST', '/v2/teams', {
    name: TEAM,
    description: 'Keeps the lights on',
    members: PEOPLE.map(({ username }, i) => ({ user: { username }, role: i === 0 ? 'admin' : 'user' })),
  });
  const team = (await call('GET', `/v2/teams/${TEAM}?identifierType=name`)) as { id: string };

  const schedule = 'Operations on call';
  const midnight = new Date(Math.floor(now / DAY) * DAY).toISOString();
  await call('POST', '/v2/schedules', {
    name: schedule,
    timezone: 'UTC',
    ownerTeam: { id: team.id },
    rotations: [{ name: 'Daily', type: 'daily', length: 1, startDate: midnight, participants: users }],
  });

  const escalation = 'Operations escalation';
  await call('POST', '/v2/escalations', {
    name: escalation,
    description: 'On-call person first, the next one after 5 minutes, the whole team after 10; repeated once',
    ownerTeam: { id: team.id },
    rules: [
      rule('default', 0, { type: 'schedule', name: schedule }),
      rule('next', 5, { type: 'schedule', name: schedule }),
      rule('all', 10, { type: 'team', name: TEAM }),
    ],
    repeat: { waitInterval: 5, count: 1, resetRecipientStates: false, closeAlertAfterAll: false },
  });
  await routeTo(call, team.id, escalation);
  return team.id;
}

const rule = (notifyType: string, minutes: number, recipient: object) => ({
  condition: 'if-not-acked',
  notifyType,
  delay: { timeAmount: minutes, timeUnit: 'minutes' },
  recipient,
});

async function seedPerson(call: Call, person: Person): Promise<void> {
  const { username, fullName, steps } = person;
  const path = `/v2/users/${username}`;
  await call('POST', '/v2/users', {
    username,
    fullName,
    role: { name: 'User' },
    timeZone: 'UTC',
    locale: 'en_US',
  });
  const contacts = toContacts(person);
  for (const method of ['sms', 'voice', 'mobile'] as const) {
    await call('POST', `${path}/contacts`, { method, to: contacts[method] });
  }
  const rules = (await call('GET', `${path}/notification-rules`)) as { id: string; actionType: string }[];
  for (const { id } of rules.filter(({ actionType }) => /^(create|assigned)-alert$/.test(actionType))) {
    await call('PATCH', `${path}/notification-rules/${id}`, {
      steps: steps.map(([method, minutes]) => ({
        contact: { method, to: contacts[method] },
        sendAfter: { timeAmount: minutes, timeUnit: 'minutes' },
        enabled: true,
      })),
    });
  }
}

/** Sets the escalation in the team's default routing rule. */
async function routeTo(call: Call, teamId: string, escalation: string): Promise<void> {
  const path = `/v2/teams/${teamId}/routing-rules`;
  const rules = (await call('GET', path)) as { id: string; isDefault: boolean }[];
  const standard = rules.find(({ isDefault }) => isDefault);
  if (!standard) throw new Error('Seeding: the team has no default routing rule.');
  await call('PATCH', `${path}/${standard.id}`, { notify: { type: 'escalation', name: escalation } });
}
