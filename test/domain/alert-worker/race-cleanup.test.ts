import type { AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import { alertIdOfRequest } from '../../../src/domain/alerts/ids.ts';
import type { PendingNotification } from '../../../src/domain/alerts/ledger.ts';
import { sha256 } from '../../../src/platform/ids.ts';
import { aliasKey, ledgerKey, notificationKey } from '../../../src/platform/keys.ts';
import type { Table } from '../../../src/platform/table.ts';
import { NOON } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';
import { aMessage, aWorld, batchOf, create, pass } from './harness.ts';

const table = useTable();
let world: ReturnType<typeof aWorld>;

beforeEach(() => {
  world = aWorld(table());
});
afterEach(() => world.clear());

const ops = { responders: [{ type: 'escalation', id: 'esc' }] } as const;
const idOf = (message: AlertActionMessage) => alertIdOfRequest(message.accountId, message.requestId);

const pendingOf = (alertId: string): PendingNotification => ({
  notificationId: 'n',
  accountId: 'acc',
  alertId,
  channel: 'email',
  userId: 'jane',
  contactId: 'jane-email',
  event: 'create-alert',
  flowKey: 'escalation:esc',
  flowRun: 1,
  condition: 'if-not-acked',
  dueAt: NOON,
  round: 0,
  rule: 0,
});

/** The worker's table, which lets `first` happen before the alert itself is written for the first time. */
function interrupted(first: () => Promise<unknown>): Table {
  let waits = true;
  const before = async (sk: string) => {
    if (!waits || sk !== 'STATE#ALERT') return;
    waits = false;
    await first();
  };
  return {
    ...world.table,
    async put(item, condition) {
      await before(item.sk);
      return world.table.put(item, condition);
    },
    async update(key, change, condition) {
      await before(key.sk);
      return world.table.update(key, change, condition);
    },
  };
}

const linesOf = async (message: AlertActionMessage) =>
  (await world.items()).filter(({ sk }) => /^(LOG|NOTE)#/.test(sk) && sk.includes(message.requestId));

test('a run that is ended in the midst of a batch stays due: somebody has to see what became of it', async () => {
  const sent = aMessage(create(ops));
  await world.apply([sent]);
  await pass(world, { pending: [pendingOf(idOf(sent))] });
  await world.apply([aMessage({ type: 'Acknowledge' })]);
  expect(world.record.running()).toEqual([]);
  const ledger = await table().get(ledgerKey('acc', idOf(sent)));
  expect(ledger).toMatchObject({ dueAt: NOON, pending: [{ notificationId: 'n' }] });
  expect(ledger).toHaveProperty('gsi2pk');
});

test('what was sent about a deleted alert stays known, and expires', async () => {
  const sent = aMessage(create(ops));
  await world.apply([sent]);
  const key = notificationKey('acc', idOf(sent), 'n');
  await world.table.put({ ...key, notificationId: 'n', state: 'sent' });
  await world.apply([aMessage({ type: 'Delete' })]);
  const twoWeeks = (NOON + 14 * 86_400_000) / 1000;
  expect(await table().get(key)).toMatchObject({ state: 'sent', expiresAt: twoWeeks });
});

test('what was applied before its alert was closed succeeds also when it comes again', async () => {
  const sent = aMessage(create());
  await world.apply([sent]);
  const note = aMessage({ type: 'AddNote' }, { note: 'On it' });
  // The worker dies when the alert has the note, and nothing says yet what became of the request.
  const dying: Table = {
    ...world.table,
    batchPut: (items) =>
      items.some(({ sk }) => sk === 'REQUEST')
        ? Promise.reject(new Error('died'))
        : world.table.batchPut(items),
  };
  const { executions } = world.record;
  await world.worker({ table: dying, executions })(batchOf([note]));
  expect(await world.request(note)).toBeUndefined();

  await world.apply([aMessage({ type: 'Close' })]);
  expect(await table().get(aliasKey('acc', sha256('disk')))).toMatchObject({
    alertId: idOf(sent),
    expiresAt: (NOON + 14 * 86_400_000) / 1000,
  });
  await world.apply([note], 2);

  expect(await world.request(note)).toMatchObject({ success: true, alertId: idOf(sent) });
  expect(await linesOf(note)).toHaveLength(2);
});

test('an alias that a closed alert keeps goes to the next, for good', async () => {
  await world.apply([aMessage(create()), aMessage({ type: 'Close' })]);
  const next = aMessage(create());
  await world.apply([next]);
  const claim = await table().get(aliasKey('acc', sha256('disk')));
  expect(claim).toMatchObject({ alertId: idOf(next) });
  expect(claim).not.toHaveProperty('expiresAt');
});

describe('what lost a race', () => {
  test('and is refused after all leaves nothing on the log', async () => {
    await world.apply([aMessage(create())]);
    const acknowledge = aMessage({ type: 'Acknowledge' }, { note: 'Mine' });
    const close = () => world.apply([aMessage({ type: 'Close' })]);
    const { executions } = world.record;
    await world.worker({ table: interrupted(close), executions })(batchOf([acknowledge]));
    expect(await world.request(acknowledge)).toMatchObject({ success: false });
    expect(await linesOf(acknowledge)).toEqual([]);
  });

  test('and is about another alert by then is on the log of that one alone', async () => {
    const first = aMessage(create());
    await world.apply([first]);
    const again = aMessage(create(), { note: 'Again' });
    const close = () => world.apply([aMessage({ type: 'Close' })]);
    const { executions } = world.record;
    await world.worker({ table: interrupted(close), executions })(batchOf([again]));
    expect(await world.alerts()).toHaveLength(2);
    const lines = await linesOf(again);
    expect(lines.length).toBeGreaterThan(0);
    for (const { pk } of lines) expect(pk).toContain(idOf(again));
  });
});
