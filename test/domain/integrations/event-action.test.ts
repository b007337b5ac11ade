import { resolveEventAction } from '../../../src/domain/integrations/event-action.ts';
import type { ActionKind, IntegrationAction } from '../../../src/domain/integrations/model.ts';
import { findValue, toText } from '../../../src/domain/integrations/payload.ts';
import type { ToolEvent } from '../../../src/domain/integrations/tool-event.ts';

const event: ToolEvent = {
  action: 'create',
  alias: 'disk-db1',
  message: 'Disk full',
  description: 'The disk is full',
  priority: 'P2',
  tags: ['disk'],
  details: { host: 'db1' },
  responders: [{ type: 'team', name: 'Ops' }],
  fields: { transition: 'Triggered' },
};
const payload = {
  state: 'critical',
  labels: { severity: 'page', 'app.kubernetes.io/name': 'shop' },
  hosts: ['db1', 'db2'],
  alerts: [{ labels: { pod: 'a' } }, { labels: { pod: 'b' } }],
  count: 3,
};

const action = (type: ActionKind, change: Partial<IntegrationAction> = {}): IntegrationAction => ({
  type,
  name: type,
  order: 0,
  filter: { type: 'match-all', conditions: [] },
  ...change,
});

const onlyIf = (field: string, operation: string, expectedValue?: string, not = false) => ({
  filter: {
    type: 'match-all-conditions' as const,
    conditions: [{ field, operation, not, ...(expectedValue !== undefined && { expectedValue }) }],
  },
});

const made = (...actions: IntegrationAction[]) => resolveEventAction(event, payload, actions);

test('without own actions, the tool decides', () => {
  expect(made()).toMatchObject({ kind: 'create', alias: 'disk-db1', message: 'Disk full', priority: 'P2' });
  expect(resolveEventAction({ ...event, action: 'ignore' }, payload, [])).toBeUndefined();
});

test('the first matching action decides, in the order ignore, create, close, acknowledge, note', () => {
  expect(made(action('close'), action('create'))?.kind).toBe('create');
  expect(made(action('addNote'), action('acknowledge'), action('close'))?.kind).toBe('close');
  expect(made(action('create'), action('ignore'))).toBeUndefined();
  expect(made(action('create', onlyIf('state', 'equals', 'ok')), action('close'))?.kind).toBe('close');
  expect(made(action('create', onlyIf('state', 'equals', 'ok')))).toBeUndefined();
});

test('actions of one type are tried by their order, then by their age', () => {
  const named = (message: string, order: number) => action('create', { message, order });
  expect(made(named('b', 2), named('a', 1))?.message).toBe('a');
  expect(made(named('b', 1), named('a', 1))?.message).toBe('b');
});

test.each([
  ['state', 'equals', 'critical', true],
  ['_payload.state', 'equals', 'critical', true],
  ['labels.severity', 'equals', 'page', true],
  ['labels.app.kubernetes.io/name', 'equals', 'shop', true],
  ['alerts[1].labels.pod', 'equals', 'b', true],
  ['alerts.0.labels.pod', 'equals', 'b', false],
  ['hosts', 'contains', 'db2', true],
  ['hosts', 'contains', 'db', false],
  ['labels', 'contains-key', 'severity', true],
  ['count', 'greater-than', '2', true],
  ['transition', 'equals', 'Triggered', true],
  ['message', 'starts-with', 'Disk', true],
  ['priority', 'greater-than', 'P3', true],
  ['priority', 'equals', 'P3', false],
  ['tags', 'contains', 'disk', true],
  ['extra-properties', 'contains-key', 'host', true],
  ['eventType', 'equals', 'create', true],
  ['nothing.of.this', 'is-empty', undefined, true],
  ['state', 'is-empty', undefined, false],
])('%s %s %s: %s', (field, operation, expected, holds) => {
  expect(made(action('create', onlyIf(field, operation, expected))) !== undefined).toBe(holds);
  expect(made(action('create', onlyIf(field, operation, expected, true))) !== undefined).toBe(!holds);
});

test('templates can use the values of event and payload, and methods on them', () => {
  const eventAction = made(
    action('create', {
      alias: '{{labels.severity}}-{{hosts}}',
      message: '{{message.toUpperCase()}} ({{count}})',
      description: 'was: {{description}}',
      entity: '{{alerts[0].labels.pod}}',
      user: '{{missing}}',
      note: '{{transition}}',
      tags: ['{{labels.severity}}'],
      extraProperties: { pods: '{{alerts}}', host: 'other', gone: '{{missing.thing}}' },
      alertActions: ['Restart {{hosts[1]}}'],
      responders: [{ type: 'user', id: 'u1' }],
    }),
  );
  expect(eventAction).toMatchObject({
    alias: 'page-db1, db2',
    message: 'DISK FULL (3)',
    description: 'was: The disk is full',
    entity: 'a',
    user: '',
    note: 'Triggered',
    tags: ['disk', 'page'],
    details: { host: 'other', pods: JSON.stringify(payload.alerts), gone: '' },
    actions: ['Restart db2'],
    respondersOfEvent: [{ type: 'team', name: 'Ops' }],
    responders: [{ type: 'user', id: 'u1' }],
  });
});

test('values of the event can be left out; an empty result of a template gives the value of the event', () => {
  const eventAction = made(
    action('create', {
      alias: '{{missing}}',
      message: ' {{missing}} ',
      ignoreTagsFromPayload: true,
      ignoreExtraPropertiesFromPayload: true,
      ignoreRespondersFromPayload: true,
    }),
  );
  expect(eventAction).toMatchObject({
    alias: 'disk-db1',
    message: 'Disk full',
    tags: [],
    details: {},
    respondersOfEvent: [],
  });
});

test('the priority comes from the template if it gives one, else from the action, else from the event', () => {
  const toPriority = (change: Partial<IntegrationAction>) => made(action('create', change))?.priority;
  expect(toPriority({})).toBe('P2');
  expect(toPriority({ priority: 'P4' })).toBe('P4');
  expect(toPriority({ priority: 'P4', customPriority: '{{labels.severity}}' })).toBe('P4');
  expect(toPriority({ priority: 'P4', customPriority: 'p{{missing}}1' })).toBe('P1');
});

test('an alias that is too long becomes its hash', () => {
  const long = { ...event, alias: 'x'.repeat(600) };
  const alias = resolveEventAction(long, payload, [])?.alias;
  expect(alias).toMatch(/^[0-9a-f]{64}$/);
  expect(resolveEventAction(long, payload, [])?.alias).toBe(alias);
  expect(resolveEventAction({ ...event, alias: `${'x'.repeat(600)}y` }, payload, [])?.alias).not.toBe(alias);
});

test('paths do not reach inherited members of objects', () => {
  expect(findValue({}, 'constructor')).toBeUndefined();
  expect(findValue({ a: [] }, 'a.length')).toBe(0);
  expect(findValue({ a: 'text' }, 'a.length')).toBeUndefined();
  expect(findValue({ 'a.b': { c: 1 } }, 'a.b.c')).toBe(1);
  expect(toText([1, null, 'b'])).toBe('1, , b');
});
