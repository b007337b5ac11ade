import type { Ledger } from '../domain/alerts/ledger.ts';
import type { Alert } from '../domain/alerts/model.ts';
import { createEscalationStore } from '../domain/escalations/store.ts';
import { createScheduleStore } from '../domain/schedules/store.ts';
import { createTeamStore } from '../domain/teams/store.ts';
import type { Table } from '../platform/table.ts';
import type { InvolvedConfiguration } from './others.ts';

interface Ref {
  readonly type: string;
  readonly id: string;
}

/** How far chains of teams, escalations and schedules are followed. */
const MAX_DEPTH = 4;

/** How many of them are read at most. */
const MAX_READ = 100;

/** Everything that the responders of the alert lead to, and all users among it. */
export async function readInvolvedConfiguration(
  table: Table,
  { accountId, responders, flows }: Alert,
  ledger: Ledger | undefined,
): Promise<{ readonly config: InvolvedConfiguration; readonly mentioned: readonly Ref[] }> {
  const stores = {
    team: createTeamStore(table),
    escalation: createEscalationStore(table),
    schedule: createScheduleStore(table, () => 0),
  };
  const config = { teams: new Map(), escalations: new Map(), schedules: new Map() } as const satisfies {
    readonly [K in keyof InvolvedConfiguration]: Map<string, unknown>;
  };
  const mentioned = new Map<string, Ref>();
  let open: readonly Ref[] = [
    ...responders,
    ...flows.flatMap((flow) => (flow.kind === 'responder' ? flow.target : [])),
    ...Object.values(ledger?.flows ?? {}).flatMap(({ escalationId }) =>
      escalationId === undefined ? [] : { type: 'escalation', id: escalationId },
    ),
  ];
  for (let depth = 0; depth < MAX_DEPTH && open.length > 0; depth++) {
    const fresh = open.filter(({ type, id }) => !mentioned.has(`${type} ${id}`)).slice(0, MAX_READ);
    for (const ref of fresh) mentioned.set(`${ref.type} ${ref.id}`, ref);
    const idsOfType = (type: string) => fresh.filter((ref) => ref.type === type).map(({ id }) => id);
    const [teams, escalations, schedules] = await Promise.all([
      stores.team.getMany(accountId, idsOfType('team')),
      stores.escalation.getMany(accountId, idsOfType('escalation')),
      stores.schedule.getMany(accountId, idsOfType('schedule')),
    ]);
    for (const team of teams) config.teams.set(team.id, team);
    for (const escalation of escalations) config.escalations.set(escalation.id, escalation);
    for (const schedule of schedules) config.schedules.set(schedule.id, schedule);
    open = [
      ...teams.flatMap(({ members, routingRules }) => [
        ...members.map(({ userId }) => ({ type: 'user', id: userId })),
        ...routingRules.flatMap(({ notify }) =>
          notify.type === 'none' ? [] : { type: notify.type, id: notify.id },
        ),
      ]),
      ...escalations.flatMap(({ rules }) => rules.map(({ recipient }) => recipient)),
      ...schedules.flatMap(({ rotations }) =>
        rotations.flatMap(({ participants }) =>
          participants.flatMap((party) => (party.type === 'none' ? [] : { type: party.type, id: party.id })),
        ),
      ),
    ];
  }
  for (const ref of open) mentioned.set(`${ref.type} ${ref.id}`, ref);
  return { config, mentioned: [...mentioned.values()] };
}
