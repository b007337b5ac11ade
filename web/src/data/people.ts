import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useMay } from '../app/session.tsx';
import { call } from '../client/call.ts';
import type { ListElement } from '../client/operation-types.ts';

export type User = ListElement<'GET /v2/users'>;

const PAGE_SIZE = 100;
/** More people than this are found by typing only what the service finds. */
const MAX_PAGES = 20;

/** Whether the role may read the configuration. Without it, names are missing, and people appear by their usernames. */
const useMayRead = () => useMay()('configurations-read-only');

const RARELY_CHANGED = { staleTime: 300_000, refetchOnWindowFocus: false } as const;

async function readAllUsers(): Promise<readonly User[]> {
  const users: User[] = [];
  for (let page = 0; page < MAX_PAGES; page++) {
    const query = { limit: PAGE_SIZE, offset: page * PAGE_SIZE };
    const { data, totalCount } = await call('GET /v2/users', { query });
    users.push(...data);
    if (users.length >= totalCount || data.length === 0) break;
  }
  return users;
}

/** The users of the account; empty while they are being read. */
export function useUsers(): readonly User[] {
  const { data } = useQuery({
    queryKey: ['users'],
    queryFn: readAllUsers,
    enabled: useMayRead(),
    ...RARELY_CHANGED,
  });
  return data ?? NONE;
}

const NONE: readonly never[] = [];

/** Full names by username. A username that is not a user (any more) stands for itself. */
export function useNames(): (username: string) => string {
  const users = useUsers();
  return useMemo(() => {
    const names = new Map(users.map(({ username, fullName }) => [username, fullName]));
    return (username) => names.get(username) ?? username;
  }, [users]);
}

export interface Named {
  readonly id: string;
  readonly name: string;
}

/** The teams of the account; undefined while they are being read. */
export function useTeams(): readonly Named[] | undefined {
  return useQuery({
    queryKey: ['teams'],
    queryFn: async () => (await call('GET /v2/teams')).data,
    enabled: useMayRead(),
    ...RARELY_CHANGED,
  }).data;
}

/** The teams of a user; undefined while they are being read. */
export function useTeamsOf(userId: string): readonly Named[] | undefined {
  return useQuery({
    queryKey: ['teams-of', userId],
    queryFn: async () =>
      (await call('GET /v2/users/{identifier}/teams', { params: { identifier: userId } })).data,
    ...RARELY_CHANGED,
  }).data;
}

/** The schedules of the account; undefined while they are being read. */
export function useSchedules(): readonly Named[] | undefined {
  return useQuery({
    queryKey: ['schedules'],
    queryFn: async () => (await call('GET /v2/schedules')).data,
    enabled: useMayRead(),
    ...RARELY_CHANGED,
  }).data;
}

/** The escalations of the account; undefined while they are being read. */
export function useEscalations(): readonly Named[] | undefined {
  return useQuery({
    queryKey: ['escalations'],
    queryFn: async () => (await call('GET /v2/escalations')).data,
    enabled: useMayRead(),
    ...RARELY_CHANGED,
  }).data;
}

/** Something that an alert can be sent to. */
export interface Responder extends Named {
  readonly type: 'team' | 'escalation' | 'schedule' | 'user';
}

/** Everything that an alert can be sent to, teams first; without what is still being read. */
export function useResponders(): readonly Responder[] {
  const users = useUsers();
  const teams = useTeams();
  const schedules = useSchedules();
  const escalations = useEscalations();
  return useMemo(() => {
    const of = (type: Responder['type'], all: readonly Named[] = []) =>
      all.map(({ id, name }) => ({ type, id, name }));
    return [
      ...of('team', teams),
      ...of('escalation', escalations),
      ...of('schedule', schedules),
      ...of(
        'user',
        users.map(({ id, fullName }) => ({ id, name: fullName })),
      ),
    ];
  }, [users, teams, schedules, escalations]);
}

/** Names of teams, escalations, schedules and users by id; undefined for what does not exist (any more). */
export function useResponderNames(): (id: string) => string | undefined {
  const responders = useResponders();
  return useMemo(() => {
    const names = new Map(responders.map(({ id, name }) => [id, name]));
    return (id) => names.get(id);
  }, [responders]);
}
