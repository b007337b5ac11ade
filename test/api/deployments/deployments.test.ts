import { configurationApi } from '../../../simulator/configuration-api.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

/** The body that the Go client sends. */
const BODY = {
  state: 'started',
  environment: { type: 'Production', id: 'eu', displayName: '' },
  startedAt: '2026-11-02T09:00:00Z',
  completedAt: '0001-01-01T00:00:00Z',
  message: 'Release 1.2.3',
  releases: [
    {
      type: 'bbc',
      repository: { workspace: { identifier: 'shop', type: 'name' }, repoSlug: 'web' },
      commit: { sha: 'abc123' },
    },
  ],
};

test('a deployment is created, changes its state, and is found by id and external id', async () => {
  const call = configurationApi(table(), { accountId: 'deployments' });
  const { status, body } = await call('POST', '/v2/deployments', { ...BODY, externalId: 'pipeline-7' });
  expect(status).toBe(202);
  expect(body).not.toHaveProperty('data');
  const request = (await call('GET', `/v2/deployments/requests/${body.requestId}`)).body.data;
  expect(request).toEqual({
    action: 'Create',
    isSuccess: true,
    status: 'Created deployment',
    deploymentId: expect.any(String),
    processedAt: expect.stringMatching(/Z$/),
  });
  const path = `/v2/deployments/${request.deploymentId}`;
  const shown = (await call('GET', path)).body.data;
  expect(shown).toEqual({
    id: request.deploymentId,
    externalId: 'pipeline-7',
    type: 'api',
    state: 'started',
    environment: { type: 'Production', id: 'eu' },
    message: 'Release 1.2.3',
    description: '',
    externalLink: '',
    startedAt: '2026-11-02T09:00:00.000Z',
  });
  for (const query of ['?identifierType=api', '?type=pipelines']) {
    expect((await call('GET', `/v2/deployments/pipeline-7${query}`)).body.data).toEqual(shown);
  }
  expect((await call('GET', `${path}?expand=releases`)).body.data.releases).toEqual(BODY.releases);

  const update = await call('PUT', '/v2/deployments/pipeline-7/updateState?identifierType=api', {
    state: 'successful',
    completedAt: '2026-11-02T09:10:00Z',
    IdentifierType: 1,
  });
  expect(update.status).toBe(202);
  expect((await call('GET', path)).body.data).toMatchObject({
    state: 'successful',
    completedAt: '2026-11-02T09:10:00.000Z',
  });
});

test('the request status shows why a request was refused', async () => {
  const call = configurationApi(table(), { accountId: 'refused' });
  const outcome = async (method: string, path: string, body: object) => {
    const { requestId } = (await call(method, path, body)).body;
    return (await call('GET', `/v2/deployments/requests/${requestId}`)).body.data;
  };
  expect(await outcome('PUT', '/v2/deployments/none/updateState', { state: 'failed' })).toMatchObject({
    isSuccess: false,
    status: 'Deployment does not exist',
  });
  await call('POST', '/v2/deployments', { ...BODY, externalId: 'one' });
  expect(await outcome('POST', '/v2/deployments', { ...BODY, externalId: 'one' })).toMatchObject({
    isSuccess: false,
    status: 'Deployment exists already',
  });
  expect((await call('GET', '/v2/deployments/none')).status).toBe(404);
  expect((await call('GET', '/v2/deployments/requests/none')).status).toBe(404);
});

test.each([
  ['state', { state: 'done' }],
  ['environment', { environment: null }],
  ['environment.type', { environment: { type: 'Playground', id: 'x' } }],
  ['releases', { releases: [] }],
])('an invalid %s is rejected with the field name', async (field, change) => {
  const call = configurationApi(table(), { accountId: 'wrong' });
  const { status, body } = await call('POST', '/v2/deployments', { ...BODY, ...change });
  expect([status, Object.keys(body.errors)]).toEqual([422, [field]]);
});

test('an account cannot find deployments of another account', async () => {
  const one = configurationApi(table(), { accountId: 'one' });
  const two = configurationApi(table(), { accountId: 'two' });
  await one('POST', '/v2/deployments', { ...BODY, externalId: 'shared' });
  expect((await two('GET', '/v2/deployments/shared?type=api')).status).toBe(404);
});
