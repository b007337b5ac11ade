import { type LocalService, startLocalService, waitFor } from '../../../simulator/local-service.ts';
import { parseInput, rejectMisspeltMembers } from '../../../src/domain/kernel/input.ts';
import { getRequestExample, listExamples } from '../../../src/handlers/routes/all-examples.ts';
import { allRoutes } from '../../../src/handlers/routes/all-routes.ts';

/** The examples of request bodies in /openapi.json: each is complete, correct, and accepted by the running service. */

const routesWithBody = allRoutes()
  .filter(({ method, body, form, anyBody }) => method !== 'GET' && (body || form || anyBody))
  .map((route) => [`${route.method} ${route.path}`, route] as const);

test('every request body has an example, and every example belongs to an operation', () => {
  expect([...listExamples()].sort()).toEqual(routesWithBody.map(([operation]) => operation).sort());
});

test.each(routesWithBody.filter(([, { body }]) => body))(
  'the example of %s matches its schema and has no unknown member',
  (operation, { body }) => {
    const { value, ignored } = rejectMisspeltMembers(body!, getRequestExample(operation));
    expect(ignored).toEqual([]);
    expect(() => parseInput(body!, value)).not.toThrow();
  },
);

describe('on the running service', () => {
  const ACCOUNT_KEY = 'examples-key-of-the-whole-account';
  let service: LocalService;
  let document: { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };
  const tried = new Set<string>();
  /** What stands in the place of ids in the examples, by the member that has the id. */
  const ids: Record<string, string> = {};

  interface Operation {
    readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: object }>> };
  }

  interface Answer {
    readonly data: Record<string, string>;
    readonly requestId: string;
  }

  beforeAll(async () => {
    service = await startLocalService({
      environment: { ACCOUNT_KEY, RATE_LIMIT_CONFIGURATION: '1000/1000' },
    });
    document = (await (await fetch(`${service.url}/openapi.json`)).json()) as typeof document;
  });

  afterAll(() => service.stop());

  async function call(
    method: string,
    path: string,
    body?: string | FormData,
    key = ACCOUNT_KEY,
  ): Promise<Answer> {
    const response = await fetch(`${service.url}${path}`, {
      method,
      headers: { authorization: `GenieKey ${key}` },
      ...(body && { body }),
    });
    const answer = (await response.json()) as Answer;
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    expect(answer).not.toHaveProperty('warnings');
    return answer;
  }

  /** Sends the example in the document of the operation, and expects success. */
  async function tryExample(operation: string, path?: string, key?: string): Promise<Answer> {
    const [method = '', template = ''] = operation.split(' ');
    const { content } = document.paths[template]?.[method.toLowerCase()]?.requestBody ?? {};
    const [type, { example }] = Object.entries(content ?? {})[0] ?? ['', {}];
    tried.add(operation);
    if (type !== 'multipart/form-data') {
      const body = JSON.stringify(example, (member, value) => withId(member, value));
      return call(method, path ?? template, body, key);
    }
    const form = new FormData();
    for (const [name, value] of Object.entries(example ?? {})) {
      form.append(name, name === 'file' ? new File([value], 'graph.txt') : value);
    }
    return call(method, path ?? template, form, key);
  }

  function withId(member: string, value: unknown): unknown {
    if (member === 'entity') return { ...(value as object), id: ids.integrationId };
    if (member === 'impactedServices') return [ids.serviceId];
    return ids[member] ?? value;
  }

  /** Sends the example of an action, and expects that it is applied, not only accepted. */
  async function act(operation: string, path: string, requests = '/v2/alerts/requests'): Promise<string> {
    const { requestId } = await tryExample(operation, path);
    const { data } = await waitFor(
      async () => {
        const response = await fetch(`${service.url}${requests}/${requestId}`, {
          headers: { authorization: `GenieKey ${ACCOUNT_KEY}` },
        });
        return (await response.json()) as Partial<Answer>;
      },
      (answer) => answer.data !== undefined,
    );
    expect({ operation, status: data?.status, isSuccess: data?.isSuccess }).toMatchObject({
      operation,
      isSuccess: true,
    });
    return data?.alertId ?? data?.incidentId ?? '';
  }

  const steps: readonly (readonly [title: string, run: () => Promise<void>])[] = [
    [
      'account, users and their rules',
      async () => {
        await tryExample('PATCH /v2/account');
        await tryExample('PUT /v2/account/paging-stop');
        await call('DELETE', '/v2/account/paging-stop');
        await tryExample('POST /v2/users');
        const ben = { username: 'ben@example.com', fullName: 'Ben Carter', role: { name: 'User' } };
        await call('POST', '/v2/users', JSON.stringify(ben));
        const user = '/v2/users/anna@example.com';
        await tryExample('PATCH /v2/users/{identifier}', user);
        const { data: contact } = await tryExample(
          'POST /v2/users/{identifier}/contacts',
          `${user}/contacts`,
        );
        await call('POST', `${user}/contacts`, JSON.stringify({ method: 'voice', to: '1-2025550143' }));
        const { data: rules } = await call('GET', `${user}/notification-rules`);
        const [first] = (rules as unknown as { id: string; actionType: string }[]).filter(
          ({ actionType }) => actionType === 'create-alert',
        );
        const rule = `${user}/notification-rules/${first?.id}`;
        await tryExample('PATCH /v2/users/{identifier}/notification-rules/{ruleId}', rule);
        const base = 'POST /v2/users/{identifier}/notification-rules';
        const { data: step } = await tryExample(`${base}/{ruleId}/steps`, `${rule}/steps`);
        await tryExample(
          'PATCH /v2/users/{identifier}/notification-rules/{ruleId}/steps/{id}',
          `${rule}/steps/${step.id}`,
        );
        await tryExample(base, `${user}/notification-rules`);
        await tryExample(`${base}/{ruleId}/change-order`, `${rule}/change-order`);
        await tryExample(`${base}/copy-to`, `${user}/notification-rules/copy-to`);
        await tryExample(
          'PATCH /v2/users/{identifier}/contacts/{contactId}',
          `${user}/contacts/${contact.id}`,
        );
      },
    ],
    [
      'a team with its schedule, escalation, routing and roles',
      async () => {
        const { data: team } = await tryExample('POST /v2/teams');
        ids.teamId = team.id!;
        const path = `/v2/teams/${team.id}`;
        await tryExample('PATCH /v2/teams/{identifier}', path);
        await tryExample('POST /v2/teams/{identifier}/members', `${path}/members`);
        const { data: role } = await tryExample('POST /v2/teams/{identifier}/roles', `${path}/roles`);
        await tryExample(
          'PATCH /v2/teams/{identifier}/roles/{teamRoleIdentifier}',
          `${path}/roles/${role.id}`,
        );
        const { data: schedule } = await tryExample('POST /v2/schedules');
        const at = `/v2/schedules/${schedule.id}`;
        await tryExample('PATCH /v2/schedules/{identifier}', at);
        const { data: rotation } = await tryExample(
          'POST /v2/schedules/{identifier}/rotations',
          `${at}/rotations`,
        );
        await tryExample('PATCH /v2/schedules/{identifier}/rotations/{id}', `${at}/rotations/${rotation.id}`);
        await tryExample('POST /v2/schedules/{identifier}/overrides', `${at}/overrides`);
        await tryExample('PUT /v2/schedules/{identifier}/overrides/{alias}', `${at}/overrides/christmas`);
        const { data: escalation } = await tryExample('POST /v2/escalations');
        await tryExample('PATCH /v2/escalations/{identifier}', `/v2/escalations/${escalation.id}`);
        const routing = 'POST /v2/teams/{identifier}/routing-rules';
        const { data: rule } = await tryExample(routing, `${path}/routing-rules`);
        const rulePath = `${path}/routing-rules/${rule.id}`;
        await tryExample('PATCH /v2/teams/{identifier}/routing-rules/{id}', rulePath);
        await tryExample(`${routing}/{id}/change-order`, `${rulePath}/change-order`);
      },
    ],
    [
      'policies, heartbeats, forwarding rules, roles and saved searches',
      async () => {
        for (const version of ['v2', 'v1']) {
          // As docs/first-team.md sends it: a policy of the whole account would have a warning.
          const { data: team } = await call('GET', '/v2/teams/Payments?identifierType=name');
          const { data: policy } = await tryExample(
            `POST /${version}/policies`,
            version === 'v2' ? `/v2/policies?teamId=${team.id}` : undefined,
          );
          const path = `/${version}/policies/${policy.id}`;
          await tryExample(`PUT /${version}/policies/{policyId}`, path);
          await tryExample(`POST /${version}/policies/{policyId}/change-order`, `${path}/change-order`);
          await call('DELETE', path);
        }
        await tryExample('POST /v2/heartbeats');
        await tryExample('PATCH /v2/heartbeats/{name}', '/v2/heartbeats/nightly-backup');
        await tryExample('POST /v2/forwarding-rules');
        await tryExample(
          'PUT /v2/forwarding-rules/{identifier}',
          '/v2/forwarding-rules/summer-holiday?identifierType=alias',
        );
        const { data: role } = await tryExample('POST /v2/roles');
        await tryExample('PUT /v2/roles/{identifier}', `/v2/roles/${role.id}`);
        const { data: search } = await tryExample('POST /v2/alerts/saved-searches');
        await tryExample(
          'PATCH /v2/alerts/saved-searches/{identifier}',
          `/v2/alerts/saved-searches/${search.id}`,
        );
      },
    ],
    [
      'an integration, events of tools, and maintenance',
      async () => {
        const { data: integration } = await tryExample('POST /v2/integrations');
        ids.integrationId = integration.id!;
        await tryExample('POST /v2/integrations/authenticate', undefined, integration.apiKey);
        const path = `/v2/integrations/${integration.id}`;
        await tryExample('PUT /v2/integrations/{id}', path);
        await tryExample('PUT /v2/integrations/{id}/actions', `${path}/actions`);
        await tryExample('POST /v2/integrations/{id}/actions', `${path}/actions`);
        for (const type of ['Prometheus', 'PagerDutyCompatibility']) {
          const body = JSON.stringify({ type, name: type, ownerTeam: { name: 'Payments' } });
          const { data } = await call('POST', '/v2/integrations', body);
          ids[type] = data.apiKey!;
        }
        for (const base of ['/v1/json', '/v1/json/integrations/webhooks']) {
          await tryExample(`POST ${base}/{type}`, `${base}/prometheus?apiKey=${ids.Prometheus}`);
        }
        ids.routing_key = ids.PagerDutyCompatibility!;
        await tryExample('POST /v2/enqueue');
        await tryExample('POST /v2/change/enqueue');
        const { data: maintenance } = await tryExample('POST /v1/maintenance');
        await tryExample('PUT /v1/maintenance/{id}', `/v1/maintenance/${maintenance.id}`);
        // The end can be changed only of a maintenance that is active.
        const rules = [{ state: 'disabled', entity: { type: 'integration', id: integration.id } }];
        const { data: active } = await call(
          'POST',
          '/v1/maintenance',
          JSON.stringify({ time: { type: 'for-1-hour' }, rules }),
        );
        await tryExample(
          'POST /v1/maintenance/{id}/change-end-date',
          `/v1/maintenance/${active.id}/change-end-date`,
        );
      },
    ],
    [
      'an alert and the actions on it',
      async () => {
        const id = await act('POST /v2/alerts', '/v2/alerts');
        await call('POST', '/v2/teams', JSON.stringify({ name: 'Database' }));
        for (const action of [
          'acknowledge',
          'unacknowledge',
          'escalate',
          'assign',
          'responders',
          'teams',
          'tags',
          'details',
          'notes',
          'snooze',
        ]) {
          await act(`POST /v2/alerts/{identifier}/${action}`, `/v2/alerts/${id}/${action}`);
        }
        await act('POST /v2/alerts/{identifier}/actions/{actionName}', `/v2/alerts/${id}/actions/restart`);
        for (const field of ['message', 'description', 'priority']) {
          await act(`PUT /v2/alerts/{identifier}/${field}`, `/v2/alerts/${id}/${field}`);
        }
        await tryExample('POST /v2/alerts/{identifier}/attachments', `/v2/alerts/${id}/attachments`);
        await act('POST /v2/alerts/{identifier}/close', `/v2/alerts/${id}/close`);
        await tryExample('POST /v2/simulate');
      },
    ],
    [
      'bulk actions',
      async () => {
        for (const operation of listExamples().filter((each) => each.includes('bulk-actions'))) {
          await tryExample(operation);
        }
      },
    ],
    [
      'a service, its incidents and their postmortem',
      async () => {
        const { data: created } = await tryExample('POST /v1/services');
        ids.serviceId = created.id!;
        const path = `/v1/services/${created.id}`;
        await tryExample('PATCH /v1/services/{id}', path);
        for (const [kind, parameter] of [
          ['incident-rules', 'ruleId'],
          ['incident-templates', 'templateId'],
        ]) {
          const { data } = await tryExample(`POST /v1/services/{id}/${kind}`, `${path}/${kind}`);
          await tryExample(`PUT /v1/services/{id}/${kind}/{${parameter}}`, `${path}/${kind}/${data.id}`);
        }
        await tryExample('PATCH /v1/services/{id}/audience-templates', `${path}/audience-templates`);
        const { data: template } = await tryExample('POST /v1/incident-templates');
        await tryExample('PUT /v1/incident-templates/{id}', `/v1/incident-templates/${template.id}`);
        const id = await act('POST /v1/incidents/create', '/v1/incidents/create', '/v1/incidents/requests');
        ids.incidentId = id;
        for (const action of [
          'notes',
          'responders',
          'tags',
          'details',
          'message',
          'description',
          'priority',
          'resolve',
          'reopen',
          'close',
        ]) {
          const operation = `/v1/incidents/{identifier}/${action}`;
          await act(`POST ${operation}`, `/v1/incidents/${id}/${action}`, '/v1/incidents/requests');
          if (action === 'priority') await tryExample(`PUT ${operation}`, `/v1/incidents/${id}/priority`);
        }
        const timeline = '/v2/incident-timelines';
        await tryExample(`POST ${timeline}/{incidentId}/entries`, `${timeline}/${id}/entries`);
        const { data: postmortem } = await tryExample('POST /v2/postmortem');
        await tryExample('PATCH /v2/postmortem/{id}', `/v2/postmortem/${postmortem.id}`);
      },
    ],
    [
      'a deployment',
      async () => {
        await tryExample('POST /v2/deployments');
        const path = '/v2/deployments/build-4711/updateState?identifierType=api';
        await tryExample('PUT /v2/deployments/{identifier}/updateState', path);
      },
    ],
  ];

  test.each(steps)('the examples are accepted: %s', (_, run) => run());

  test('only the code of a contact cannot be tried, because it is in a message to the contact', () => {
    expect(listExamples().filter((operation) => !tried.has(operation))).toEqual([
      'POST /v2/users/{identifier}/contacts/{contactId}/verification/confirm',
    ]);
  });
});
