import { configurationApi } from '../../simulator/configuration-api.ts';
import { putAccount } from '../../src/domain/accounts/store.ts';
import { formatPath } from '../../src/domain/kernel/input.ts';
import { checkMembers } from '../../src/domain/kernel/unknown-members.ts';
import { getRequestExample } from '../../src/handlers/routes/all-examples.ts';
import { allRoutes } from '../../src/handlers/routes/all-routes.ts';
import { useTable } from '../support/table.ts';

/** No request has a member or parameter that is ignored without a word. */

const table = useTable();

async function anAccount(accountId: string) {
  await putAccount(table(), { id: accountId, name: 'Acme' });
  return configurationApi(table(), { accountId });
}

/** Members whose value is an object with any member names. */
const MAPS = /(^|\.)(details|executiveSummary)\b/;

interface Planted {
  readonly path: string;
  readonly body: unknown;
}

/** Copies of the body, each with one more member in one of its objects. */
function plant(value: unknown): readonly Planted[] {
  if (Array.isArray(value)) {
    return value.flatMap((element, i) =>
      plant(element).map(({ path, body }) => ({ path: `[${i}].${path}`, body: value.with(i, body) })),
    );
  }
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([name, member]) =>
    plant(member).map(({ path, body }) => ({
      path: `${name}${path.startsWith('[') ? '' : '.'}${path}`,
      body: { ...value, [name]: body },
    })),
  );
  return [{ path: 'stray', body: { ...value, stray: 1 } }, ...inner];
}

test('every schema of a body names an unknown member, wherever it stands', () => {
  const dropped = allRoutes().flatMap(({ method, path: route, body: schema }) =>
    schema
      ? plant(getRequestExample(`${method} ${route}`))
          .filter(({ path, body }) => {
            const { unknown } = checkMembers(schema, body);
            const isNamed = unknown.some((member) => formatPath(member.path) === path);
            return !isNamed && !MAPS.test(path);
          })
          .map(({ path }) => `${method} ${route}: ${path}`)
      : [],
  );
  expect(dropped).toEqual([]);
});

test('a member that a request without a body does not read is listed as ignored', async () => {
  const call = await anAccount('body');
  const { status, body } = await call('DELETE', '/v2/account/paging-stop', {
    reason: 'Storm is over',
    note: '',
  });
  expect([status, body.ignored]).toEqual([200, ['reason']]);
});

test('an unknown query parameter is listed as ignored, beside the members of the body', async () => {
  const call = await anAccount('query');
  const changed = await call('PATCH', '/v2/account?dryRun=true', { timeZone: 'Europe/Berlin', region: 'eu' });
  expect([changed.status, changed.body.ignored]).toEqual([200, ['region', '?dryRun']]);
  const listed = await call('GET', '/v1/maintenance?state=past&type=all');
  expect([listed.status, listed.body.ignored]).toEqual([200, ['?state']]);
});

test('identifierType is not listed where it changes nothing', async () => {
  const call = await anAccount('identifier');
  expect((await call('GET', '/v2/account?identifierType=id')).body).not.toHaveProperty('ignored');
});

test('stopping all paging refuses what it does not know, because a wrong end stops pages', async () => {
  const call = await anAccount('stop');
  const { status, body } = await call('PUT', '/v2/account/paging-stop', { reason: 'Storm', duration: 5 });
  expect([status, body.errors]).toEqual([422, { duration: 'is not known here; known are reason, minutes' }]);
  expect((await call('GET', '/v2/account')).body.data).not.toHaveProperty('pagingStop');
});
