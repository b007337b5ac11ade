import { readLogFile } from '../../../src/domain/audit/log-files.ts';
import {
  addPasskey,
  getPasskeyId,
  type Passkey,
  removePasskey,
} from '../../../src/domain/sign-in/passkeys.ts';
import type { AuditEntry } from '../../../src/platform/audit-trail.ts';
import { toIso } from '../../../src/platform/clock.ts';
import { createMemoryTable } from '../../../src/platform/memory-table.ts';
import { runInRequestContext } from '../../../src/platform/request-context.ts';
import { NOON } from '../../support/builders.ts';

const ACCOUNT = 'acme';

const PASSKEY: Passkey = {
  accountId: ACCOUNT,
  userId: 'jane',
  credentialId: 'credential',
  publicKey: 'secret-looking key',
  counter: 0,
  transports: ['internal'],
  name: "Jane's laptop",
  createdAt: NOON,
};

const ID = getPasskeyId(PASSKEY);

function aTable() {
  const table = createMemoryTable();
  const asJane = <T>(requestId: string, work: () => Promise<T>): Promise<T> =>
    runInRequestContext(
      {
        actor: { type: 'user', id: 'jane', name: 'jane@example.com', keyId: 'session' },
        requestId,
        now: NOON,
      },
      work,
    );
  const readEntries = async (): Promise<readonly AuditEntry[]> => {
    const text = await readLogFile(table, ACCOUNT, toIso(NOON).slice(0, 13));
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  };
  return { table, asJane, readEntries };
}

test('the audit log says who added and removed a passkey, without its key', async () => {
  const { table, asJane, readEntries } = aTable();
  expect(await asJane('one', () => addPasskey(table, PASSKEY))).toBe(true);
  expect(await asJane('two', () => removePasskey(table, PASSKEY, ID))).toBe(true);
  const entries = await readEntries();
  expect(entries.map(({ action, outcome }) => [action, outcome])).toEqual([
    ['created', 'done'],
    ['deleted', 'done'],
  ]);
  for (const { actor, resource } of entries) {
    expect(actor.name).toBe('jane@example.com');
    expect(resource).toEqual({ type: 'passkey', id: ID, name: "Jane's laptop" });
  }
  expect(JSON.stringify(entries)).not.toContain('secret-looking');
});

test('what was not changed is not in the audit log', async () => {
  const { table, asJane, readEntries } = aTable();
  await asJane('one', () => addPasskey(table, PASSKEY));
  expect(await asJane('two', () => addPasskey(table, { ...PASSKEY, userId: 'omar' }))).toBe(false);
  expect(await asJane('three', () => removePasskey(table, { ...PASSKEY, userId: 'omar' }, ID))).toBe(false);
  expect(await asJane('four', () => removePasskey(table, PASSKEY, 'unknown'))).toBe(false);
  expect(await readEntries()).toHaveLength(1);
});
