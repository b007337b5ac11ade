import type { Caller } from '../../domain/accounts/model.ts';
import type { Team } from '../../domain/teams/model.ts';
import { findResource, type IdentifierType, type Resource } from '../../http/resource.ts';

/** The team that the path of an operation below a team names. Throws 404 if there is none that the caller may access. */
export const findTeam = (
  teams: Resource<Team>,
  caller: Caller,
  { identifier = '' }: Readonly<Record<string, string>>,
  { teamIdentifierType }: { readonly teamIdentifierType: IdentifierType },
): Promise<Team> => findResource(teams, caller, identifier, teamIdentifierType, 'teamIdentifierType');
