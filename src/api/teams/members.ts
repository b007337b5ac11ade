import { type Directory, resolveTarget } from '../../domain/directory/directory.ts';
import { invalid } from '../../domain/kernel/errors.ts';
import type { TeamMember, TeamRole } from '../../domain/teams/model.ts';
import type { MemberInput } from './input.ts';

/** The role that a request names: admin, user or a custom role of the team, case-insensitively. Throws `invalid`. */
function resolveTeamRole(text: string, roles: readonly TeamRole[], field: string): string {
  const wanted = text.trim().toLowerCase();
  const role = ['admin', 'user', ...roles.map(({ name }) => name)].find(
    (name) => name.toLowerCase() === wanted,
  );
  if (role === undefined) throw invalid({ [field]: `The team has no role [${text}]` });
  return role;
}

/**
 * The members that a request names. If a user occurs twice, the last one counts. Throws `invalid` for unknown users
 * and roles.
 */
export async function resolveMembers(
  directory: Directory,
  accountId: string,
  inputs: readonly MemberInput[],
  roles: readonly TeamRole[] = [],
): Promise<readonly TeamMember[]> {
  const members = await Promise.all(
    inputs.map((input, i) => resolveMember(directory, accountId, input, roles, `members[${i}].`)),
  );
  return [...new Map(members.map((member) => [member.userId, member])).values()];
}

/** The member that a request names; `at` is the prefix of the field in errors. Throws like {@link resolveMembers}. */
export async function resolveMember(
  directory: Directory,
  accountId: string,
  { user, role }: MemberInput,
  roles: readonly TeamRole[] = [],
  at = '',
): Promise<TeamMember> {
  const { id } = await resolveTarget(directory, accountId, { type: 'user', ...user }, `${at}user`);
  return { userId: id, role: resolveTeamRole(role, roles, `${at}role`) };
}
