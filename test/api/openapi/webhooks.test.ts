import { createOpenApiDocument } from '../../../src/api/openapi/document.ts';
import { contactWebhook, integrationWebhook, shiftWebhook } from '../../../src/api/openapi/webhooks.ts';
import type { AlertAction, AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import { outgoingPayload } from '../../../src/domain/integrations/webhook-payload.ts';
import type { MessageContext, MessagePlan } from '../../../src/senders/templates/message-context.ts';
import { shiftPayload } from '../../../src/senders/templates/shift-notice.ts';
import { webhookPayload } from '../../../src/senders/templates/webhook.ts';
import { anAlert, aUser, NOON } from '../../support/builders.ts';

/** The document describes the webhooks exactly as they are sent: a member that it does not name fails here. */

const sent = (body: object) => JSON.parse(JSON.stringify(body));

const alert = anAlert({ details: { region: 'eu' }, owner: 'jane@example.com', ownerTeamId: 'team' });

const toContext = (change: Partial<MessageContext>): MessageContext => ({
  notificationId: 'n-1',
  alert,
  user: aUser(),
  event: 'create-alert',
  now: NOON,
  plan: {},
  links: { acknowledge: 'https://t.example/l/A', close: 'https://t.example/l/C' },
  ...change,
});

const plans: readonly MessagePlan[] = [
  {},
  {
    reason: { kind: 'schedule', name: 'Platform' },
    forwardedFrom: 'Eve Ek',
    notifiedSince: NOON,
    notified: [{ name: 'Dai Dang', at: NOON }, { name: 'Bob Berg' }],
    next: { at: NOON, names: ['Bob Berg'], target: { type: 'team', name: 'Ops' } },
    note: 'on it',
  },
  { reason: { kind: 'responder' }, isLast: true },
];

test.each(plans)('a contact gets a body as described: plan %#', (plan) => {
  for (const event of ['create-alert', 'acknowledged-alert', 'closed-alert', 'add-note'] as const) {
    for (const change of [{}, { isPossibleRepeat: true }, { links: {} }]) {
      const body = sent(webhookPayload(toContext({ event, plan, ...change })));
      expect(contactWebhook.parse(body)).toEqual(body);
    }
  }
});

test.each([{}, { until: NOON + 1, nextNames: ['Bob Berg'] }, { nextNames: [] }])(
  'a contact gets a body about a shift as described: %j',
  (more) => {
    for (const event of ['schedule-start', 'schedule-end'] as const) {
      const shift = {
        notificationId: 'n',
        accountId: 'a',
        schedule: { id: 's', name: 'Night' },
        user: aUser(),
      };
      const body = sent(shiftPayload({ ...shift, event, at: NOON, now: NOON, ...more }));
      expect(shiftWebhook.parse(body)).toEqual(body);
    }
  },
);

test.each<AlertAction>([
  { type: 'Acknowledge' },
  { type: 'AddNote' },
  { type: 'AddTags', tags: ['a', 'b'] },
  { type: 'RemoveTags', tags: ['a'] },
  { type: 'AddDetails', details: { a: 'b' } },
  { type: 'RemoveDetails', keys: ['a'] },
])('an integration gets a body as described: $type', (action) => {
  const message = {
    accountId: 'a',
    requestId: 'r',
    receivedAt: NOON,
    target: { type: 'id', value: alert.id },
    action,
    user: 'jane@example.com',
    note: 'n',
    source: 'web',
    integration: { id: 'i', name: 'Demo', type: 'API' },
  } as AlertActionMessage;
  for (const adds of [true, false]) {
    const webhook = {
      url: 'https://t.example',
      headers: {},
      addAlertDescription: adds,
      addAlertDetails: adds,
    };
    const snoozed = { ...alert, ...(adds && { snoozedUntil: NOON }) };
    const body = sent(
      outgoingPayload('e-1', snoozed, message, { id: 'i', name: 'Hook', webhook: webhook as never }),
    );
    expect(integrationWebhook.parse(body)).toEqual(body);
  }
});

test('the document lists both webhooks with their members and the signature', () => {
  const document = createOpenApiDocument({
    routes: [],
    getResponseSchema: () => {
      throw new Error('There are no routes.');
    },
    getRequestExample: () => ({}),
  });
  const text = JSON.stringify((document as { webhooks: object }).webhooks);
  expect(Object.keys((document as { webhooks: object }).webhooks)).toEqual([
    'contact',
    'shift',
    'integration',
  ]);
  for (const member of ['notifiedSince', 'eventId', 'addedTags', 'X-Tocsin-Signature', 'possibleRepeat']) {
    expect(text).toContain(`"${member}"`);
  }
});
