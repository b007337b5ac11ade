import type { Team, TeamMember } from './model.ts';

/** The team with the member added, or with the new role of the member. */
export function withMember(team: Team, member: TeamMember): Team {
  const known = team.members.some(({ userId }) => userId === member.userId);
  return {
    ...team,
    members: known
      ? team.members.map((other) => (other.userId === member.userId ? member : other))
      : [...team.members, member],
  };
}
