import { useQuery } from '@tanstack/react-query';
import { useMay, useSession } from '../../app/session.tsx';
import { call } from '../../client/call.ts';
import type { ResponseBody } from '../../client/operation-types.ts';
import { ErrorState, LoadingState } from '../../components/states.tsx';
import { type Named, useTeamsOf } from '../../data/people.ts';
import styles from './reachability.module.css';
import { Block, Section } from './section.tsx';
import { REACH_TEXTS as TEXTS } from './texts.ts';

type Member = ResponseBody<'GET /v2/teams/{identifier}/reachability'>['data']['members'][number];

const readTeam = (identifier: string, signal: AbortSignal) =>
  call('GET /v2/teams/{identifier}', { params: { identifier }, signal });

/** The teams of which the person is an administrator; undefined while they are being read. */
function useAdministeredTeams(): readonly Named[] | undefined {
  const { user } = useSession();
  const teams = useTeamsOf(user.id);
  const mayRead = useMay()('configurations-read-only');
  const { data } = useQuery({
    queryKey: ['administered-teams', user.id, teams?.map(({ id }) => id)],
    enabled: teams !== undefined && mayRead,
    queryFn: async ({ signal }) => {
      const read = await Promise.all((teams ?? []).map(({ id }) => readTeam(id, signal)));
      return read
        .map((team) => team.data)
        .filter(({ members }) => members?.some((it) => it.user.id === user.id && it.role === 'admin'))
        .map(({ id, name }) => ({ id, name }));
    },
  });
  return data;
}

/** Who cannot be reached, or only badly, in each team that the person administers. */
export function Reachability() {
  const teams = useAdministeredTeams();
  if (!teams || teams.length === 0) return null;
  return (
    <Section title={TEXTS.title}>
      {teams.map((team) => (
        <TeamReachability key={team.id} team={team} />
      ))}
    </Section>
  );
}

function TeamReachability({ team }: { readonly team: Named }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['profile', 'reachability', team.id],
    queryFn: async ({ signal }) =>
      (await call('GET /v2/teams/{identifier}/reachability', { params: { identifier: team.id }, signal }))
        .data,
  });
  const members = data?.members.filter(({ problems }) => problems.length > 0) ?? [];
  const worstFirst = members.toSorted((a, b) => Number(a.reachable) - Number(b.reachable));
  return (
    <Block title={team.name}>
      {data === undefined && (error ? <ErrorState error={error} onRetry={refetch} /> : <LoadingState />)}
      {data && members.length === 0 && <p className="muted">{TEXTS.allWell}</p>}
      <ul className={styles.members}>
        {worstFirst.map((member) => (
          <MemberProblems key={member.user.id} member={member} />
        ))}
      </ul>
    </Block>
  );
}

function MemberProblems({ member: { user, reachable, problems } }: { readonly member: Member }) {
  return (
    <li>
      <strong className={reachable ? '' : styles.unreachable}>{user.fullName}</strong>{' '}
      <span className="muted">{problems.map(({ text }) => text).join('; ')}.</span>
    </li>
  );
}
