import { type Caller, getCallerName, getLimitingUser } from '../../domain/accounts/model.ts';
import {
  type CalendarLink,
  type CalendarTarget,
  createLinkSecret,
  isSameTarget,
  isSecretOfLink,
  MAX_CALENDAR_LINKS,
} from '../../domain/calendar-links/model.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { invalid, notFound } from '../../domain/kernel/errors.ts';
import { hasRight, requiredRight } from '../../domain/roles/model.ts';
import { resolveEffectiveRole } from '../../domain/roles/resolve-role.ts';
import { enforceRateLimit } from '../../http/app.ts';
import type { RateLimiter } from '../../http/rate-limit.ts';
import { created, done, ok, type Route, type RouteInput } from '../../http/route.ts';
import { type Instant, toIso } from '../../platform/clock.ts';
import type { ConfigurationStore } from '../../platform/configuration-store.ts';
import { derivedId } from '../../platform/ids.ts';
import { getVisibleUser } from '../users/find-user.ts';
import type { CalendarFeeds } from './calendar-feeds.ts';
import { defineRoute } from './define-route.ts';
import { getSchedule } from './find-schedule.ts';
import { scheduleQuery } from './input.ts';

export interface CalendarLinkDeps {
  readonly directory: Directory;
  readonly feeds: CalendarFeeds;
  readonly links: ConfigurationStore<CalendarLink>;
  /** Counts reads of a feed as requests of its account. */
  readonly limiter?: RateLimiter | undefined;
}

const base = { tag: 'Calendar links', domain: 'schedule-oncall', rights: ['read'] } as const;

/** Finds what the path names. Throws `not-found` if the caller may not see it. */
type FindTarget = (
  caller: Caller,
  params: Readonly<Record<string, string>>,
  query: { readonly by?: 'id' | 'name' },
) => Promise<CalendarTarget>;

/** Users see and revoke their own links; administrators and keys of the account those of others, too. */
function isManagedBy(caller: Caller, link: CalendarLink): boolean {
  const user = getLimitingUser(caller);
  if (user && !user.canManageUsers) return link.userId === user.id;
  return caller.teamId === undefined || link.teamId === caller.teamId;
}

const linkView = ({ id, createdAt, createdBy }: CalendarLink) => ({
  id,
  createdAt: toIso(createdAt),
  createdBy,
});

const missing = (id: string) => notFound(`Calendar link with id [${id}] does not exist.`);

/** One answer for whatever is wrong with a link, so that nobody can find out what exists. */
const notALink = () => notFound('This calendar does not exist, or its link was revoked.');

/** The operations on the secret links by which calendar programs subscribe to a calendar, and the calendars behind them. */
export function calendarLinkRoutes({ directory, feeds, links, limiter }: CalendarLinkDeps): readonly Route[] {
  const listLinks = async (caller: Caller, target: CalendarTarget) =>
    (await links.list(caller.accountId)).filter((link) => isSameTarget(link.target, target));

  const findSchedule: FindTarget = async (caller, params, query) => {
    const { id } = await getSchedule(directory, caller, params, query.by ?? 'id');
    return { type: 'schedule', id };
  };

  const findUser: FindTarget = async (caller, params) => {
    const { id } = await getVisibleUser(directory, caller, params.identifier);
    return { type: 'user', id };
  };

  async function createLink(target: CalendarTarget, { caller, requestId, now, request }: LinkInput) {
    if ((await listLinks(caller, target)).length >= MAX_CALENDAR_LINKS) {
      throw invalid({ links: `A ${target.type} can have at most ${MAX_CALENDAR_LINKS} calendar links` });
    }
    const { secret, secretHash } = createLinkSecret();
    const user = getLimitingUser(caller);
    const link = await links.create(caller.accountId, {
      id: derivedId('calendar-link', caller.accountId, requestId),
      target,
      secretHash,
      createdAt: now,
      createdBy: getCallerName(caller),
      ...(user && { userId: user.id }),
      ...(caller.teamId && { teamId: caller.teamId }),
    });
    const account = encodeURIComponent(caller.accountId);
    const url = new URL(`/v2/calendars/${account}/${link.id}/${secret}.ics`, request.url);
    return created({ ...linkView(link), url: url.href, webcalUrl: `webcal://${url.host}${url.pathname}` });
  }

  /** The three operations on the links of a schedule or a user. */
  const manageLinks = (path: string, what: string, find: FindTarget): readonly Route[] => [
    defineRoute({
      ...base,
      method: 'POST',
      path: `${path}/calendar-links`,
      summary: `Create a secret link by which calendar programs subscribe to ${what}; only this response shows it`,
      query: scheduleQuery,
      response: 'calendarLinkCreated',
      handle: async (input) => createLink(await find(input.caller, input.params, input.query), input),
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: `${path}/calendar-links`,
      summary: `List the calendar links of ${what}, without their secrets`,
      query: scheduleQuery,
      response: 'calendarLinks',
      handle: async ({ caller, params, query }) => {
        const all = await listLinks(caller, await find(caller, params, query));
        return ok(all.filter((link) => isManagedBy(caller, link)).map(linkView));
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: `${path}/calendar-links/{id}`,
      summary: `Revoke a calendar link of ${what}; its calendar can no longer be read`,
      query: scheduleQuery,
      response: 'deleted',
      handle: async ({ caller, params, query }) => {
        const target = await find(caller, params, query);
        const id = params.id ?? '';
        const link = await links.get(caller.accountId, id);
        if (!link || !isSameTarget(link.target, target) || !isManagedBy(caller, link)) throw missing(id);
        await links.delete(caller.accountId, id);
        return done('Deleted');
      },
    }),
  ];

  /** Whether the user who created the link may still see what it shows. */
  async function mayStillRead(accountId: string, { userId, target }: CalendarLink): Promise<boolean> {
    if (userId === undefined) return true;
    const user = await directory.users.get(accountId, userId);
    if (!user || user.blocked) return false;
    const role = await resolveEffectiveRole(directory, accountId, user.role);
    const isOwn = target.type === 'user' && target.id === userId;
    return hasRight(
      role,
      isOwn
        ? requiredRight('profile-access', 'stakeholder')
        : requiredRight('who-is-on-call-show-all', 'observer'),
    );
  }

  async function readCalendar(accountId: string, { target, teamId }: CalendarLink, now: Instant) {
    const isReached = ({ ownerTeamId }: { readonly ownerTeamId?: string }) =>
      teamId === undefined || teamId === ownerTeamId;
    if (target.type === 'schedule') {
      const schedule = await directory.schedules.get(accountId, target.id);
      if (!schedule || !isReached(schedule)) throw notALink();
      return feeds.ofSchedule(accountId, schedule, now);
    }
    const user = await directory.users.get(accountId, target.id);
    if (!user) throw notALink();
    const schedules = (await directory.schedules.list(accountId)).filter(isReached);
    return feeds.ofUser(accountId, user, schedules, now);
  }

  return [
    ...manageLinks('/v2/schedules/{identifier}', 'a schedule', findSchedule),
    ...manageLinks('/v2/users/{identifier}', "a user's shifts in all schedules", findUser),
    defineRoute({
      tag: 'Calendar links',
      domain: 'schedule-oncall',
      rights: 'public',
      produces: 'text/calendar',
      method: 'GET',
      path: '/v2/calendars/{account}/{id}/{secret}.ics',
      summary: 'Read a calendar by its secret link, from 30 days ago to 90 days ahead',
      handle: async ({ params, now }) => {
        const { account = '', id = '', secret = '' } = params;
        const link = await links.get(account, id);
        if (!link || !isSecretOfLink(link, secret)) throw notALink();
        if (limiter) enforceRateLimit(limiter(account, 'schedule-oncall', now));
        if (!(await mayStillRead(account, link))) throw notALink();
        return readCalendar(account, link, now);
      },
    }),
  ];
}

type LinkInput = Pick<RouteInput<undefined, unknown>, 'caller' | 'requestId' | 'now' | 'request'>;
