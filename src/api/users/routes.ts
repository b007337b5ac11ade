import * as z from 'zod';
import { type Caller, getLimitingUser } from '../../domain/accounts/model.ts';
import { getAccountTimeZone } from '../../domain/accounts/settings.ts';
import {
  prepareResponderDeletion,
  type ResponderDeletionDeps,
} from '../../domain/alerts/responder-deletion.ts';
import { loadTargetFormatter } from '../../domain/directory/directory.ts';
import { findReferences, formatReferences } from '../../domain/directory/references.ts';
import { removeForwardingOfUser } from '../../domain/forwarding-rules/rules.ts';
import { forbidden, stillReferenced } from '../../domain/kernel/errors.ts';
import { findBaseRole } from '../../domain/roles/model.ts';
import { resolveRole } from '../../domain/roles/resolve-role.ts';
import type { User } from '../../domain/users/model.ts';
import { createNewUser } from '../../domain/users/new-user.ts';
import { parseUserSearch } from '../../domain/users/user-search.ts';
import { pageQuery, slicePage } from '../../http/offset-paging.ts';
import { force, nameOrConflict, reaches, requireAccountKey } from '../../http/resource.ts';
import { DELETE, READ, WRITE } from '../../http/rights.ts';
import { created, done, doneWith, ok, type Route } from '../../http/route.ts';
import { derivedId } from '../../platform/ids.ts';
import { escalationView, listEscalationTargets } from '../escalations/view.ts';
import { type ContactMessageRouteDeps, contactMessageRoutes } from './contact-message-routes.ts';
import { contactRoutes } from './contact-routes.ts';
import { defineRoute } from './define-route.ts';
import { changeUser, filterVisibleUsers, getVisibleUser } from './find-user.ts';
import { forwardingRoutes } from './forwarding-routes.ts';
import { userInput, userPatch } from './input.ts';
import { ruleRoutes } from './notification-rule-routes.ts';
import { stepRoutes } from './notification-step-routes.ts';
import { userView } from './view.ts';

const base = { tag: 'Users', domain: 'configuration' } as const;

const SORT: Readonly<Record<string, (user: User) => string>> = {
  username: (user) => user.username,
  fullName: (user) => user.fullName.toLowerCase(),
  insertedAt: (user) => String(user.createdAt).padStart(16, '0'),
};

const listQuery = pageQuery({ limit: 100, order: 'asc' }).extend({
  sortField: z.enum(['username', 'fullName', 'insertedAt']).default('username'),
  query: z.string().max(1_000).optional(),
});

/**
 * Throws `forbidden` if the caller is a user who may not assign or remove one of the roles. Only owners manage
 * owners.
 */
function requireCanAssignRole(caller: Caller, ...roles: readonly string[]): void {
  const user = getLimitingUser(caller);
  if (!user || user.isOwner) return;
  if (!user.canManageUsers || roles.some((role) => findBaseRole(role) === 'owner')) {
    throw forbidden("The user's role does not allow assigning this role.");
  }
}

/** Throws `forbidden` if the caller is a user who may not block or unblock users with that role. */
function requireCanBlock(caller: Caller, role: string): void {
  const user = getLimitingUser(caller);
  if (!user || user.isOwner || (user.canManageUsers && findBaseRole(role) !== 'owner')) return;
  throw forbidden("The user's role does not allow blocking this user.");
}

/** The operations on users, their contacts, notification rules and forwarding rules. */
export function userRoutes({
  directory,
  table,
  alertActions,
  contactMessages,
  secrets,
  makesCalls,
}: ResponderDeletionDeps &
  ContactMessageRouteDeps & { readonly makesCalls?: boolean | undefined }): readonly Route[] {
  /** The teams of which the user is a member. */
  const listTeamsOfUser = async (accountId: string, userId: string) =>
    (await directory.teams.list(accountId)).filter(({ members }) =>
      members.some((member) => member.userId === userId),
    );

  /** Creates a check whether a recipient or participant is the user or one of their teams. */
  const createInvolvement = async (accountId: string, userId: string) => {
    const teamIds = (await listTeamsOfUser(accountId, userId)).map(({ id }) => id);
    return (target: { readonly type: string; readonly id?: string }) =>
      target.type === 'user'
        ? target.id === userId
        : target.type === 'team' && teamIds.includes(target.id ?? '');
  };

  return [
    defineRoute({
      ...base,
      method: 'POST',
      path: '/v2/users',
      summary: 'Create a user, with an e-mail contact and the default notification rules',
      rights: WRITE,
      body: userInput,
      response: 'created',
      handle: async ({ caller, body, requestId, now }) => {
        requireAccountKey(caller, 'create users');
        requireCanAssignRole(caller, body.role.name);
        const id = derivedId('user', caller.accountId, requestId);
        const role = await resolveRole(directory, caller.accountId, body.role);
        const timeZone = body.timeZone ?? (await getAccountTimeZone(directory.settings, caller.accountId));
        const user = await nameOrConflict(
          'User',
          () => directory.users.create(caller.accountId, createNewUser({ ...body, timeZone, role, id }, now)),
          'username',
        );
        return created({ id: user.id, name: user.username });
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v2/users',
      summary: 'List or search users',
      domain: 'search',
      rights: READ,
      query: listQuery,
      response: 'users',
      handle: async ({ caller, query, request }) => {
        const matching = query.query ? parseUserSearch(query.query) : () => true;
        const all = await filterVisibleUsers(directory, caller, await directory.users.list(caller.accountId));
        const of = SORT[query.sortField] ?? ((user) => user.username);
        const direction = query.order === 'asc' ? 1 : -1;
        const sorted = all
          .filter(matching)
          .toSorted((a, b) => direction * (of(a) < of(b) ? -1 : of(a) > of(b) ? 1 : 0));
        const { items, paging } = slicePage(sorted, query, request.url);
        return ok(
          items.map((user) => userView(user)),
          { totalCount: sorted.length, paging },
        );
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v2/users/{identifier}',
      summary: 'Get a user by id or username',
      rights: READ,
      query: z.object({ expand: z.string().optional() }),
      response: 'user',
      handle: async ({ caller, params, query }) => {
        const user = await getVisibleUser(directory, caller, params.identifier);
        const contacts = query.expand?.split(',').includes('contact') ?? false;
        return ok(userView(user, { contacts }), { expandable: ['contact'] });
      },
    }),
    defineRoute({
      ...base,
      method: 'PATCH',
      path: '/v2/users/{identifier}',
      summary: 'Update a user (partial); a new username does not change contacts',
      rights: WRITE,
      body: userPatch,
      clears: ['skypeUsername'],
      response: 'updated',
      handle: async ({ caller, params, body, now }) => {
        const role = body.role && (await resolveRole(directory, caller.accountId, body.role));
        const { id, username } = await changeUser(directory, caller, params.identifier, (user) => {
          if (role && role.name !== user.role.name) requireCanAssignRole(caller, role.name, user.role.name);
          if (body.blocked !== undefined && body.blocked !== user.blocked) {
            requireCanBlock(caller, user.role.name);
          }
          const sessions = body.blocked && { sessionsEndedAt: now };
          return { ...user, ...body, ...(role && { role }), ...sessions };
        });
        return doneWith('Updated', { id, name: username });
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: '/v2/users/{identifier}',
      summary:
        'Delete a user; fails with 428 while a team, escalation, schedule, service, policy or integration refers to them, or (without force) while they alone respond to an open alert',
      rights: DELETE,
      query: z.object({ force }),
      response: 'deleted',
      handle: async ({ caller, params, query, now }) => {
        requireAccountKey(caller, 'delete users');
        const { id, username, role } = await getVisibleUser(directory, caller, params.identifier);
        requireCanAssignRole(caller, role.name);
        const references = await findReferences(directory, caller.accountId, { type: 'user', id });
        if (references.length > 0) {
          throw stillReferenced(
            `User [${username}] cannot be deleted, they are used in: ${formatReferences(references)}.`,
          );
        }
        await prepareResponderDeletion(
          { table, alertActions },
          {
            accountId: caller.accountId,
            label: `User [${username}]`,
            responders: [{ type: 'user', id }],
            onlyIfAlone: true,
          },
          { force: query.force === 'true', now },
        );
        await removeForwardingOfUser(directory, caller.accountId, id);
        await directory.users.delete(caller.accountId, id);
        return done('Deleted');
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v2/users/{identifier}/teams',
      summary: 'List the teams of a user',
      rights: READ,
      response: 'teamsOfUser',
      handle: async ({ caller, params }) => {
        const user = await getVisibleUser(directory, caller, params.identifier);
        const teams = await listTeamsOfUser(caller.accountId, user.id);
        return ok(teams.filter(({ id }) => reaches(caller, id)).map(({ id, name }) => ({ id, name })));
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v2/users/{identifier}/escalations',
      summary: 'List the escalations that a user is in, directly or through a team',
      rights: READ,
      response: 'escalationsOfUser',
      handle: async ({ caller, params }) => {
        const { accountId } = caller;
        const user = await getVisibleUser(directory, caller, params.identifier);
        const involvesUser = await createInvolvement(accountId, user.id);
        const escalations = (await directory.escalations.list(accountId)).filter(
          ({ rules, ownerTeamId }) =>
            reaches(caller, ownerTeamId) && rules.some(({ recipient }) => involvesUser(recipient)),
        );
        const formatTarget = await loadTargetFormatter(
          directory,
          accountId,
          escalations.flatMap(listEscalationTargets),
        );
        return ok(escalations.map((escalation) => escalationView(escalation, formatTarget)));
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v2/users/{identifier}/schedules',
      summary: 'List the schedules that a user is in, directly or through a team',
      rights: READ,
      response: 'schedulesOfUser',
      handle: async ({ caller, params }) => {
        const { accountId } = caller;
        const user = await getVisibleUser(directory, caller, params.identifier);
        const involvesUser = await createInvolvement(accountId, user.id);
        const schedules = (await directory.schedules.list(accountId)).filter(
          ({ rotations, ownerTeamId }) =>
            reaches(caller, ownerTeamId) &&
            rotations.some(({ participants }) => participants.some(involvesUser)),
        );
        return ok(schedules.map(({ id, name, enabled }) => ({ id, name, enabled })));
      },
    }),
    ...forwardingRoutes({ directory }),
    ...contactRoutes({ directory, contactMessages, makesCalls }),
    ...contactMessageRoutes({ directory, table, contactMessages, secrets }),
    ...ruleRoutes({ directory, table }),
    ...stepRoutes({ directory }),
  ];
}
