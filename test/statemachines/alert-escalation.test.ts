import validate from 'asl-validator';
import { alertFor, escalating, person, START } from '../../simulator/configuration.ts';
import type { Ledger } from '../../src/domain/alerts/ledger.ts';
import type { Alert } from '../../src/domain/alerts/model.ts';
import { estimateHistoryEvents, HISTORY_LIMIT } from '../../src/engine/history-limit.ts';
import { MINUTE } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';
import { notificationKey } from '../../src/platform/keys.ts';
import { ProviderError } from '../../src/senders/delivery/provider-outcome.ts';
import { useTable } from '../support/table.ts';
import { createMachine, definition } from './machine.ts';

const table = useTable();

const jane = person('jane', [
  ['email', 0],
  ['sms', 5],
]);
const john = person('john', [['voice', 0]]);
const ladder = escalating('ladder', [
  [0, 'jane'],
  [10, 'john'],
]);
const config = { users: [jane, john], escalations: [ladder] };

const answered = (status: number) => new ProviderError({ kind: 'answered', status });

const anAlertWith = (type: 'escalation' | 'user', id: string, wanted: Partial<Alert> = {}) =>
  alertFor([{ type, id }], { id: newId(), ...wanted });

async function begun(
  provider?: Parameters<typeof createMachine>[1],
  options?: Parameters<typeof createMachine>[2],
) {
  const machine = createMachine(table(), provider, options);
  await machine.configure(config);
  const alert = anAlertWith('escalation', 'ladder');
  return { machine, alert, begin: (ledger: Partial<Ledger> = {}) => machine.begin(alert, ledger) };
}

test('the file is valid Amazon States Language', () => {
  const { isValid, errorsText } = validate(definition(), { checkArn: true, checkPaths: true });
  expect(errorsText()).toBe('');
  expect(isValid).toBe(true);
});

test('nobody answers: everybody is notified at their time, then the execution ends', async () => {
  const { machine, alert, begin } = await begun();
  await begin();
  expect(await machine.outputOf(alert)).toBe('NotificationsDue');
  expect(machine.story()).toEqual(['0 jane email', '5 jane sms', '10 john voice']);
  const pass = (send: string) => ['Assess', 'WhatNext', 'NotifyAll', 'Channel', send, 'AnyMore'];
  expect(machine.statesOf(alert)).toEqual([
    ...pass('SendEmail'),
    'WaitUntil',
    ...pass('SendSms'),
    'WaitUntil',
    ...pass('SendVoice'),
    'Ended',
  ]);
});

test('acknowledged: the execution is stopped in its wait, seven transitions after its start', async () => {
  const { machine, alert, begin } = await begun();
  machine.plan(1, () => machine.change(alert, { acknowledged: true }));
  await begin();
  expect(await machine.outputOf(alert)).toBeNull();
  expect(machine.story()).toEqual(['0 jane email']);
  // Here it is the task after the wait that finds the execution stopped; in AWS it never wakes.
  const [woken, ...entered] = [...machine.statesOf(alert)].reverse();
  expect(woken).toBe('Assess');
  expect(entered.reverse()).toEqual([
    ...['Assess', 'WhatNext', 'NotifyAll', 'Channel', 'SendEmail', 'AnyMore', 'WaitUntil'],
  ]);
});

test.each([
  ['acknowledged', { acknowledged: true }, 'Acknowledged'],
  ['closed', { status: 'closed' }, 'AlertClosed'],
] as const)('%s, and the stop fails: the execution finds out by itself', async (_, change, reason) => {
  const { machine, alert, begin } = await begun(undefined, { stopFails: true });
  machine.plan(3, () => machine.change(alert, change));
  await begin();
  expect(await machine.outputOf(alert)).toBe(reason);
  expect(machine.story()).toEqual(['0 jane email']);
});

test('a repetition goes round and asks for the close at its end', async () => {
  const machine = createMachine(table());
  const repeat = { waitInterval: 5, count: 2, closeAlertAfterAll: true };
  await machine.configure({ users: [john], escalations: [escalating('rounds', [[0, 'john']], repeat)] });
  const alert = anAlertWith('escalation', 'rounds');
  await machine.begin(alert);
  expect(await machine.outputOf(alert)).toBe('AskedOfTheAlert');
  expect(machine.story()).toEqual(['0 john voice', '5 john voice', '10 john voice']);
  expect(machine.requests).toMatchObject([
    { action: { type: 'AutoClose', run: 1 }, receivedAt: START + 15 * MINUTE },
  ]);
});

test('a snooze is waited for, then its end is asked for', async () => {
  const machine = createMachine(table());
  await machine.configure(config);
  const alert = anAlertWith('user', 'jane', { snoozed: true, snoozedUntil: START + 90 * MINUTE });
  await machine.begin(alert);
  expect(await machine.outputOf(alert)).toBe('SnoozeOver');
  expect(machine.statesOf(alert)).toEqual(['Assess', 'WhatNext', 'WaitUntil', 'Assess', 'WhatNext', 'Ended']);
  expect(machine.requests).toMatchObject([
    { action: { type: 'EndSnooze', run: 1 }, target: { value: alert.id } },
  ]);
});

test('a sender fails transiently: it is tried again and sends once', async () => {
  let failures = 3;
  const { machine, alert, begin } = await begun(() => {
    if (failures-- > 0) throw answered(503);
  });
  await begin();
  await machine.outputOf(alert);
  expect(machine.story()).toEqual(['0 jane email', '5 jane sms', '10 john voice']);
  expect(machine.parked).toEqual([]);
});

test('a sender fails for good: parked, and the next contact at once', async () => {
  const { machine, alert, begin } = await begun(({ channel }) => {
    if (channel === 'email') throw answered(503);
  });
  await begin();
  await machine.outputOf(alert);
  expect(machine.story()).toEqual(['0 jane sms', '10 john voice']);
  expect(machine.parked).toMatchObject([{ state: 'undelivered', error: 'TransientFailure' }]);
  expect(machine.statesOf(alert).slice(0, 12)).toEqual([
    ...['Assess', 'WhatNext', 'NotifyAll', 'Channel', 'SendEmail', 'ParkUndelivered', 'AnyMore'],
    ...['Assess', 'WhatNext', 'NotifyAll', 'Channel', 'SendSms'],
  ]);
});

test('a sender rejects: on record, and the next contact at once', async () => {
  const { machine, alert, begin } = await begun(({ channel }) => {
    if (channel === 'email') throw answered(400);
  });
  await begin();
  await machine.outputOf(alert);
  expect(machine.story()).toEqual(['0 jane sms', '10 john voice']);
  expect(machine.parked).toMatchObject([{ state: 'rejected', error: 'NotificationRejected' }]);
  expect(machine.statesOf(alert).slice(4, 6)).toEqual(['SendEmail', 'RecordFailure']);
});

test('a provider does not answer: nobody knows, it is not sent again, and the next contact is tried', async () => {
  let calls = 0;
  const { machine, alert, begin } = await begun(({ channel }) => {
    if (channel !== 'email') return;
    calls++;
    throw new ProviderError({ kind: 'lost', code: 'ECONNRESET' });
  });
  await begin();
  await machine.outputOf(alert);
  expect(calls).toBe(1);
  expect(machine.story()).toEqual(['0 jane sms', '10 john voice']);
  expect(machine.parked).toMatchObject([{ state: 'unknown' }]);
});

test('each channel has its sender', async () => {
  const machine = createMachine(table());
  const everything = person('zoe', [
    ['email', 0],
    ['sms', 0],
    ['voice', 0],
    ['mobile', 0],
    ['webhook', 0],
  ]);
  await machine.configure({ users: [everything] });
  const alert = anAlertWith('user', 'zoe');
  await machine.begin(alert);
  await machine.outputOf(alert);
  expect(machine.story().sort()).toEqual(
    ['email', 'mobile', 'sms', 'voice', 'webhook'].map((channel) => `0 zoe ${channel}`),
  );
});

test('a channel without a sender is parked', async () => {
  const { machine, alert, begin } = await begun();
  const unheardOf = {
    ...{ accountId: alert.accountId, alertId: alert.id, notificationId: newId(), channel: 'pigeon' as never },
    ...{
      userId: 'jane',
      contactId: 'jane-email',
      event: 'create-alert' as const,
      condition: 'if-not-acked' as const,
    },
    ...{ flowKey: 'escalation:ladder', flowRun: 1, dueAt: START, round: 0, rule: 0 },
  };
  await begin({ pending: [unheardOf] });
  await machine.outputOf(alert);
  expect(machine.parked).toMatchObject([{ error: 'NoSuchChannel', state: 'undelivered' }]);
  const record = await table().get(notificationKey(alert.accountId, alert.id, unheardOf.notificationId));
  expect(record).toMatchObject({ state: 'undelivered' });
});

test('a run that another has superseded ends at once', async () => {
  const { machine, alert, begin } = await begun();
  await begin({ run: 2 });
  expect(await machine.outputOf(alert)).toBe('Superseded');
  expect(machine.story()).toEqual([]);
  expect(machine.statesOf(alert)).toEqual(['Assess', 'WhatNext', 'Ended']);
});

test('near the limit of the history the next part goes on', async () => {
  const { machine, alert, begin } = await begun();
  await begin({ historyEvents: HISTORY_LIMIT });
  expect(await machine.outputOf(alert)).toBe('HandedOver');
  expect(await machine.outputOf(alert, 1)).toBe('NotificationsDue');
  expect(machine.story()).toEqual(['0 jane email', '5 jane sms', '10 john voice']);
  expect(await machine.ledgerOf(alert)).toMatchObject({ run: 1, continuation: 1 });
});

describe('the estimate of the history', () => {
  interface State {
    readonly Retry?: readonly { readonly MaxAttempts: number }[];
    readonly Type: string;
    readonly ItemProcessor?: { readonly States: Readonly<Record<string, State>> };
  }
  const { States: states } = definition() as { States: Record<string, State> };
  const inMap = states.NotifyAll?.ItemProcessor?.States ?? {};
  const eventsOf = (state: State | undefined) =>
    2 + 3 * (1 + Math.max(0, ...(state?.Retry ?? []).map(({ MaxAttempts }) => MaxAttempts)));
  const worst = (kind: RegExp) =>
    Math.max(...Object.entries(inMap).flatMap(([name, state]) => (kind.test(name) ? [eventsOf(state)] : [])));

  test('covers every retry that the file allows', () => {
    const assess = eventsOf(states.Assess) + 2 * 2;
    const item = 2 + 2 + worst(/^Send/) + worst(/^(Record|Park)/);
    expect(estimateHistoryEvents(0)).toBeGreaterThanOrEqual(assess);
    expect(estimateHistoryEvents(100)).toBeGreaterThanOrEqual(assess + 6 + 100 * item);
  });

  test('leaves room for the fullest pass and the hand-over', () => {
    expect(HISTORY_LIMIT + estimateHistoryEvents(100) + estimateHistoryEvents(0)).toBeLessThan(25_000);
  });
});
