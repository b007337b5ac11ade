import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useMay, useSession } from '../app/session.tsx';
import { call } from '../client/call.ts';
import type { ListElement } from '../client/operation-types.ts';

export type User = ListElement<'GET /v2/users'>;

const PAGE_SIZE = 100;
/** More people than this are found by typing only what the service finds. */
const MAX_PAGES = 20;

/** Whether the role may read the configuration, with the names of all people, teams, schedules and escalations. */
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

/** What an alert mentions by ids and usernames. */
interface Mentions {
  readonly responders: readonly { readonly id: string }[];
  readonly owner: string;
  readonly report: { readonly acknowledgedBy?: string | undefined; readonly closedBy?: string | undefined };
}

/** Somebody whom a text about an alert names by the username. */
export const mentionPerson = (username: string): Mentions => ({
  responders: [],
  owner: username,
  report: {},
});

const MAX_NAMES = 100;

const toKeys = (keys: readonly string[]): string => [...new Set(keys)].toSorted().slice(0, MAX_NAMES).join();

/** The names of what the alerts mention, for a role that may not read the configuration; empty for others. */
function useMentionedNames(alerts: readonly Mentions[]): ReadonlyMap<string, string> {
  const mayRead = useMayRead();
  const ids = toKeys(alerts.flatMap(({ responders }) => responders.map(({ id }) => id)));
  const usernames = toKeys(
    alerts
      .flatMap(({ owner, report }) => [owner, report.acknowledgedBy ?? '', report.closedBy ?? ''])
      // A program that acknowledges has a name, and no e-mail address.
      .filter((name) => name.includes('@')),
  );
  const { data } = useQuery({
    queryKey: ['names', ids, usernames],
    queryFn: async ({ signal }) =>
      new Map(Object.entries((await call('GET /web/names', { query: { ids, usernames }, signal })).names)),
    enabled: !mayRead && (ids !== '' || usernames !== ''),
    placeholderData: keepPreviousData,
    ...RARELY_CHANGED,
  });
  return data ?? NO_NAMES;
}

const NO_NAMES: ReadonlyMap<string, string> = new Map();

/**
 * Full names by username. A username that is not a user (any more) stands for itself. `alerts` are those that mention them: a
 * role that may not read all users gets only these names.
 */
export function useNames(alerts: readonly Mentions[] = NONE): (username: string) => string {
  const users = useUsers();
  const mentioned = useMentionedNames(alerts);
  return useMemo(() => {
    const names = new Map(users.map(({ username, fullName }) => [username, fullName]));
    return (username) => names.get(username) ?? mentioned.get(username) ?? username;
  }, [users, mentioned]);
}

export interface Named {
  readonly id: string;
  readonly name: string;
}

/** The teams of the account, or the person's own for a role that may not read all; undefined while they are being read. */
export function useTeams(): readonly Named[] | undefined {
  const { user } = useSession();
  const mayRead = useMayRead();
  const own = useTeamsOf(user.id);
  const { data } = useQuery({
    queryKey: ['teams'],
    queryFn: async () => (await call('GET /v2/teams')).data,
    enabled: mayRead,
    ...RARELY_CHANGED,
  });
  return mayRead ? data : own;
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

/**
 * Names of teams, escalations, schedules and users by id; undefined for what does not exist (any more). `alerts` are those that
 * mention them: a role that may not read all gets only these names.
 */
export function useResponderNames(alerts: readonly Mentions[] = NONE): (id: string) => string | undefined {
  const responders = useResponders();
  const mentioned = useMentionedNames(alerts);
  return useMemo(() => {
    const names = new Map(responders.map(({ id, name }) => [id, name]));
    return (id) => names.get(id) ?? mentioned.get(id);
  }, [responders, mentioned]);
}
