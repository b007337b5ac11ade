import {
  type EffectiveRole,
  hasRight,
  type RequiredRight,
  requiredRight,
  type TeamMembership,
  type UserRight,
  type UserWithTeams,
} from '../../domain/roles/model.ts';
import type { HttpMethod } from '../../http/route.ts';

/** `team`: allowed only for resources of these teams. */
export type AccessDecision =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'team'; readonly teams: readonly TeamMembership[] }
  | { readonly kind: 'denied'; readonly right: string };

/** The part of a route that decides which right it needs. */
export interface RouteKind {
  readonly method: HttpMethod;
  readonly path: string;
}

/** Rights for what the console does not offer. */
type OtherAlertRight = 'alert-add-team' | 'alert-update-message' | 'alert-update-description';

const ALERT_ACTIONS: Readonly<Record<string, UserRight | OtherAlertRight>> = {
  acknowledge: 'alert-acknowledge',
  unacknowledge: 'alert-unacknowledge',
  close: 'alert-close',
  snooze: 'alert-snooze',
  escalate: 'alert-escalate',
  assign: 'alert-assign-ownership',
  responders: 'alert-add-recipient',
  teams: 'alert-add-team',
  tags: 'alert-edit-tags',
  details: 'alert-edit-details',
  actions: 'alert-custom-action',
  priority: 'alert-update-priority',
  message: 'alert-update-message',
  description: 'alert-update-description',
  notes: 'alert-add-note',
};

const INCIDENT_ACTIONS: Readonly<Record<string, string>> = {
  create: 'incident-create',
  responders: 'incident-add-responder',
  resolve: 'incident-resolve',
  reopen: 'incident-reopen',
  close: 'incident-close',
};

/** The segments of a path: `/v2/alerts/{identifier}/close` becomes v2, alerts, {identifier}, close. */
const splitPath = ({ path }: RouteKind): readonly string[] => path.split('/').slice(1);

function getAlertRight(route: RouteKind): RequiredRight {
  const [, , second, third] = splitPath(route);
  // Which alerts a user can access is decided for each alert: see findAlertReach.
  if (route.method === 'GET') return requiredRight('alerts-access', 'observer');
  if (second === 'saved-searches') return requiredRight('saved-searches-edit', 'user');
  // A caller who can start a bulk action may cancel it; the route checks that it is their own.
  if (second === 'bulk-actions' && third === '{id}') return requiredRight('alerts-access', 'observer');
  if (second === undefined) return requiredRight('alert-create', 'user');
  if (third === undefined) return requiredRight('alert-delete', 'admin');
  if (third === 'attachments') {
    return requiredRight(
      route.method === 'POST' ? 'alert-add-attachment' : 'alert-delete-attachment',
      'user',
    );
  }
  return requiredRight(ALERT_ACTIONS[third] ?? 'alert-action', 'user');
}

function getIncidentRight(route: RouteKind): RequiredRight {
  const [, , second, third] = splitPath(route);
  if (route.method === 'GET') return requiredRight('incidents-access', 'stakeholder');
  if (third === undefined && route.method === 'DELETE') return requiredRight('incident-delete', 'admin');
  return requiredRight(INCIDENT_ACTIONS[third ?? second ?? ''] ?? 'incident-edit', 'user');
}

/** The right for a change of the user's own profile. Nobody can delete themselves or change their own role. */
function getOwnProfileRight(route: RouteKind): RequiredRight | undefined {
  const [, , , third] = splitPath(route);
  if (route.method === 'GET') return requiredRight('profile-access', 'stakeholder');
  if (third === 'contacts') return requiredRight('contacts-edit', 'stakeholder');
  if (third === 'calendar-links') return requiredRight('profile-access', 'stakeholder');
  // Copying rules to other users changes those users.
  if (route.path.endsWith('/copy-to')) return undefined;
  if (third === 'notification-rules') return requiredRight('notification-rules-edit', 'stakeholder');
  return route.method === 'PATCH' && third === undefined
    ? requiredRight('profile-edit', 'stakeholder')
    : undefined;
}

function getUserRight(
  route: RouteKind,
  params: Readonly<Record<string, string>>,
  user: UserWithTeams,
): RequiredRight {
  const [, , second] = splitPath(route);
  if (second === 'saved-searches') {
    return route.method === 'GET'
      ? requiredRight('alerts-access', 'observer')
      : requiredRight('saved-searches-edit', 'user');
  }
  const named = params.identifier?.toLowerCase();
  const isOwn = second === '{identifier}' && (named === user.id || named === user.username);
  const own = isOwn ? getOwnProfileRight(route) : undefined;
  if (own) return own;
  return route.method === 'GET'
    ? requiredRight('configurations-read-only', 'user')
    : requiredRight('users-manage', 'admin');
}

function getScheduleRight(route: RouteKind): RequiredRight | undefined {
  // A caller who can see who is on call may also subscribe to the calendar.
  if (route.path.includes('/calendar-links')) return requiredRight('who-is-on-call-show-all', 'observer');
  const isAboutOnCall = /on-calls|timeline|\.ics$/.test(route.path);
  return isAboutOnCall && route.method === 'GET'
    ? requiredRight('who-is-on-call-show-all', 'observer')
    : undefined;
}

/** The right for all other configuration. */
function getConfigurationRight(route: RouteKind): RequiredRight {
  const [, area] = splitPath(route);
  if (route.method === 'GET') {
    return area === 'logs'
      ? requiredRight('logs-page-access', 'admin')
      : requiredRight('configurations-read-only', 'user');
  }
  if (area === 'maintenance') return requiredRight('maintenance-edit', 'admin');
  return route.method === 'DELETE'
    ? requiredRight('configurations-delete', 'admin')
    : requiredRight('configurations-edit', 'admin');
}

function getRequiredRight(
  route: RouteKind,
  params: Readonly<Record<string, string>>,
  user: UserWithTeams,
): RequiredRight {
  const [, area] = splitPath(route);
  switch (area) {
    case 'alerts':
      return getAlertRight(route);
    // The console shows to whoever sees an alert what comes next, and the names of those whom it mentions.
    case 'alert-plans':
    case 'names':
    case 'simulate':
      return requiredRight('alerts-access', 'observer');
    case 'incidents':
    case 'incident-timelines':
    case 'postmortem':
      return getIncidentRight(route);
    case 'users':
      return getUserRight(route, params, user);
    case 'account':
      if (route.path === '/v2/account/readiness') return requiredRight('configurations-read-only', 'user');
      // Whoever can stop paging can resume it.
      if (route.path === '/v2/account/paging-stop') return requiredRight('configurations-edit', 'admin');
      return route.method === 'GET'
        ? requiredRight('account-access', 'stakeholder')
        : getConfigurationRight(route);
    case 'heartbeats':
      return route.path.endsWith('/ping')
        ? requiredRight('heartbeat-ping', 'user')
        : getConfigurationRight(route);
    case 'forwarding-rules':
      // The routes make sure that users without this right forward only their own notifications.
      return route.method === 'GET'
        ? requiredRight('configurations-read-only', 'user')
        : requiredRight('forwarding-rules-edit', 'user');
    case 'roles':
      return route.method === 'GET'
        ? requiredRight('configurations-read-only', 'user')
        : requiredRight('roles-manage', 'admin');
    case 'schedules':
      return getScheduleRight(route) ?? getConfigurationRight(route);
    default:
      return getConfigurationRight(route);
  }
}

/** Resources that can belong to a team, as named in the rights of team roles: edit-schedules, delete-schedules. */
const OF_TEAMS: ReadonlySet<string> = new Set([
  'schedules',
  'escalations',
  'policies',
  'integrations',
  'heartbeats',
  'services',
  'maintenance',
]);

/** The right of a team role that allows the operation on resources of the team; undefined if no team role does. */
export function getRequiredTeamRight(route: RouteKind): string | undefined {
  const [, area = '', second, third] = splitPath(route);
  const verb = route.method === 'DELETE' ? 'delete' : 'edit';
  if (OF_TEAMS.has(area)) return `${verb}-${area}`;
  if (area !== 'teams' || second === undefined) return undefined;
  switch (third) {
    case undefined:
      return route.method === 'PATCH' ? 'edit-team' : undefined;
    case 'members':
      return 'manage-members';
    case 'roles':
      return `${verb}-team-roles`;
    default:
      return `${verb}-${third}`;
  }
}

/**
 * Whether a user with the role may call the operation. Stakeholders read incidents. Observers also read alerts and
 * who is on call. Users also act on both and read the configuration. Only admins and owners access the alerts of others,
 * delete alerts and incidents, and change the configuration. Everybody
 * manages their own profile, contacts and notification rules. Admins of a team, and members whose team role has the
 * right, manage the resources of that team. A custom role is the role that it extends, plus granted and minus
 * disallowed rights.
 */
export function decideAccess(
  role: EffectiveRole,
  route: RouteKind,
  params: Readonly<Record<string, string>>,
  user: UserWithTeams,
): AccessDecision {
  const required = getRequiredRight(route, params, user);
  if (hasRight(role, required)) return { kind: 'allowed' };
  const teamRight =
    route.method === 'GET' || role.disallowed.includes(required.right)
      ? undefined
      : getRequiredTeamRight(route);
  const teams = teamRight
    ? user.teams.filter(({ isAdmin, rights }) => isAdmin || rights.includes(teamRight))
    : [];
  return teams.length > 0 ? { kind: 'team', teams } : { kind: 'denied', right: required.right };
}
