import { getCancellationReason } from '../../../src/domain/alerts/cancellation.ts';
import type { Alert, Flow } from '../../../src/domain/alerts/model.ts';
import type { NotificationRequest } from '../../../src/domain/notifications/model.ts';
import { anAlert } from '../../support/builders.ts';

type Asked = Pick<NotificationRequest, 'flowKey' | 'flowRun' | 'condition'>;

const responders: Flow = {
  kind: 'responder',
  key: 'main',
  run: 2,
  startedAt: 0,
  target: { type: 'team', id: 'ops' },
  escalatedAt: [],
};
const closing: Flow = { kind: 'event', key: 'event', run: 3, startedAt: 0, event: 'closed-alert' };
const SNOOZED = { snoozed: true, snoozedUntil: 5, snoozedInRun: 4 } as const;
const owner = (run: number): Flow => ({ kind: 'owner', key: 'owner', run, startedAt: 0, userId: 'jane' });
const owning = (flowRun: number): Asked => ({ flowKey: 'owner', flowRun, condition: 'if-not-acked' });

const alert = (change: Partial<Alert> = {}) => anAlert({ flows: [responders, closing], ...change });
const paging: Asked = { flowKey: 'main', flowRun: 2, condition: 'if-not-acked' };
const insisting: Asked = { ...paging, condition: 'if-not-closed' };
const telling: Asked = { flowKey: 'event', flowRun: 3, condition: 'always' };

test.each<[string, Alert | undefined, Asked, string | undefined]>([
  ['an open alert', alert(), paging, undefined],
  ['a deleted alert', undefined, paging, 'AlertDeleted'],
  ['a deleted alert, an event', undefined, telling, 'AlertDeleted'],
  ['a closed alert', alert({ status: 'closed' }), paging, 'AlertClosed'],
  ['a closed alert, whatever the condition', alert({ status: 'closed' }), insisting, 'AlertClosed'],
  ['an event of a closed alert', alert({ status: 'closed' }), telling, undefined],
  ['an acknowledged alert', alert({ acknowledged: true }), paging, 'AlertAcknowledged'],
  ['an acknowledged alert, if-not-closed', alert({ acknowledged: true }), insisting, undefined],
  ['a snoozed alert', alert({ snoozed: true, snoozedUntil: 5 }), paging, 'AlertSnoozed'],
  ['an owner of before the snooze', alert({ ...SNOOZED, flows: [owner(3)] }), owning(3), 'AlertSnoozed'],
  ['an owner since the snooze', alert({ ...SNOOZED, flows: [owner(5)] }), owning(5), undefined],
  ['an event of a snoozed alert', alert({ snoozed: true, snoozedUntil: 5 }), telling, undefined],
  ['a flow that began anew', alert(), { ...paging, flowRun: 1 }, 'PlanChanged'],
  ['a flow that is gone', alert(), { ...paging, flowKey: 'other' }, 'PlanChanged'],
  ['an event whose flow is gone', alert({ flows: [responders] }), telling, 'PlanChanged'],
])('%s', (_name, about, asked, reason) => {
  expect(getCancellationReason(about, asked)).toBe(reason);
});
