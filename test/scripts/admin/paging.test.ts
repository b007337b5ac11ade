import { createAccount } from '../../../scripts/admin/keys.ts';
import { getActiveStop, resumeAllPaging, stopAllPaging } from '../../../scripts/admin/paging.ts';
import { HOUR, MINUTE } from '../../../src/platform/clock.ts';
import { newId } from '../../../src/platform/ids.ts';
import { configurationPk } from '../../../src/platform/keys.ts';
import { NOON } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

const anAccount = async () => (await createAccount(table(), { id: newId(), name: 'Acme' })).id;

test('an operator stops and resumes paging, and the audit log has both', async () => {
  const accountId = await anAccount();
  const stop = await stopAllPaging(table(), accountId, { reason: 'Storm', minutes: 30 }, NOON);
  expect(stop).toMatchObject({ until: NOON + 30 * MINUTE, by: 'Operator' });
  expect(await getActiveStop(table(), accountId, NOON + MINUTE)).toEqual(stop);
  expect(await getActiveStop(table(), accountId, NOON + HOUR)).toBeUndefined();
  expect(await resumeAllPaging(table(), accountId, NOON + MINUTE)).toMatchObject({ resumedBy: 'Operator' });
  expect(await getActiveStop(table(), accountId, NOON + MINUTE)).toBeUndefined();
  expect(await resumeAllPaging(table(), accountId, NOON + 2 * MINUTE)).toBeUndefined();
  const { items } = await table().query({ pk: `A#${accountId}#AUDIT#2026-11-24` });
  expect(items).toHaveLength(2);
  expect(items[0]).toMatchObject({ actor: { name: 'Operator' }, outcome: 'done' });
  expect((await table().query({ pk: configurationPk(accountId, 'SETTINGS') })).items).toHaveLength(1);
});

test.each([0, 1_441, 1.5, Number.NaN])('%p minutes are refused', async (minutes) => {
  const accountId = await anAccount();
  await expect(stopAllPaging(table(), accountId, { reason: 'Storm', minutes }, NOON)).rejects.toThrow(
    '--minutes is a whole number from 1 to 1440.',
  );
});

test('an account that does not exist is not stopped', async () => {
  await expect(stopAllPaging(table(), 'nobody', { reason: 'Storm', minutes: 30 }, NOON)).rejects.toThrow(
    'Account nobody does not exist.',
  );
});
