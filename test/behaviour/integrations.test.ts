import { person } from '../../simulator/configuration.ts';
import { configurationApi, createdId } from '../../simulator/configuration-api.ts';
import { IGNORED_STATUS } from '../../src/api/alerts/own-actions.ts';
import { createApiKeyLookup } from '../../src/domain/accounts/store.ts';
import { alertIdOfRequest } from '../../src/domain/alerts/ids.ts';
import { messageGroupId } from '../../src/domain/alerts/message-group.ts';
import { createMemoryTable } from '../../src/platform/memory-table.ts';
import type { Table } from '../../src/platform/table.ts';
import { aService, NOW } from '../api/alerts/harness.ts';
import { startStory } from '../engine/story.ts';

/** The statements of Opsgenie's documents about integrations; each title has the statement's number. */

const when = (field: string, operation: string, expectedValue: string) => ({
  filter: {
    conditionMatchType: 'match-all-conditions',
    conditions: [{ field, operation, expectedValue }],
  },
});

/** The alerts API as the key of an integration with these actions of its own calls it. */
async function withActions(actions: object, integration: object = {}) {
  const table = createMemoryTable();
  const configuration = configurationApi(table, { accountId: 'acc' });
  const teamId = await createdId(configuration, '/v2/teams', { name: 'Shop' });
  const { body } = await configuration('POST', '/v2/integrations', {
    type: 'API',
    name: 'Shop',
    ...integration,
  });
  const { id, apiKey } = body.data;
  await configuration('PUT', `/v2/integrations/${id}/actions`, actions);
  const reads: string[] = [];
  const counted: Table = {
    ...table,
    get: (key) => {
      reads.push(key.pk);
      return table.get(key);
    },
  };
  const key = await createApiKeyLookup(table, () => NOW)(apiKey);
  if (!key) throw new Error('the integration has a key');
  const service = aService(counted, { moreKeys: { own: key } });
  return {
    ...service,
    reads,
    key,
    table,
    configuration,
    integrationId: id,
    teamId,
    create: (alert: object) => service.call('POST', '/v2/alerts', { message: 'Disk full', ...alert }, 'own'),
  };
}

describe('103: access of an integration', () => {
  const open = async (access: object) => {
    const { configuration, ...service } = await withActions({}, access);
    const { rights, alerts } = service.key;
    return { ...service, alerts, asKey: configurationApi(service.table, { accountId: 'acc', rights }) };
  };

  test('103: alerts of an integration that suppresses notifications notify nobody', async () => {
    const { create, sent } = await open({ suppressNotifications: true });
    await create({});
    const action = sent[0]?.message.action;
    expect(action).toMatchObject({ type: 'Create', suppressNotifications: true });
    const story = await startStory({ users: [person('jane')] });
    await story.at('00:00').create([{ type: 'user', id: 'jane' }], { suppressNotifications: true });
    await story.until('01:00');
    expect(await story.alert()).toMatchObject({ status: 'open' });
    expect(story.outbox.all()).toEqual([]);
  });

  test('103: without write access it creates nothing, without configuration access it changes no team', async () => {
    const reader = await open({ allowWriteAccess: false, allowConfigurationAccess: false });
    expect((await reader.create({})).status).toBe(403);
    expect((await reader.get('/v2/alerts', 'own')).status).toBe(200);
    expect((await reader.asKey('POST', '/v2/teams', { name: 'Ops' })).status).toBe(403);
    expect((await reader.asKey('GET', '/v2/teams')).status).toBe(403);
    const writer = await open({ allowWriteAccess: true, allowConfigurationAccess: true });
    expect((await writer.create({})).status).toBe(202);
    expect((await writer.asKey('POST', '/v2/teams', { name: 'Ops' })).status).toBe(201);
  });
});

const all = (fields: object = {}) => [
  { name: 'all', filter: { conditionMatchType: 'match-all' }, ...fields },
];

describe('100, 101: actions of an API integration decide about alerts that are created with its key', () => {
  test('101: a request that an ignore action matches creates nothing, and its status says so', async () => {
    const { create, get, sent } = await withActions({
      ignore: [{ name: 'noise', ...when('message', 'contains', 'noise') }],
      create: all(),
    });
    const { status, json } = await create({ message: 'noise from db1' });
    expect(status).toBe(202);
    expect(sent).toEqual([]);
    expect((await get(`/v2/alerts/requests/${json.requestId}`)).json.data).toMatchObject({
      success: false,
      action: 'Create',
      status: IGNORED_STATUS,
      alertId: '',
    });
    expect((await create({ message: 'Disk full' })).status).toBe(202);
    expect(sent).toMatchObject([{ message: { action: { type: 'Create', message: 'Disk full' } } }]);
  });

  test('100: a request that no action matches creates nothing', async () => {
    const { create, get, sent } = await withActions({
      create: [{ name: 'urgent', ...when('priority', 'equals', 'P1') }],
    });
    const { json } = await create({ priority: 'P2' });
    expect((await get(`/v2/alerts/requests/${json.requestId}`)).json.data.status).toBe(IGNORED_STATUS);
    await create({ priority: 'P1' });
    expect(sent).toHaveLength(1);
  });

  test('100: the first match decides, in the order ignore, create, close, acknowledge, add note', async () => {
    const named = (tag: string) => [{ name: tag, ...when('tags', 'contains', tag) }];
    const { create, sent } = await withActions({
      addNote: named('note').map((action) => ({ ...action, note: 'Seen by {{source}}' })),
      acknowledge: named('ack'),
      close: named('close'),
      create: named('create'),
      ignore: named('ignore'),
    });
    const tags = ['note', 'ack', 'close', 'create', 'ignore'];
    for (let most = 1; most <= tags.length; most++) {
      await create({ alias: 'disk', source: 'db1', tags: tags.slice(0, most) });
    }
    expect(sent.map(({ message }) => [message.action.type, message.target.value, message.note])).toEqual([
      ['AddNote', 'disk', 'Seen by db1'],
      ['Acknowledge', 'disk', ''],
      ['Close', 'disk', ''],
      ['Create', 'disk', ''],
    ]);
  });

  test('101: a create action maps the fields of the request, with its templates', async () => {
    const { create, sent, teamId } = await withActions(
      {
        create: all({
          message: '[{{details.region}}] {{message}}',
          alias: '{{entity}}-{{details.check}}',
          description: '{{description}} (from {{_payload.sender.name}})',
          tags: ['shop'],
          extraProperties: { runbook: 'https://wiki.example.com/{{entity}}' },
          alertActions: ['Restart'],
          ignoreTagsFromPayload: true,
          responders: [{ type: 'team', name: 'Shop' }],
        }),
      },
      { priority: 'P2' },
    );
    await create({
      entity: 'db1',
      description: 'Only 1 % is left',
      tags: ['mine'],
      details: { region: 'eu', check: 'disk' },
      responders: [{ type: 'user', username: 'jane@example.com' }],
      visibleTo: [{ type: 'user', username: 'john@example.com' }],
      sender: { name: 'cron' },
    });
    expect(sent).toMatchObject([
      {
        group: messageGroupId('acc', 'db1-disk'),
        message: {
          target: { type: 'alias', value: 'db1-disk' },
          integration: { name: 'Shop' },
          source: '192.0.2.1',
          action: {
            type: 'Create',
            message: '[eu] Disk full',
            alias: 'db1-disk',
            description: 'Only 1 % is left (from cron)',
            entity: 'db1',
            priority: 'P2',
            tags: ['shop'],
            actions: ['Restart'],
            details: { region: 'eu', check: 'disk', runbook: 'https://wiki.example.com/db1' },
            responders: [
              { type: 'user', username: 'jane@example.com' },
              { type: 'team', id: teamId },
            ],
            visibleTo: [{ type: 'user', username: 'john@example.com' }],
          },
        },
      },
    ]);
  });

  test('101: a create action without a mapping leaves the request as it is', async () => {
    const alert = {
      alias: 'disk',
      description: 'd',
      tags: ['t'],
      actions: ['a'],
      details: { k: 'v' },
      entity: 'e',
      priority: 'P4',
      user: 'cron',
      note: 'n',
      source: 's',
    };
    const [mapped, plain] = [await withActions({ create: all() }), await withActions({})];
    await mapped.create(alert);
    await plain.create(alert);
    const message = ({ sent }: typeof mapped) => ({
      ...sent[0]?.message,
      requestId: '',
      integration: {},
    });
    expect(message(mapped)).toEqual(message(plain));
  });

  test('101: an alert without an alias is created under the id of its request, and nothing else acts on it', async () => {
    const { create, sent, get } = await withActions({
      create: [{ name: 'urgent', ...when('priority', 'equals', 'P1') }],
      close: all(),
    });
    const { json } = await create({ priority: 'P1' });
    expect(sent).toMatchObject([
      { message: { target: { type: 'id', value: alertIdOfRequest('acc', json.requestId) } } },
    ]);
    const { json: other } = await create({ priority: 'P2' });
    expect(sent).toHaveLength(1);
    expect((await get(`/v2/alerts/requests/${other.requestId}`)).json.data.status).toBe(IGNORED_STATUS);
  });

  test('101: actions on an existing alert are not filtered', async () => {
    const { call, sent } = await withActions({ ignore: all() });
    expect((await call('POST', '/v2/alerts/disk/close?identifierType=alias', {}, 'own')).status).toBe(202);
    expect(sent).toMatchObject([{ message: { action: { type: 'Close' } } }]);
  });

  test('101: the key of an integration without actions costs no read', async () => {
    const { create, reads, sent } = await withActions({});
    await create({});
    expect(sent).toHaveLength(1);
    expect(reads).toEqual([]);
  });

  test('101: an alert is created while the key does not know yet that the actions were removed', async () => {
    const { create, sent, configuration, integrationId } = await withActions({ ignore: all() });
    await configuration('PUT', `/v2/integrations/${integrationId}/actions`, {});
    await create({});
    expect(sent).toHaveLength(1);
  });
});
