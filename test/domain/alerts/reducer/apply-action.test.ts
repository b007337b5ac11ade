import type { AlertAction, AlertActionMessage } from '../../../../src/domain/alerts/action.ts';
import { toDuplicateLogEntry } from '../../../../src/domain/alerts/duplicates.ts';
import { alertIdOfRequest } from '../../../../src/domain/alerts/ids.ts';
import type { Ledger } from '../../../../src/domain/alerts/ledger.ts';
import type { Alert, Flow } from '../../../../src/domain/alerts/model.ts';
import { applyAction } from '../../../../src/domain/alerts/reducer/apply-action.ts';
import type { Reduction, ResolvedReferences } from '../../../../src/domain/alerts/reducer/types.ts';
import { MINUTE } from '../../../../src/platform/clock.ts';
import { anAlert, anEscalation, NOON } from '../../../support/builders.ts';
import { aMessage, assessed, create, flowLedger } from '../../alert-worker/harness.ts';

const LATER = NOON + 5 * MINUTE;
const jane = { id: 'jane', username: 'jane@example.com' };
const resolved: ResolvedReferences = {
  tinyId: '7',
  responders: [{ type: 'escalation', id: 'esc' }],
  actor: jane,
  owner: { id: 'bob', username: 'bob@example.com' },
  escalation: anEscalation({ id: 'esc' }),
  responder: { type: 'user', id: 'bob' },
};

const escalation: Flow = {
  kind: 'responder',
  key: 'escalation:esc',
  target: { type: 'escalation', id: 'esc' },
  run: 1,
  startedAt: NOON,
  escalatedAt: [],
};
const open = anAlert({
  run: 1,
  flows: [escalation],
  responders: [escalation.target],
  tags: ['a', 'b'],
  details: { k: 'v' },
  actions: ['Restart'],
});
const acked: Alert = { ...open, acknowledged: true };
const snoozed: Alert = { ...open, snoozed: true, snoozedUntil: LATER + MINUTE };
const closed: Alert = { ...open, status: 'closed', flows: [] };
const states = { none: undefined, open, acked, snoozed, closed };

const message = (action: AlertAction, change: Partial<AlertActionMessage> = {}) =>
  aMessage(action, { receivedAt: LATER, user: jane.username, ...change });

function act(
  alert: Alert | undefined,
  action: AlertAction,
  options: { resolved?: ResolvedReferences; ledger?: Ledger; change?: Partial<AlertActionMessage> } = {},
): Reduction {
  const ledger = options.ledger ?? (alert && assessed(alert));
  return applyAction(
    { ...(alert && { alert }), ...(ledger && { ledger }), storedRun: alert?.run ?? 0 },
    message(action, options.change),
    options.resolved ?? resolved,
  );
}

function alertAfter(reduction: Reduction): Alert {
  if (!('alert' in reduction)) throw new Error(`refused: ${reduction.status}`);
  return reduction.alert;
}

const NONE = 'Alert does not exist';
const CLOSED = 'Alert is closed';
/** The kind of the reduction for each action in each state, or the reason of the refusal. */
const table: readonly (readonly [AlertAction, string, string, string, string, string])[] = [
  // action                                         none       open       acked      snoozed    closed
  [create(), 'created', 'deduplicated', 'deduplicated', 'deduplicated', 'created'],
  [{ type: 'Close' }, NONE, 'changed', 'changed', 'changed', 'Alert is already closed'],
  [{ type: 'Acknowledge' }, NONE, 'changed', 'Alert is already acknowledged', 'changed', CLOSED],
  [
    { type: 'UnAcknowledge' },
    NONE,
    'Alert is not acknowledged',
    'changed',
    'Alert is not acknowledged',
    CLOSED,
  ],
  [{ type: 'Delete' }, NONE, 'deleted', 'deleted', 'deleted', 'deleted'],
  [{ type: 'Snooze', until: LATER + 1 }, NONE, 'changed', 'changed', 'changed', CLOSED],
  [
    { type: 'EscalateToNext', escalation: { id: 'esc' } },
    NONE,
    'changed',
    'changed',
    'Alert is snoozed',
    CLOSED,
  ],
  [{ type: 'AssignOwnership', owner: {} }, NONE, 'changed', 'changed', 'changed', CLOSED],
  [
    { type: 'AddResponder', responder: { type: 'user', id: 'bob' } },
    NONE,
    'changed',
    'changed',
    'changed',
    CLOSED,
  ],
  [{ type: 'AddTeam', team: { id: 'bob' } }, NONE, 'changed', 'changed', 'changed', CLOSED],
  [{ type: 'AddTags', tags: ['c'] }, NONE, 'changed', 'changed', 'changed', 'changed'],
  [{ type: 'RemoveTags', tags: ['a'] }, NONE, 'changed', 'changed', 'changed', 'changed'],
  [{ type: 'AddDetails', details: { x: 'y' } }, NONE, 'changed', 'changed', 'changed', 'changed'],
  [{ type: 'RemoveDetails', keys: ['k'] }, NONE, 'changed', 'changed', 'changed', 'changed'],
  [{ type: 'CustomAction', name: 'Restart' }, NONE, 'changed', 'changed', 'changed', 'changed'],
  [{ type: 'UpdateMessage', message: 'x' }, NONE, 'changed', 'changed', 'changed', 'changed'],
  [{ type: 'UpdateDescription', description: 'x' }, NONE, 'changed', 'changed', 'changed', 'changed'],
  [{ type: 'UpdatePriority', priority: 'P1' }, NONE, 'changed', 'changed', 'changed', 'changed'],
  [
    { type: 'EndSnooze', run: 1 },
    NONE,
    'Snooze has ended or changed already',
    'Snooze has ended or changed already',
    'changed',
    CLOSED,
  ],
  [{ type: 'AutoClose', run: 1 }, NONE, 'changed', 'changed', 'changed', CLOSED],
  [
    { type: 'AutoClose', run: 0 },
    NONE,
    ...Array<string>(3).fill('A later run has superseded the automatic close'),
    CLOSED,
  ] as never,
];

describe.each(table)('%j', (action, ...expected) => {
  test.each(Object.keys(states).map((name, i) => [name, expected[i]] as const))(
    '%s alert: %s',
    (name, wanted) => {
      const reduction = act(states[name as keyof typeof states], action);
      expect(reduction.kind === 'refused' ? reduction.status : reduction.kind).toBe(wanted);
    },
  );
});

test.each(['none', 'open', 'acked', 'snoozed', 'closed'] as const)(
  'a note on an alert in state %s is accepted if the alert exists',
  (name) => {
    const reduction = act(states[name], { type: 'AddNote' }, { change: { note: 'seen' } });
    expect(reduction.kind).toBe(name === 'none' ? 'refused' : 'changed');
  },
);

describe('every action', () => {
  const all: readonly AlertAction[] = [...table.map(([action]) => action), { type: 'AddNote' }];

  test.each(all)('%j: a redelivery changes nothing', (action) => {
    for (const state of Object.values(states)) {
      const sent = message(action, { note: 'n' });
      const stored = { storedRun: state?.run ?? 0 };
      const before = { ...(state && { alert: state, ledger: assessed(state) }), ...stored };
      const first = applyAction(before, sent, resolved);
      if (!('log' in first)) continue;
      expect(first.log.length).toBeGreaterThan(0);
      expect(first.alert.run).toBeGreaterThanOrEqual(action.type === 'Create' ? 0 : (state?.run ?? 0));
      const again = applyAction({ alert: first.alert, storedRun: first.alert.run }, sent, resolved);
      expect(again).toMatchObject({ kind: 'already-applied', status: first.status });
    }
  });

  test.each(all)('%j: a key of another team is refused', (action) => {
    const others = { ...open, ownerTeamId: 'theirs' };
    const reduction = act(others, action, { change: { teamId: 'ours', note: 'n' } });
    expect(reduction).toEqual({ kind: 'refused', status: 'Alert belongs to another team' });
  });
});

describe('create', () => {
  test('creates one flow per responder, in run 1', () => {
    const created = alertAfter(act(undefined, create()));
    expect(created).toMatchObject({ run: 1, count: 1, tinyId: '7', status: 'open', alias: 'disk' });
    expect(created.flows).toEqual([{ ...escalation, startedAt: LATER }]);
  });

  test('without responders, the team of the API key responds', () => {
    const created = alertAfter(
      act(undefined, create(), { resolved: { tinyId: '7' }, change: { teamId: 't' } }),
    );
    expect(created).toMatchObject({ ownerTeamId: 't', responders: [{ type: 'team', id: 't' }], run: 1 });
  });

  test('without any responder, nothing is planned and the log says so', () => {
    const reduction = act(undefined, create(), { resolved: { tinyId: '7', unknown: ['team x'] } });
    expect(alertAfter(reduction)).toMatchObject({ run: 0, flows: [] });
    const lines = 'log' in reduction ? reduction.log.map(({ log }) => log) : [];
    expect(lines).toEqual([
      expect.stringContaining('created'),
      'Responder ignored: team x does not exist',
      expect.stringContaining('Nobody is notified'),
    ]);
  });

  test('without an alias, the id is the alias', () => {
    const sent = { ...message(create()), action: create() };
    const created = alertAfter(applyAction({ storedRun: 0 }, sent, resolved));
    expect(created.alias).toBe(alertIdOfRequest('acc', sent.requestId));
  });

  test('a duplicate changes only count and time, and is not logged after the hundredth', () => {
    const duplicate = act(open, create({ message: 'other' }));
    expect(duplicate).toMatchObject({ log: [{ log: expect.stringContaining('count is 2') }] });
    expect({ ...alertAfter(duplicate), appliedRequests: [] }).toEqual({
      ...open,
      count: 2,
      lastOccurredAt: LATER,
    });
    expect(act({ ...open, count: 100 }, create(), { change: { note: 'n' } })).toMatchObject({
      log: [],
      notes: [],
      alert: { count: 101 },
    });
  });

  test('a duplicate after the first is counted beside the alert, with what its log entry says', () => {
    const reduction = act({ ...open, count: 99 }, create(), { change: { note: 'n' } });
    const { duplicates, ...alert } = alertAfter(reduction);
    expect(reduction).toMatchObject({ kind: 'deduplicated', log: [], notes: [{ note: 'n' }] });
    expect(alert).toEqual({ ...open, count: 100, lastOccurredAt: LATER });
    const [entry] = duplicates?.entries ?? [];
    expect(entry).toMatchObject({ count: 100, receivedAt: LATER });
    expect(entry && toDuplicateLogEntry(entry)?.log).toContain('count is 100');
  });
});

describe('acknowledge', () => {
  test('ends the run if nothing more is due, and makes the user the owner', () => {
    expect(alertAfter(act(open, { type: 'Acknowledge' }))).toMatchObject({
      acknowledged: true,
      run: 1,
      owner: 'jane@example.com',
      report: { ackTime: 5 * MINUTE, acknowledgedBy: 'jane@example.com' },
    });
  });

  test('keeps an existing owner', () => {
    const owned = { ...open, owner: 'bob@example.com' };
    expect(alertAfter(act(owned, { type: 'Acknowledge' })).owner).toBe('bob@example.com');
  });

  const runAfterAcknowledge: readonly (readonly [string, Ledger | undefined, number])[] = [
    [
      'starts a run if a rule stops only at the close',
      assessed(open, { continuesWhenAcknowledged: true }),
      2,
    ],
    ['starts a run if the engine has not evaluated the alert yet', { ...assessed(open), flows: {} }, 2],
    [
      'starts a run if the engine has evaluated only an earlier flow',
      assessed({ ...open, flows: [{ ...escalation, run: 0 }] }),
      2,
    ],
    [
      'starts no run if only the acknowledging user has a rule for the event',
      assessed(open, { observers: { 'acknowledged-alert': ['jane'] } }),
      1,
    ],
  ];
  test.each(runAfterAcknowledge)('%s', (_name, ledger, run) => {
    expect(alertAfter(act(open, { type: 'Acknowledge' }, ledger ? { ledger } : {})).run).toBe(run);
  });

  test('starts an event flow if another user has a rule for the event', () => {
    const ledger = assessed(open, { observers: { 'acknowledged-alert': ['jane', 'bob'] } });
    const alert = alertAfter(act(open, { type: 'Acknowledge' }, { ledger }));
    expect(alert.run).toBe(2);
    expect(alert.flows).toEqual([
      escalation,
      {
        kind: 'event',
        key: 'event:acknowledged-alert:2',
        event: 'acknowledged-alert',
        run: 2,
        startedAt: LATER,
        actorUserId: 'jane',
      },
    ]);
  });

  test('ends a snooze', () => {
    const alert = alertAfter(act(snoozed, { type: 'Acknowledge' }));
    expect(alert.snoozed).toBe(false);
    expect(alert).not.toHaveProperty('snoozedUntil');
  });

  test('unacknowledge restarts the flows of all responders', () => {
    const owner: Flow = { kind: 'owner', key: 'owner:jane', userId: 'jane', run: 1, startedAt: NOON };
    const before = { ...acked, run: 3, flows: [{ ...escalation, escalatedAt: [NOON] }, owner] };
    const alert = alertAfter(act(before, { type: 'UnAcknowledge' }));
    expect(alert).toMatchObject({ acknowledged: false, run: 4 });
    expect(alert.flows).toEqual([{ ...escalation, run: 4, startedAt: LATER }, owner]);
  });
});

describe('close', () => {
  test('ends the flows of all responders', () => {
    expect(alertAfter(act(open, { type: 'Close' }))).toMatchObject({
      status: 'closed',
      flows: [],
      run: 1,
      report: { closeTime: 5 * MINUTE, closedBy: 'jane@example.com' },
    });
  });

  test('starts an event flow if a user has a rule for the event', () => {
    const ledger = assessed(open, { observers: { 'closed-alert': ['bob'] } });
    const alert = alertAfter(act(open, { type: 'Close' }, { ledger }));
    expect(alert).toMatchObject({ run: 2, flows: [{ kind: 'event', event: 'closed-alert', run: 2 }] });
  });
});

describe('snooze', () => {
  test('starts a run that waits, and keeps the flows', () => {
    const alert = alertAfter(act(open, { type: 'Snooze', until: LATER + 1 }));
    expect(alert).toMatchObject({ snoozed: true, snoozedUntil: LATER + 1, run: 2, flows: open.flows });
  });

  test('must end in the future', () => {
    expect(act(open, { type: 'Snooze', until: LATER }).kind).toBe('refused');
  });

  test('restarts all responders when it ends', () => {
    const alert = alertAfter(act({ ...snoozed, acknowledged: true }, { type: 'EndSnooze', run: 1 }));
    expect(alert).toMatchObject({ snoozed: false, acknowledged: false, run: 2 });
    expect(alert.flows).toEqual([{ ...escalation, run: 2, startedAt: LATER }]);
    expect(alert).not.toHaveProperty('snoozedUntil');
  });

  test('the end of an earlier snooze is refused', () => {
    expect(act({ ...snoozed, run: 2 }, { type: 'EndSnooze', run: 1 }).kind).toBe('refused');
  });
});

describe('escalate to next', () => {
  const escalate: AlertAction = { type: 'EscalateToNext', escalation: { id: 'esc' } };

  test('continues the flow of that escalation', () => {
    const alert = alertAfter(act(open, escalate));
    expect(alert).toMatchObject({ run: 2 });
    expect(alert.flows).toEqual([{ ...escalation, escalatedAt: [LATER] }]);
  });

  test('unacknowledges: that escalation continues, and the other responders start again', () => {
    const other: Flow = { ...escalation, key: 'user:bob', target: { type: 'user', id: 'bob' } };
    const alert = alertAfter(act({ ...acked, flows: [escalation, other] }, escalate));
    const restarted = { run: 2, startedAt: LATER };
    expect(alert).toMatchObject({ run: 2, acknowledged: false });
    expect(alert.flows).toEqual([
      { ...escalation, ...restarted, escalatedAt: [LATER], continues: true },
      { ...other, ...restarted },
    ]);
  });

  test('continues the flow of a team that was routed to it, or that is not routed yet', () => {
    const target = { type: 'team', id: 'ops' } as const;
    const team: Flow = { ...escalation, key: 'team:ops', target };
    const teams = { ...open, flows: [team], responders: [target] };
    const ledger = assessed(teams, { flows: { 'team:ops': flowLedger(1, { escalationId: 'esc' }) } });
    expect(alertAfter(act(teams, escalate, { ledger })).flows).toEqual([{ ...team, escalatedAt: [LATER] }]);
    const other = assessed(teams, { flows: { 'team:ops': flowLedger(1, { escalationId: 'other' }) } });
    expect(act(teams, escalate, { ledger: other })).toMatchObject({
      status: 'Escalation is not a responder of the alert',
    });
    const unrouted = assessed(teams, { flows: {} });
    expect(alertAfter(act(teams, escalate, { ledger: unrouted })).flows).toEqual([
      { ...team, escalatedAt: [LATER] },
    ]);
  });

  test('is refused after the last rule, and when a policy suppresses notifications', () => {
    const done = assessed(open, { flows: { 'escalation:esc': flowLedger(1, { rulesDone: 3 }) } });
    expect(act(open, escalate, { ledger: done })).toMatchObject({ status: 'Escalation has no further rule' });
    const policy = { policyNames: ['p'], suppressed: true } as const;
    const suppressed = assessed(open, { flows: { 'escalation:esc': flowLedger(1, { policy }) } });
    expect(act(open, escalate, { ledger: suppressed })).toMatchObject({
      status: 'A notification policy suppresses notifications',
    });
  });

  test('is refused if the escalation does not exist', () => {
    expect(act(open, escalate, { resolved: {} })).toMatchObject({ status: 'Escalation does not exist' });
  });
});

describe('owners and responders', () => {
  const owner: Flow = { kind: 'owner', key: 'owner:bob', userId: 'bob', run: 2, startedAt: LATER };

  test('the new owner is notified, and the previous one is not any more', () => {
    const before: Alert = { ...open, flows: [escalation, { ...owner, key: 'owner:x', userId: 'x' }] };
    const alert = alertAfter(act(before, { type: 'AssignOwnership', owner: {} }));
    expect(alert).toMatchObject({ owner: 'bob@example.com', run: 2, flows: [escalation, owner] });
    expect(act(alert, { type: 'AssignOwnership', owner: {} }).kind).toBe('refused');
    expect(act(open, { type: 'AssignOwnership', owner: {} }, { resolved: {} }).kind).toBe('refused');
  });

  test('who assigns the alert to themselves is not notified of it', () => {
    const mine = { resolved: { owner: jane } };
    const alert = alertAfter(act(open, { type: 'AssignOwnership', owner: {} }, mine));
    expect(alert).toMatchObject({ owner: jane.username, run: 1, flows: open.flows });
  });

  test('a responder added to an acknowledged alert unacknowledges it', () => {
    const add: AlertAction = { type: 'AddResponder', responder: { type: 'user', id: 'bob' } };
    const alert = alertAfter(act(acked, add));
    expect(alert).toMatchObject({ acknowledged: false, run: 2 });
    expect(alert.flows).toMatchObject([
      { ...escalation, run: 2, startedAt: LATER },
      { key: 'user:bob', run: 2, startedAt: LATER },
    ]);
  });

  test('an added responder does not restart the notifications of the others', () => {
    const add: AlertAction = { type: 'AddResponder', responder: { type: 'user', id: 'bob' } };
    const alert = alertAfter(act(open, add));
    expect(alert.responders).toEqual([escalation.target, { type: 'user', id: 'bob' }]);
    expect(alert.flows[0]).toEqual(escalation);
    expect(alert.flows[1]).toMatchObject({ key: 'user:bob', run: 2, startedAt: LATER });
    expect(act(alert, add)).toEqual({ kind: 'refused', status: 'Alert has this responder already' });
    expect(act(open, add, { resolved: {} }).kind).toBe('refused');
  });
});

describe('priority', () => {
  test('raised: the alert is unacknowledged and all responders start again', () => {
    const alert = alertAfter(act(acked, { type: 'UpdatePriority', priority: 'P1' }));
    expect(alert).toMatchObject({ priority: 'P1', acknowledged: false, run: 2 });
    expect(alert.flows).toEqual([{ ...escalation, run: 2, startedAt: LATER }]);
  });

  test.each([
    ['lowered', acked, 'P5'],
    ['the same', acked, 'P3'],
    ['raised on a closed alert', closed, 'P1'],
  ] as const)('%s: nothing but the priority changes', (_case, before, priority) => {
    const alert = alertAfter(act(before, { type: 'UpdatePriority', priority }));
    expect({ ...alert, appliedRequests: [] }).toEqual({ ...before, priority, updatedAt: LATER });
  });
});

describe('content', () => {
  const changes: readonly (readonly [AlertAction, Partial<Alert>])[] = [
    [{ type: 'AddTags', tags: ['b', 'c', 'c'] }, { tags: ['a', 'b', 'c'] }],
    [{ type: 'RemoveTags', tags: ['a', 'z'] }, { tags: ['b'] }],
    [{ type: 'AddDetails', details: { k: 'w', x: 'y' } }, { details: { k: 'w', x: 'y' } }],
    [{ type: 'RemoveDetails', keys: ['k'] }, { details: {} }],
    [{ type: 'UpdateMessage', message: 'm' }, { message: 'm' }],
    [{ type: 'UpdateDescription', description: 'd' }, { description: 'd' }],
    [{ type: 'UpdatePriority', priority: 'P5' }, { priority: 'P5' }],
  ];
  test.each(changes)('%j', (action, change) => {
    const alert = alertAfter(act(open, action));
    expect({ ...alert, appliedRequests: [] }).toEqual({ ...open, ...change, updatedAt: LATER });
  });

  test('tags beyond the twentieth are dropped', () => {
    const tags = Array.from({ length: 30 }, (_, i) => `t${i}`);
    expect(alertAfter(act(open, { type: 'AddTags', tags })).tags).toHaveLength(20);
  });

  test('details are refused beyond 8,000 characters', () => {
    expect(act(open, { type: 'AddDetails', details: { x: 'y'.repeat(7_998) } }).kind).toBe('refused');
    expect(act(open, { type: 'AddDetails', details: { x: 'y'.repeat(7_997) } }).kind).toBe('changed');
  });

  test('a custom action that the alert does not have is refused', () => {
    expect(act(open, { type: 'CustomAction', name: 'Explode' }).kind).toBe('refused');
  });

  test('a note is stored with any action, and AddNote starts an event flow', () => {
    expect(act(open, { type: 'Close' }, { change: { note: 'fixed' } })).toMatchObject({
      notes: [{ note: 'fixed', owner: 'jane@example.com', createdAt: LATER }],
    });
    const ledger = assessed(open, { observers: { 'add-note': ['bob'] } });
    const change = { note: 'look' };
    expect(alertAfter(act(open, { type: 'AddNote' }, { ledger, change }))).toMatchObject({ run: 2 });
    expect(alertAfter(act(open, { type: 'AddNote' }, { change }))).toMatchObject({ run: 1 });
  });

  test('a new event removes complete event flows', () => {
    const complete: Flow = {
      kind: 'event',
      key: 'event:add-note:1',
      event: 'add-note',
      run: 1,
      startedAt: NOON,
    };
    const before = { ...open, flows: [escalation, complete] };
    const observers = { 'add-note': ['bob'] };
    const untold = assessed(before, { observers });
    const note = { change: { note: 'n' } };
    const flowsAfter = (ledger: Ledger) =>
      alertAfter(act(before, { type: 'AddNote' }, { ledger, ...note })).flows;
    expect(flowsAfter(untold)).toHaveLength(3);
    const through = { ...untold.flows, [complete.key]: flowLedger(1, { finished: true }) };
    expect(flowsAfter({ ...untold, flows: through }).map(({ key }) => key)).toEqual([
      'escalation:esc',
      'event:add-note:2',
    ]);
  });
});
