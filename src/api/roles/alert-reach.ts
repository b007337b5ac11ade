import type { Directory } from '../../domain/directory/directory.ts';
import { readForwardingRules } from '../../domain/forwarding-rules/rules.ts';
import type { Instant } from '../../platform/clock.ts';

type ReachDirectory = Pick<Directory, 'teams' | 'schedules' | 'escalations' | 'forwardingRules'>;

/** A team, schedule or escalation, and the ids of those whom it can notify. */
interface Group {
  readonly id: string;
  readonly members: readonly string[];
}

/**
 * Finds what a user responds to: their id and username, and the ids of all teams, schedules and escalations that can notify
 * them, also through one another. A team includes the targets of its routing rules. While somebody forwards notifications to
 * the user, the user can access the same alerts.
 */
export async function findAlertReach(
  directory: ReachDirectory,
  accountId: string,
  { id, username }: { readonly id: string; readonly username: string },
  now: Instant,
): Promise<readonly string[]> {
  const [teams, schedules, escalations, forwardings] = await Promise.all([
    directory.teams.list(accountId),
    directory.schedules.list(accountId),
    directory.escalations.list(accountId),
    readForwardingRules(directory, accountId),
  ]);
  const groups: readonly Group[] = [
    ...teams.map((team) => ({
      id: team.id,
      members: [
        ...team.members.map(({ userId }) => userId),
        ...team.routingRules.flatMap(({ notify }) => (notify.type === 'none' ? [] : [notify.id])),
      ],
    })),
    ...schedules.map((schedule) => ({
      id: schedule.id,
      members: [
        ...schedule.rotations.flatMap(({ participants }) => participants),
        ...schedule.overrides.map(({ user }) => user),
      ].flatMap((party) => (party.type === 'none' ? [] : [party.id])),
    })),
    ...escalations.map((escalation) => ({
      id: escalation.id,
      members: escalation.rules.map(({ recipient }) => recipient.id),
    })),
    ...forwardings
      .filter(({ startDate, endDate }) => startDate <= now && now < endDate)
      .map(({ fromUserId, toUserId }) => ({ id: fromUserId, members: [toUserId] })),
  ];
  const reach = new Set([id]);
  for (let before = 0; before < reach.size; ) {
    before = reach.size;
    for (const group of groups) {
      if (group.members.some((member) => reach.has(member))) reach.add(group.id);
    }
  }
  return [...reach, username];
}
