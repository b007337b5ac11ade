import { type Call, configurationApi } from '../../../simulator/configuration-api.ts';
import type { IntegrationDefaults } from '../../../src/domain/accounts/model.ts';
import { createApiKeyLookup } from '../../../src/domain/accounts/store.ts';
import type { AlertAction } from '../../../src/domain/alerts/action.ts';
import { createAlertSchema } from '../../../src/domain/alerts/input.ts';
import { withIntegrationDefaults } from '../../../src/domain/alerts/integration-defaults.ts';
import { resolveEventAction } from '../../../src/domain/integrations/event-action.ts';
import type { IntegrationAction } from '../../../src/domain/integrations/model.ts';
import { useTable } from '../../support/table.ts';

/** The defaults of an integration for its alerts. */

const table = useTable();
const ALL = '/v2/integrations';

const content = {
  tags: ['edge', 'of {{details.host}}'],
  extraProperties: { runbook: 'https://example.com/{{entity}}', host: 'hidden' },
  customPriority: '{{details.severity}}',
  priority: 'P2',
};

describe('the defaults for alerts created by the API', () => {
  const under = (settings: IntegrationDefaults, body: object = {}) => {
    const {
      user: _u,
      source: _s,
      note: _n,
      alias: _a,
      ...alert
    } = createAlertSchema().parse({ message: 'm', ...body });
    const { tags, details, priority } = withIntegrationDefaults(
      { type: 'Create', ...alert },
      settings,
    ) as Extract<AlertAction, { type: 'Create' }>;
    return { tags, details, priority };
  };
  const body = { tags: ['a'], details: { host: 'db1' }, entity: 'disk', priority: 'P4' };

  test('empty defaults change nothing', () => {
    expect(under({}, body)).toEqual({ tags: ['a'], details: { host: 'db1' }, priority: 'P4' });
  });

  test('tags and properties are added, filled from the alert, and the priority is set', () => {
    expect(under(content as IntegrationDefaults, body)).toEqual({
      tags: ['a', 'edge', 'of db1'],
      details: { host: 'hidden', runbook: 'https://example.com/disk' },
      priority: 'P2',
    });
  });

  test.each([
    ['p1', 'P1'],
    ['urgent', 'P2'],
  ])('a template that makes %s of the priority: %s', (severity, priority) => {
    expect(under(content as IntegrationDefaults, { details: { severity } }).priority).toBe(priority);
  });

  test('ignored values of the request are left out, but can be used in templates', () => {
    const settings = { ...content, ignoreTagsFromPayload: true, ignoreExtraPropertiesFromPayload: true };
    expect(under(settings as IntegrationDefaults, body)).toEqual({
      tags: ['edge', 'of db1'],
      details: { host: 'hidden', runbook: 'https://example.com/disk' },
      priority: 'P2',
    });
  });

  test('the limits of alerts apply', () => {
    const tags = Array.from({ length: 20 }, (_, i) => `t${i}`);
    const full = under({ tags: ['one more'], extraProperties: { more: 'x'.repeat(9_000) } }, { tags });
    expect(full.tags).toEqual(tags);
    expect(JSON.stringify(full.details).length).toBeLessThan(8_100);
  });
});

describe('the defaults for events of tools', () => {
  const event = {
    action: 'create',
    alias: 'a',
    message: 'm',
    tags: ['own'],
    details: { host: 'db1' },
    priority: 'P5',
  } as const;
  const made = (settings: object, ...actions: Partial<IntegrationAction>[]) => {
    const filter = { type: 'match-all', conditions: [] } as const;
    const whole = actions.map((each) => ({ type: 'create' as const, name: 'c', order: 0, filter, ...each }));
    const eventAction = resolveEventAction(event, { disk: 'sda' }, whole, settings as IntegrationDefaults);
    return (
      eventAction && { tags: eventAction.tags, details: eventAction.details, priority: eventAction.priority }
    );
  };

  test('templates are filled from the payload', () => {
    expect(made({ tags: ['{{disk}}'], extraProperties: { disk: '/dev/{{disk}}' }, priority: 'P1' })).toEqual({
      tags: ['own', 'sda'],
      details: { host: 'db1', disk: '/dev/sda' },
      priority: 'P1',
    });
  });

  test('values of an action take precedence', () => {
    const settings = {
      tags: ['i'],
      extraProperties: { of: 'i' },
      priority: 'P1',
      ignoreTagsFromPayload: true,
      ignoreExtraPropertiesFromPayload: true,
    };
    expect(made(settings, { tags: ['a'], extraProperties: { of: 'a' }, priority: 'P3' })).toEqual({
      tags: ['i', 'a'],
      details: { of: 'a' },
      priority: 'P3',
    });
    expect(made(settings, { ignoreTagsFromPayload: false }, {})?.tags).toEqual(['own', 'i']);
  });
});

describe('the defaults in the API', () => {
  let call: Call;
  beforeAll(() => {
    call = configurationApi(table(), { accountId: 'content' });
  });

  test('they are returned as set, stored with the key, and replaced by PUT', async () => {
    const whole = { ...content, ignoreTagsFromPayload: true };
    const { body } = await call('POST', ALL, { name: 'Edge', type: 'API', ...whole });
    const path = `${ALL}/${body.data.id}`;
    const key = async () => (await createApiKeyLookup(table(), () => 0)(body.data.apiKey))?.alerts;
    const shown = (await call('GET', path)).body.data;
    expect(shown).toMatchObject(whole);
    expect(shown).not.toHaveProperty('ignoreExtraPropertiesFromPayload');
    expect(await key()).toEqual(whole);

    expect((await call('PUT', path, { ...shown, priority: 'P5' })).status).toBe(200);
    expect(await key()).toEqual({ ...whole, priority: 'P5' });
    expect((await call('POST', `${path}/disable`)).status).toBe(201);
    expect((await call('GET', path)).body.data).toMatchObject({ ...whole, priority: 'P5' });

    expect((await call('PUT', path, { name: 'Edge', type: 'API', enabled: true })).status).toBe(200);
    expect(await key()).toEqual({});
    expect((await call('GET', path)).body.data).not.toHaveProperty('tags');
  });

  test.each([
    ['priority', { priority: 'P0' }],
    ['tags', { tags: Array.from({ length: 21 }, (_, i) => `t${i}`) }],
    ['extraProperties', { extraProperties: { a: 'x'.repeat(8_000) } }],
    ['ignoreTeamsFromPayload', { ignoreTeamsFromPayload: true }],
    ['ignoreRecipientsFromPayload', { ignoreRecipientsFromPayload: true }],
    ['isDefaultIntegration', { isDefaultIntegration: true }],
    ['forwardingEnabled', { forwardingEnabled: true }],
    ['forwardingActionMappings', { forwardingActionMappings: [{}] }],
    ['url', { url: 'https://example.com/' }],
    ['headers', { headers: { 'X-A': 'b' } }],
    ['addAlertDetails', { addAlertDetails: true }],
    ['alertFilter', { alertFilter: { type: 'match-all' } }],
    ['alertActions', { alertActions: ['Create'] }],
    ['emailUsername', { emailUsername: 'edge' }],
    ['forwardingEnabled', { type: 'Webhook', url: 'https://example.com/', forwardingEnabled: false }],
  ])('settings without an effect are refused: %s of %j', async (field, change) => {
    const { status, body } = await call('POST', ALL, { name: 'No', type: 'API', ...change });
    expect({ status, fields: Object.keys(body.errors ?? {}) }).toEqual({ status: 422, fields: [field] });
  });

  test('the owner is accepted under its other name', async () => {
    const { body: team } = await call('POST', '/v2/teams', { name: 'Edge' });
    const assignedTeam = { id: team.data.id };
    const { body } = await call('POST', ALL, { name: 'Assigned', type: 'API', assignedTeam });
    expect(body.data).toMatchObject({ teamId: team.data.id });
  });

  test('empty defaults are accepted', async () => {
    const nothing = {
      ignoreTeamsFromPayload: false,
      ignoreRecipientsFromPayload: null,
      forwardingEnabled: false,
      forwardingActionMappings: [],
      headers: {},
      url: '',
      alertActions: [],
      addAlertDetails: false,
      isAdvanced: false,
    };
    expect((await call('POST', ALL, { name: 'Plain', type: 'API', ...nothing })).status).toBe(201);
  });
});
