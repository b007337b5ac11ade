import { getCancellationReason } from '../../../src/domain/alerts/cancellation.ts';
import type { Alert, Flow } from '../../../src/domain/alerts/model.ts';
import type { NotificationRequest } from '../../../src/domain/notifications/model.ts';
import { anAlert } from '../../support/builders.ts';

type RequestPart = Pick<NotificationRequest, 'flowKey' | 'flowRun' | 'condition'>;

const responders: Flow = {
  kind: 'responder',
  key: 'main',
  run: 2,
  startedAt: 0,
  target: { type: 'team', id: 'ops' },
  escalatedAt: [],
};
const closedEvent: Flow = { kind: 'event', key: 'event', run: 3, startedAt: 0, event: 'closed-alert' };
const SNOOZED = { snoozed: true, snoozedUntil: 5, snoozedInRun: 4 } as const;
const owner = (run: number): Flow => ({ kind: 'owner', key: 'owner', run, startedAt: 0, userId: 'jane' });
const ofOwner = (flowRun: number): RequestPart => ({ flowKey: 'owner', flowRun, condition: 'if-not-acked' });

const alert = (change: Partial<Alert> = {}) => anAlert({ flows: [responders, closedEvent], ...change });
const ifNotAcked: RequestPart = { flowKey: 'main', flowRun: 2, condition: 'if-not-acked' };
const ifNotClosed: RequestPart = { ...ifNotAcked, condition: 'if-not-closed' };
const always: RequestPart = { flowKey: 'event', flowRun: 3, condition: 'always' };

test.each<[string, Alert | undefined, RequestPart, string | undefined]>([
  ['an open alert', alert(), ifNotAcked, undefined],
  ['a deleted alert', undefined, ifNotAcked, 'AlertDeleted'],
  ['a deleted alert, an event', undefined, always, 'AlertDeleted'],
  ['a closed alert', alert({ status: 'closed' }), ifNotAcked, 'AlertClosed'],
  ['a closed alert, whatever the condition', alert({ status: 'closed' }), ifNotClosed, 'AlertClosed'],
  ['an event, closed alert', alert({ status: 'closed' }), always, undefined],
  ['an acknowledged alert', alert({ acknowledged: true }), ifNotAcked, 'AlertAcknowledged'],
  ['an acknowledged alert, if-not-closed', alert({ acknowledged: true }), ifNotClosed, undefined],
  ['a snoozed alert', alert({ snoozed: true, snoozedUntil: 5 }), ifNotAcked, 'AlertSnoozed'],
  [
    'an owner assigned before the snooze',
    alert({ ...SNOOZED, flows: [owner(3)] }),
    ofOwner(3),
    'AlertSnoozed',
  ],
  ['an owner assigned after the snooze', alert({ ...SNOOZED, flows: [owner(5)] }), ofOwner(5), undefined],
  ['an event, snoozed alert', alert({ snoozed: true, snoozedUntil: 5 }), always, undefined],
  ['a restarted flow', alert(), { ...ifNotAcked, flowRun: 1 }, 'PlanChanged'],
  ['a removed flow', alert(), { ...ifNotAcked, flowKey: 'other' }, 'PlanChanged'],
  ['an event whose flow was removed', alert({ flows: [responders] }), always, 'PlanChanged'],
])('getCancellationReason: %s', (_name, current, request, reason) => {
  expect(getCancellationReason(current, request)).toBe(reason);
});
