import { createUserStore } from '../../../src/domain/users/store.ts';
import { aUser } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';
import { aService } from '../alerts/harness.ts';

const table = useTable();

async function serviceFor(role: string) {
  const accountId = `role-${role}`;
  const { id } = await createUserStore(table()).create(accountId, aUser({ role: { id: role, name: role } }));
  return aService(table(), { accountId, userId: id });
}

test('a user acts on alerts in their own name, whatever the body says', async () => {
  const { call, sent } = await serviceFor('User');
  const { status } = await call(
    'POST',
    '/v2/alerts/x/close',
    { user: 'boss@example.com', note: 'n' },
    'user',
  );
  expect(status).toBe(202);
  expect(sent.map(({ message }) => message)).toMatchObject([{ user: 'jane@example.com', note: 'n' }]);
});

test.each([
  ['Observer', 200],
  ['Stakeholder', 403],
  ['A role that has gone', 403],
])('%s: reading alerts returns %i, and acting on them 403', async (role, reading) => {
  const { call, get, sent } = await serviceFor(role);
  expect((await get('/v2/alerts', 'user')).status).toBe(reading);
  expect((await call('POST', '/v2/alerts', { message: 'Disk full' }, 'user')).status).toBe(403);
  expect((await call('POST', '/v2/alerts/x/acknowledge', {}, 'user')).status).toBe(403);
  expect(sent).toEqual([]);
});
