import {
  type EffectiveRole,
  hasRight,
  type Membership,
  type Need,
  need,
  type Person,
} from '../../domain/roles/model.ts';
import type { HttpMethod } from '../../http/route.ts';

/** `team`: yes, but only for what is of one of these teams. */
export type Verdict =
  | { readonly kind: 'yes' }
  | { readonly kind: 'team'; readonly teams: readonly Membership[] }
  | { readonly kind: 'no'; readonly right: string };

/** What of a route the rights hang on. */
export interface RouteKind {
  readonly method: HttpMethod;
  readonly path: string;
}

const ALERT_ACTIONS: Readonly<Record<string, string>> = {
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

/** `/v2/alerts/{identifier}/close` in pieces: v2, alerts, {identifier}, close. */
const piecesOf = ({ path }: RouteKind): readonly string[] => path.split('/').slice(1);

function alertNeed(route: RouteKind): Need {
  const [, , second, third] = piecesOf(route);
  if (route.method === 'GET') return need('alerts-access-all', 'observer');
  if (second === 'saved-searches') return need('saved-searches-edit', 'user');
  if (second === undefined) return need('alert-create', 'user');
  if (third === undefined) return need('alert-delete', 'user');
  if (third === 'attachments') {
    return need(route.method === 'POST' ? 'alert-add-attachment' : 'alert-delete-attachment', 'user');
  }
  return need(ALERT_ACTIONS[third] ?? 'alert-action', 'user');
}

function incidentNeed(route: RouteKind): Need {
  const [, , second, third] = piecesOf(route);
  if (route.method === 'GET') return need('incidents-access', 'stakeholder');
  if (third === undefined && route.method === 'DELETE') return need('incident-delete', 'user');
  return need(INCIDENT_ACTIONS[third ?? second ?? ''] ?? 'incident-edit', 'user');
}

/** What a user may do to their own account, whatever their role. Nobody deletes themselves or gives themselves a role. */
function ownProfileNeed(route: RouteKind): Need | undefined {
  const [, , , third] = piecesOf(route);
  if (route.method === 'GET') return need('profile-access', 'stakeholder');
  if (third === 'contacts') return need('contacts-edit', 'stakeholder');
  // Copying one's rules to others is a change of theirs.
  if (route.path.endsWith('/copy-to')) return undefined;
  if (third === 'notification-rules') return need('notification-rules-edit', 'stakeholder');
  return route.method === 'PATCH' && third === undefined ? need('profile-edit', 'stakeholder') : undefined;
}

function userNeed(route: RouteKind, params: Readonly<Record<string, string>>, person: Person): Need {
  const [, , second] = piecesOf(route);
  if (second === 'saved-searches') {
    return route.method === 'GET'
      ? need('alerts-access-all', 'observer')
      : need('saved-searches-edit', 'user');
  }
  const named = params.identifier?.toLowerCase();
  const isOwn = second === '{identifier}' && (named === person.id || named === person.username);
  const own = isOwn ? ownProfileNeed(route) : undefined;
  if (own) return own;
  return route.method === 'GET' ? need('configurations-read-only', 'user') : need('users-manage', 'admin');
}

function scheduleNeed(route: RouteKind): Need | undefined {
  const isAboutOnCall = /on-calls|timeline|\.ics$/.test(route.path);
  return isAboutOnCall && route.method === 'GET' ? need('who-is-on-call-show-all', 'observer') : undefined;
}

/** Everything else that an account is configured with. */
function configurationNeed(route: RouteKind): Need {
  const [, area] = piecesOf(route);
  if (route.method === 'GET') {
    return area === 'logs' ? need('logs-page-access', 'admin') : need('configurations-read-only', 'user');
  }
  if (area === 'maintenance') return need('maintenance-edit', 'admin');
  return route.method === 'DELETE'
    ? need('configurations-delete', 'admin')
    : need('configurations-edit', 'admin');
}

function needOf(route: RouteKind, params: Readonly<Record<string, string>>, person: Person): Need {
  const [, area] = piecesOf(route);
  switch (area) {
    case 'alerts':
      return alertNeed(route);
    case 'incidents':
    case 'incident-timelines':
    case 'postmortem':
      return incidentNeed(route);
    case 'users':
      return userNeed(route, params, person);
    case 'account':
      return need('account-access', 'stakeholder');
    case 'heartbeats':
      return route.path.endsWith('/ping') ? need('heartbeat-ping', 'user') : configurationNeed(route);
    case 'forwarding-rules':
      // The routes see to it that who manages no users forwards their own notifications only.
      return route.method === 'GET'
        ? need('configurations-read-only', 'user')
        : need('forwarding-rules-edit', 'user');
    case 'roles':
      return route.method === 'GET'
        ? need('configurations-read-only', 'user')
        : need('roles-manage', 'admin');
    case 'schedules':
      return scheduleNeed(route) ?? configurationNeed(route);
    default:
      return configurationNeed(route);
  }
}

/** What can belong to a team, as the rights of team roles name it: edit-schedules, delete-schedules. */
const OF_TEAMS: ReadonlySet<string> = new Set([
  'schedules',
  'escalations',
  'policies',
  'integrations',
  'heartbeats',
  'services',
  'maintenance',
]);

/** The right of a team role that a change of something of a team needs; undefined where no team decides. */
export function teamRightOf(route: RouteKind): string | undefined {
  const [, area = '', second, third] = piecesOf(route);
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
 * Whether a user with the role may call the operation. A stakeholder reads incidents; an observer also alerts and who is
 * on call; a user acts on both and reads the configuration; admin and owner may all. Everybody cares for their own
 * profile, contacts and notification rules. The admins of a team, and members whose team role has the right, change what
 * is the team's. A custom role is the role that it extends with rights granted and disallowed.
 */
export function mayCall(
  role: EffectiveRole,
  route: RouteKind,
  params: Readonly<Record<string, string>>,
  person: Person,
): Verdict {
  const needed = needOf(route, params, person);
  if (hasRight(role, needed)) return { kind: 'yes' };
  const teamRight =
    route.method === 'GET' || role.disallowed.includes(needed.right) ? undefined : teamRightOf(route);
  const teams = teamRight
    ? person.teams.filter(({ isAdmin, rights }) => isAdmin || rights.includes(teamRight))
    : [];
  return teams.length > 0 ? { kind: 'team', teams } : { kind: 'no', right: needed.right };
}
