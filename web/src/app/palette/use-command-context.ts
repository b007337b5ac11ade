import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { call } from '../../client/call.ts';
import { useTeams, useUsers } from '../../data/people.ts';
import { useMay, useSession } from '../session.tsx';
import type { CommandContext } from './grammar.ts';

/** The names that commands can use: the account's people, schedules and teams. */
export function useCommandContext(): CommandContext {
  const { user } = useSession();
  const people = useUsers();
  const teams = useTeams();
  const { data: schedules } = useQuery({
    queryKey: ['schedules', 'with-owner'],
    queryFn: async () => (await call('GET /v2/schedules')).data,
    enabled: useMay()('configurations-read-only'),
    staleTime: 300_000,
  });
  return useMemo(
    () => ({
      me: user,
      people,
      schedules: schedules ?? [],
      teams: (teams ?? []).map((team) => {
        const owned = schedules?.filter(({ ownerTeam }) => ownerTeam?.id === team.id) ?? [];
        // With several schedules, the name of the team does not say which.
        return { ...team, ...(owned.length === 1 && owned[0] && { scheduleId: owned[0].id }) };
      }),
    }),
    [user, people, teams, schedules],
  );
}
