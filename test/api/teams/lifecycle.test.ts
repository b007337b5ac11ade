import { createTeam, deleteTeam } from '../../../src/api/teams/lifecycle.ts';
import { createDirectory } from '../../../src/handlers/directory.ts';
import type { Table } from '../../../src/platform/table.ts';
import { SET_UP } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();
const team = { id: 'f0000000-0000-8000-8000-000000000001', name: 'Ops', description: '', members: [] };

class Crash extends Error {}

/** The table, but the process dies before the write of that number (from 0). */
function dyingBefore(write: number): Table {
  let writes = 0;
  const counted =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (writes++ === write) throw new Crash();
      return call(...args);
    };
  const whole = table();
  return { ...whole, put: counted(whole.put), delete: counted(whole.delete) };
}

async function stateOf(accountId: string) {
  const { teams, escalations, schedules } = createDirectory(table());
  const named = async (store: typeof teams | typeof escalations | typeof schedules) =>
    (await store.list(accountId)).map((it) => [it.id, it.name]);
  return {
    teams: await named(teams),
    escalations: await named(escalations),
    schedules: await named(schedules),
  };
}

/** Runs with a crash before each write in turn and once more to the end; gives the end states, and how many crashes. */
async function crashEverywhere(
  prefix: string,
  prepare: (accountId: string) => Promise<unknown>,
  act: (dying: Table, accountId: string) => Promise<unknown>,
) {
  const states: unknown[] = [];
  for (let write = 0; ; write++) {
    const accountId = `${prefix}-${write}`;
    await prepare(accountId);
    const crashed = await act(dyingBefore(write), accountId).then(
      () => false,
      (error) => {
        if (error instanceof Crash) return true;
        throw error;
      },
    );
    if (crashed) await act(table(), accountId);
    states.push(await stateOf(accountId));
    if (!crashed) return states;
  }
}

test('repeating an interrupted creation completes it, whichever write failed', async () => {
  const states = await crashEverywhere(
    'create',
    async () => undefined,
    (dying, accountId) => createTeam(createDirectory(dying), accountId, team, SET_UP),
  );
  expect(states.length).toBeGreaterThan(6);
  for (const state of states) {
    expect(state).toEqual({
      teams: [[team.id, 'Ops']],
      escalations: [[expect.any(String), 'Ops_escalation']],
      schedules: [[expect.any(String), 'Ops_schedule']],
    });
  }
});

test('repeating an interrupted deletion completes it, whichever write failed', async () => {
  const states = await crashEverywhere(
    'delete',
    (accountId) => createTeam(createDirectory(table()), accountId, team, SET_UP),
    (dying, accountId) => deleteTeam(createDirectory(dying), accountId, team, SET_UP),
  );
  expect(states.length).toBeGreaterThan(6);
  for (const state of states) expect(state).toEqual({ teams: [], escalations: [], schedules: [] });
});

test('a default name that is taken gets a part of the id of the team', async () => {
  const directory = createDirectory(table());
  await createTeam(directory, 'taken', team, SET_UP);
  await directory.teams.update('taken', team.id, (ops) => ({ ...ops, name: 'Renamed' }));
  const second = { ...team, id: 'abcdef01-0000-8000-8000-000000000002' };
  await createTeam(directory, 'taken', second, SET_UP);
  expect((await stateOf('taken')).escalations.map(([, name]) => name).sort()).toEqual([
    'Ops_escalation',
    'Ops_escalation_abcdef01',
  ]);
});

test('of two concurrent creations with one name, one succeeds and the other leaves nothing behind', async () => {
  const directory = createDirectory(table());
  const second = { ...team, id: 'abcdef01-0000-8000-8000-000000000002' };
  await createTeam(directory, 'race', team, SET_UP);
  const blind = { ...directory, teams: { ...directory.teams, getByName: async () => undefined } };
  await expect(createTeam(blind, 'race', second, SET_UP)).rejects.toMatchObject({ kind: 'conflict' });
  expect(await stateOf('race')).toEqual({
    teams: [[team.id, 'Ops']],
    escalations: [[expect.any(String), 'Ops_escalation']],
    schedules: [[expect.any(String), 'Ops_schedule']],
  });
});
