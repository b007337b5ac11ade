import {
  AdminError,
  createAccount,
  createKey,
  findAccountId,
  listKeys,
  requireNewName,
  revokeKey,
  rotateKey,
} from '../../../scripts/admin/keys.ts';
import { RIGHTS } from '../../../src/domain/accounts/model.ts';
import { createApiKeyLookup } from '../../../src/domain/accounts/store.ts';
import { createTeamStore } from '../../../src/domain/teams/store.ts';
import { createUserStore } from '../../../src/domain/users/store.ts';
import { newId } from '../../../src/platform/ids.ts';
import { aTeam, aUser } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

/** The key as a function with an empty cache sees it. */
const lookedUp = (secret: string) => createApiKeyLookup(table(), () => 0)(secret);

const anAccount = async () => (await createAccount(table(), { id: newId(), name: 'Acme' })).id;

test('a new key has the requested rights and team', async () => {
  const accountId = await anAccount();
  await createTeamStore(table()).create(accountId, aTeam({ id: 'team-1', name: 'Ops' }));
  const { secret, key } = await createKey(table(), accountId, {
    name: 'Grafana',
    rights: ['create-update'],
    team: 'Ops',
  });
  expect(await lookedUp(secret)).toMatchObject({
    accountId,
    keyId: key.keyId,
    rights: ['create-update'],
    teamId: 'team-1',
    integration: { name: 'Grafana' },
  });
});

test('a key for a user keeps its user when it is rotated', async () => {
  const accountId = await anAccount();
  const { id } = await createUserStore(table()).create(accountId, aUser());
  const request = { name: 'Jane', rights: RIGHTS, user: 'jane@example.com' };
  const { key } = await createKey(table(), accountId, request);
  expect(key.userId).toBe(id);
  const { secret } = await rotateKey(table(), accountId, key.keyId, { keepOld: false });
  expect(await lookedUp(secret)).toMatchObject({ userId: id });
  const unknown = createKey(table(), accountId, { ...request, user: 'nobody' });
  await expect(unknown).rejects.toThrow(AdminError);
});

test('the secret of a key is not stored', async () => {
  const accountId = await anAccount();
  const { secret } = await createKey(table(), accountId, { name: 'Grafana', rights: RIGHTS });
  expect(JSON.stringify(await listKeys(table(), accountId))).not.toContain(secret);
});

test('a revoked key stops working and stays listed', async () => {
  const accountId = await anAccount();
  const { secret, key } = await createKey(table(), accountId, { name: 'Grafana', rights: RIGHTS });
  await revokeKey(table(), accountId, key.keyId);
  await revokeKey(table(), accountId, key.keyId);
  expect(await lookedUp(secret)).toBeUndefined();
  expect(await listKeys(table(), accountId)).toMatchObject([{ keyId: key.keyId, enabled: false }]);
});

test.each([
  { keepOld: false, oldWorks: false },
  { keepOld: true, oldWorks: true },
])('a rotated key has a new secret (old one kept: $keepOld)', async ({ keepOld, oldWorks }) => {
  const accountId = await anAccount();
  const old = await createKey(table(), accountId, { name: 'Grafana', rights: ['read'] });
  const fresh = await rotateKey(table(), accountId, old.key.keyId, { keepOld });
  expect(fresh.secret).not.toBe(old.secret);
  expect(await lookedUp(fresh.secret)).toMatchObject({
    rights: ['read'],
    integration: old.key.integration,
  });
  expect((await lookedUp(old.secret)) !== undefined).toBe(oldWorks);
});

test('keys of another account cannot be changed', async () => {
  const [mine, other] = [await anAccount(), await anAccount()];
  const { secret, key } = await createKey(table(), mine, { name: 'Grafana', rights: RIGHTS });
  await expect(revokeKey(table(), other, key.keyId)).rejects.toThrow(AdminError);
  expect(await listKeys(table(), other)).toEqual([]);
  expect(await lookedUp(secret)).toBeDefined();
});

test.each([
  ['an account that is there', () => createAccount(table(), { id: 'taken', name: 'Again' })],
  ['an account id that would end a key', () => createAccount(table(), { id: 'a#b', name: 'Odd' })],
  ['a key for nobody', () => createKey(table(), 'nobody', { name: 'x', rights: RIGHTS })],
  ['a rotation of nothing', () => rotateKey(table(), 'taken', 'nothing', { keepOld: false })],
])('refuses %s', async (_, attempt) => {
  await createAccount(table(), { id: 'taken', name: 'First' }).catch(() => {});
  await expect(attempt()).rejects.toThrow(AdminError);
});

test('a key for a team that does not exist is refused, because its alerts would reach nobody', async () => {
  const request = { name: 'Grafana', rights: RIGHTS, team: 'Platfrom' };
  await expect(createKey(table(), await anAccount(), request)).rejects.toThrow('has no team Platfrom');
});

describe('accounts of a stage', () => {
  // Another table, because the other tests create accounts, too.
  const stage = useTable();

  test('the only account needs no name; of several, one must be named', async () => {
    await expect(findAccountId(stage(), undefined)).rejects.toThrow('There is no account yet');
    const { id } = await createAccount(stage(), { name: 'Acme' });
    expect(await findAccountId(stage(), undefined)).toBe(id);
    await createAccount(stage(), { name: 'Other' });
    await expect(findAccountId(stage(), undefined)).rejects.toThrow('There are several accounts');
    expect(await findAccountId(stage(), id)).toBe(id);
    await expect(requireNewName(stage(), 'acme')).rejects.toThrow(`The account Acme exists already: ${id}`);
  });
});
