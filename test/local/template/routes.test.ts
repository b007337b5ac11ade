import { createRouteFinder } from '../../../src/local/runtime/http-api.ts';
import { readService } from '../../../src/local/template/service.ts';

const { routes } = readService('serverless.yml', 'local');
const find = createRouteFinder(routes);

test.each([
  ['POST', '/v2/alerts', 'alerts-api'],
  ['GET', '/v2/alerts', 'configuration-api'],
  ['GET', '/v2/alerts/count', 'configuration-api'],
  ['GET', '/v2/alerts/1/logs', 'alerts-api'],
  ['GET', '/v2/alerts/1/story', 'configuration-api'],
  ['POST', '/v2/alerts/1/close', 'alerts-api'],
  ['POST', '/v2/alerts/bulk-actions/close', 'configuration-api'],
  ['GET', '/v2/alerts/bulk-actions/1', 'configuration-api'],
  ['POST', '/v2/alerts/bulk-actions/1/cancel', 'configuration-api'],
  ['GET', '/v2/teams', 'configuration-api'],
  ['GET', '/', 'web-files'],
  ['GET', '/console', 'web-files'],
  ['GET', '/console/alerts/1', 'web-files'],
  ['GET', '/web/session', 'web'],
  ['POST', '/web/api/v2/alerts', 'web'],
])('%s %s reaches %s', (method, path, functionName) => {
  expect(find(method, path)?.functionName).toBe(functionName);
});

/** Whether method or path decides among greedy routes is not documented, so no two of them may disagree. */
test('a greedy route of one method hides no longer one of all methods', () => {
  const greedy = routes.filter(({ path }) => path.endsWith('/{proxy+}'));
  const toPrefix = (path: string) => path.slice(0, -'{proxy+}'.length);
  const hidden = greedy
    .filter(({ method }) => method === '*')
    .flatMap((route) =>
      greedy.filter(
        ({ method, path, functionName }) =>
          method !== '*' &&
          functionName !== route.functionName &&
          route.path !== path &&
          toPrefix(route.path).startsWith(toPrefix(path)) &&
          !greedy.some((own) => own.path === route.path && own.method === method),
      ),
    );
  expect(hidden).toEqual([]);
});
