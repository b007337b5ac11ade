import { gzipSync } from 'node:zlib';
import type { Integration } from '../../../src/domain/integrations/model.ts';
import { logger } from '../../../src/platform/logger.ts';
import { aKey, inboundService } from './inbound-service.ts';

/** An event that no mapping can read still opens an alert. */

// The events log warnings.
logger.setLogLevel('SILENT');

const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

test.each<[string, string | Uint8Array, Record<string, string>, string]>([
  ['JSON of another shape', '{"unknown":"shape","text":"the disk burns"}', {}, 'the disk burns'],
  ['JSON that is cut off', '{"message":"the disk burns","host":', {}, 'the disk burns'],
  ['a list of several events', '[{"text":"the disk burns"},{"text":"and the other"}]', {}, 'the disk burns'],
  ['plain text', 'the disk burns', { 'content-type': 'text/plain' }, 'the disk burns'],
  ['text under the type of JSON', 'the disk burns', { 'content-type': 'application/json' }, 'the disk burns'],
  [
    'text that claims to be a form',
    'the disk burns',
    { 'content-type': 'application/x-www-form-urlencoded' },
    'the disk burns',
  ],
  [
    'a form',
    'host=db1&text=the+disk+burns',
    { 'content-type': 'application/x-www-form-urlencoded' },
    'the disk burns',
  ],
  [
    'XML',
    '<?xml version="1.0"?><event><title>the disk burns</title></event>',
    { 'content-type': 'application/xml' },
    'the disk burns',
  ],
  ['UTF-16', utf16('the disk burns'), { 'content-type': 'text/plain' }, 'the disk burns'],
  ['latin 1', Buffer.from('the disk burns in Zürich', 'latin1'), { 'content-type': 'text/plain' }, 'Zürich'],
  ['gzip', gzipSync('{"text":"the disk burns"}'), { 'content-encoding': 'gzip' }, 'the disk burns'],
  ['binary data', Buffer.from([0, 1, 2, 3, 255]), {}, 'AAECA/8='],
  [
    'a deep nest of lists',
    `{"a":${'['.repeat(500)}"the disk burns"${']'.repeat(500)}}`,
    {},
    'the disk burns',
  ],
  ['a very deep nest of lists', `${'['.repeat(400_000)}`, {}, '[[['],
  [
    'a body above the limit',
    JSON.stringify({ text: 'the disk burns', more: 'x'.repeat(1_100_000) }),
    {},
    'the disk burns',
  ],
  [
    'names of built-in members',
    '{"constructor":"x","__proto__":{"a":1},"toString":"y","text":"the disk burns"}',
    {},
    '__proto__',
  ],
])('%s opens an alert with the payload in its description', async (_, body, headers, text) => {
  const { post, sent, unreadable } = inboundService();
  const { status, body: answer } = await post('/v1/json/datadog?apiKey=Datadog', body, headers);
  expect(status).toBe(202);
  expect(sent).toHaveLength(1);
  const [{ message, deduplicationId } = { message: undefined, deduplicationId: '' }] = sent;
  expect(message?.action).toMatchObject({
    type: 'Create',
    message: expect.stringContaining('[Datadog] Event not understood'),
    description: expect.stringContaining(text),
    tags: ['not-understood'],
  });
  // The alert has its own id and no alias, so two such alerts never become one.
  expect(message?.target).toMatchObject({ type: 'id' });
  expect(message?.action).not.toHaveProperty('alias');
  expect(unreadable).toEqual([
    {
      integrationId: 'int-Datadog',
      receivedAt: message?.receivedAt,
      requestId: answer.requestId,
      alertId: message?.target.value,
      excerpt: expect.any(String),
    },
  ]);
  expect(deduplicationId).toBe(answer.requestId);
});

test('an empty request opens an alert', async () => {
  const { post, sent } = inboundService();
  expect((await post('/v1/json/datadog?apiKey=Datadog')).status).toBe(202);
  expect(sent[0]?.message.action).toMatchObject({
    message: '[Datadog] Event not understood',
    description: 'The request had neither a body nor a query.',
  });
});

test('a multipart form is read like any other form', async () => {
  const { post, sent } = inboundService();
  const body = ['--x', 'Content-Disposition: form-data; name="message"', '', 'Disk full', '--x--', ''].join(
    '\r\n',
  );
  await post('/v1/json/api?apiKey=API', body, { 'content-type': 'multipart/form-data; boundary=x' });
  expect(sent[0]?.message.action).toMatchObject({ message: 'Disk full', tags: [] });
});

test('the severity of an event that is not understood sets the priority', async () => {
  const { post, sent } = inboundService();
  await post('/v1/json/datadog?apiKey=Datadog', { unknown: 'shape', severity: 'critical' });
  expect(sent[0]?.message.action).toMatchObject({ priority: 'P1' });
});

test('JSON with a mistake opens an alert, and both sender and reader learn where the mistake is', async () => {
  const { post, sent } = inboundService();
  const { status, body } = await post('/v1/json/datadog?apiKey=Datadog', '{"text": "the disk burns",}');
  const mistake = 'The body is not valid JSON: at character 27 is a } after a comma; leave out the comma';
  expect([status, body.warnings]).toEqual([202, [mistake]]);
  expect(sent[0]?.message.action).toMatchObject({
    message: '[Datadog] Event not understood: the disk burns',
    description: `${mistake}.\n\n{"text": "the disk burns",}`,
  });
});

test('a body that is too long is not said to have a mistake', async () => {
  const { post } = inboundService();
  const { body } = await post('/v1/json/datadog?apiKey=Datadog', `{"text": "${'x'.repeat(1_100_000)}"}`);
  expect(body.warnings).toBeUndefined();
});

test.each(['API', 'AmazonSns', 'Email'])('plain text is an event of the type %s', async (type) => {
  const { post, sent, unreadable } = inboundService();
  const text = "Budget 'production' is above its limit\nSee the console";
  await post(`/v1/json/${type}?apiKey=${type}`, text, { 'content-type': 'text/plain' });
  expect(sent[0]?.message.action).toMatchObject({
    message: expect.stringContaining("Budget 'production' is above its limit"),
    description: text,
  });
  expect(unreadable).toEqual([]);
});

test('the key does not appear in the description', async () => {
  const { post, sent } = inboundService();
  await post('/v1/json/datadog', { apiKey: 'Datadog', unknown: 'shape' });
  expect(JSON.stringify(sent[0]?.message.action)).not.toContain('apiKey');
});

test('every digit of a large number is kept', async () => {
  const { post, sent } = inboundService();
  await post(
    '/v1/json/api?apiKey=API',
    '{"message":"m","alias":9007199254740993,"order":12345678901234567890}',
  );
  expect(sent[0]?.message.action).toMatchObject({
    alias: '9007199254740993',
    details: { order: '12345678901234567890' },
  });
});

describe("an integration's own actions", () => {
  const service = (...actions: Partial<Integration['actions'][number]>[]) =>
    inboundService({
      keys: { k: aKey('Datadog', { hasActions: true }) },
      integrations: {
        'int-Datadog': {
          actions: actions.map((each) => ({
            type: 'create',
            name: 'a',
            order: 0,
            filter: { type: 'match-all', conditions: [] },
            ...each,
          })),
        } as unknown as Integration,
      },
    });
  const only = (expectedValue: string) => ({
    filter: {
      type: 'match-all-conditions' as const,
      conditions: [{ field: 'state', operation: 'equals', expectedValue, not: false }],
    },
  });

  test('plain text that Zabbix does not send by itself opens an alert, whatever the filters', async () => {
    const closes = {
      type: 'close',
      name: 'c',
      order: 0,
      filter: { type: 'match-all-conditions', conditions: [] },
    };
    const { post, sent } = inboundService({
      keys: { k: aKey('Zabbix', { hasActions: true }) },
      integrations: { 'int-Zabbix': { actions: [{ ...closes, ...only('x') }] } as unknown as Integration },
    });
    await post('/v1/json/zabbix?apiKey=k', 'the disk burns');
    expect(sent[0]?.message.action).toMatchObject({ type: 'Create', tags: ['not-understood'] });
  });

  test('an action that gives an event of another shape a message understands it', async () => {
    const { post, sent, unreadable } = service({ message: 'Burns: {{what}}', alias: 'burns' });
    await post('/v1/json/datadog?apiKey=k', { what: 'db1' });
    expect(sent[0]?.message.action).toMatchObject({ message: 'Burns: db1', alias: 'burns', tags: [] });
    expect(unreadable).toEqual([]);
  });

  test('a body that nobody can read opens an alert although no filter matches it', async () => {
    const { post, sent } = service(only('critical'));
    await post('/v1/json/datadog?apiKey=k', '{"state":');
    expect(sent[0]?.message.action).toMatchObject({ tags: ['not-understood'] });
  });

  test('a JSON event that no filter matches is ignored', async () => {
    const { post, sent } = service(only('critical'));
    await post('/v1/json/datadog?apiKey=k', { state: 'fine' });
    expect(sent).toEqual([]);
  });
});

test('an event is accepted although it cannot be recorded on the integration', async () => {
  const { post, sent } = inboundService({
    unreadable: { record: () => Promise.reject(new Error('throttled')) },
  });
  expect((await post('/v1/json/datadog?apiKey=Datadog', { a: 1 })).status).toBe(202);
  expect(sent).toHaveLength(1);
});
