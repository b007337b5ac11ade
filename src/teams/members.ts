import { type Directory, resolved } from '../api/directory.ts';
import type { MemberInput } from './input.ts';
import type { Team, TeamMember } from './model.ts';

/** The members that a client names, each once, the last mention of them counting. Throws 422 for unknown users. */
export async function membersOf(
  directory: Directory,
  accountId: string,
  inputs: readonly MemberInput[],
): Promise<readonly TeamMember[]> {
  const members = await Promise.all(
    inputs.map(async ({ user, role }, i) => {
      const { id } = await resolved(directory, accountId, { type: 'user', ...user }, `members[${i}].user`);
      return { userId: id, role };
    }),
  );
  return [...new Map(members.map((member) => [member.userId, member])).values()];
}

/** The team with the member, in their new role where they were one before. */
export function withMember(team: Team, member: TeamMember): Team {
  const known = team.members.some(({ userId }) => userId === member.userId);
  return {
    ...team,
    members: known
      ? team.members.map((other) => (other.userId === member.userId ? member : other))
      : [...team.members, member],
  };
}
