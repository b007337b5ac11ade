import type { Target, TargetFormatter } from '../../domain/directory/directory.ts';
import type { Override, Participant, Rotation, Schedule } from '../../domain/schedules/model.ts';
import { toIso } from '../../platform/clock.ts';

/** The targets of a schedule whose names the view needs. */
export const listScheduleTargets = ({ ownerTeamId, rotations, overrides }: Schedule): readonly Target[] => [
  ...(ownerTeamId ? [{ type: 'team' as const, id: ownerTeamId }] : []),
  ...[...rotations.flatMap(({ participants }) => participants), ...overrides.map(({ user }) => user)].filter(
    (one) => one.type !== 'none',
  ),
];

const participantView = (participant: Participant, formatTarget: TargetFormatter) =>
  participant.type === 'none' ? ({ type: 'none' } as const) : formatTarget(participant);

/** The short form of a schedule, as the parent of its parts. */
export const scheduleSummary = ({ id, name, enabled }: Schedule) => ({ id, name, enabled });

/** A rotation in a response. Participants keep their order; fields that were not set are absent. */
export function rotationView(rotation: Rotation, formatTarget: TargetFormatter) {
  const { id, name, startDate, endDate, type, length, participants, timeRestriction } = rotation;
  return {
    id,
    name,
    startDate: toIso(startDate),
    ...(endDate !== undefined && { endDate: toIso(endDate) }),
    type,
    length,
    participants: participants.map((participant) => participantView(participant, formatTarget)),
    ...(timeRestriction && { timeRestriction }),
  };
}

/** The schedule in a response. */
export function scheduleView(schedule: Schedule, formatTarget: TargetFormatter, withRotations: boolean) {
  const { id, name, description, timezone, enabled, ownerTeamId, rotations } = schedule;
  return {
    id,
    name,
    description,
    timezone,
    enabled,
    ...(ownerTeamId && {
      ownerTeam: teamView(ownerTeamId, formatTarget({ type: 'team', id: ownerTeamId }).name),
    }),
    ...(withRotations && { rotations: rotations.map((rotation) => rotationView(rotation, formatTarget)) }),
  };
}

/** The team that owns a schedule; without a name once it has been deleted. */
export const teamView = (id: string, name: string | undefined) => ({
  id,
  ...(name !== undefined && { name }),
});

/** An override in a response. Without rotations it applies to the whole schedule. */
export function overrideView(schedule: Schedule, override: Override, formatTarget: TargetFormatter) {
  const { alias, user, startDate, endDate, rotationIds } = override;
  const names = new Map(schedule.rotations.map(({ id, name }) => [id, name]));
  return {
    _parent: scheduleSummary(schedule),
    alias,
    user: participantView(user, formatTarget),
    startDate: toIso(startDate),
    endDate: toIso(endDate),
    rotations: rotationIds.map((id) => ({ id, name: names.get(id) })),
  };
}
