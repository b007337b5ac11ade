import type { MailAddressLookup } from '../../domain/accounts/mail-addresses.ts';
import { type Caller, getLimitingUser, type Right } from '../../domain/accounts/model.ts';
import { type Directory, loadTargetFormatter, resolveOwnerTeam } from '../../domain/directory/directory.ts';
import { requireNoMaintenance } from '../../domain/directory/references.ts';
import { issueKey, revokeKeys, updateKeys } from '../../domain/integrations/keys.ts';
import { type Access, type Integration, mailName } from '../../domain/integrations/model.ts';
import { markWebhooks } from '../../domain/integrations/outgoing-webhooks.ts';
import { WEBHOOK } from '../../domain/integrations/types.ts';
import { createUnreadableEvents } from '../../domain/integrations/unreadable-events.ts';
import { invalid } from '../../domain/kernel/errors.ts';
import { withoutUndefined } from '../../domain/kernel/schemas.ts';
import { readSkippedPatterns } from '../../domain/slow-patterns/store.ts';
import { changeResource, findResource, listResources, nameOrConflict } from '../../http/resource.ts';
import { DELETE, READ, WRITE } from '../../http/rights.ts';
import { created, done, doneWith, ok, type Route } from '../../http/route.ts';
import { derivedId } from '../../platform/ids.ts';
import type { Table } from '../../platform/table.ts';
import {
  base,
  integrationResource,
  requireFitsItem,
  requireRightsToGive,
  resolveResponders,
} from './access.ts';
import { actionRoutes } from './action-routes.ts';
import { defineRoute } from './define-route.ts';
import {
  authenticateInput,
  type IntegrationInput,
  integrationInput,
  listQuery,
  toAlertContent,
} from './input.ts';
import { integrationMeta, integrationView, referencedTargets } from './view.ts';
import { warnOfDefaults } from './warnings.ts';

const TAG = 'Integrations';

export interface IntegrationDeps {
  readonly table: Table;
  readonly directory: Directory;
  /** Absent if the stage has no domain for inbound e-mail. */
  readonly createMailAddressLookup?: MailAddressLookup | undefined;
}

/** Routes of integrations, each of which has a key, and of their actions. */
export function integrationRoutes(deps: IntegrationDeps): readonly Route[] {
  const { table, directory, createMailAddressLookup } = deps;
  const integrations = integrationResource(directory);
  const unreadableEvents = createUnreadableEvents(table);

  /** The members of an integration that a body sets; access that it does not mention stays unchanged. */
  async function toIntegrationFields(caller: Caller, body: IntegrationInput, before: Access) {
    const [ownerTeamId, responders] = await Promise.all([
      resolveOwnerTeam(directory, caller, body.ownerTeam ?? body.assignedTeam),
      resolveResponders(directory, caller.accountId, body.responders ?? body.recipients ?? [], 'responders'),
    ]);
    const allowWriteAccess = body.allowWriteAccess ?? before.allowWriteAccess;
    return {
      name: body.name,
      type: body.type,
      ...(ownerTeamId && { ownerTeamId }),
      allowReadAccess: body.allowReadAccess ?? before.allowReadAccess,
      allowWriteAccess,
      // Without write access there is no delete access, unless the request grants it.
      allowDeleteAccess: body.allowDeleteAccess ?? (before.allowDeleteAccess && allowWriteAccess),
      allowConfigurationAccess: body.allowConfigurationAccess ?? before.allowConfigurationAccess,
      suppressNotifications: body.suppressNotifications,
      ignoreRespondersFromPayload: body.ignoreRespondersFromPayload,
      responders,
      ...toAlertContent(body),
      ...(body.emailUsername && { emailUsername: body.emailUsername }),
      ...(body.type === WEBHOOK && body.url !== undefined
        ? {
            webhook: {
              url: body.url,
              headers: body.headers,
              addAlertDescription: body.addAlertDescription,
              addAlertDetails: body.addAlertDetails,
              ...withoutUndefined({ alertFilter: body.alertFilter, alertActions: body.alertActions }),
            },
          }
        : {}),
    };
  }

  /** The e-mail address of the integration; undefined if it has none or the stage receives no e-mail. */
  async function findEmailAddress(
    { accountId }: Caller,
    integration: Integration,
  ): Promise<string | undefined> {
    const username = mailName(integration);
    return username === undefined
      ? undefined
      : (await createMailAddressLookup?.(accountId))?.('integration', username);
  }

  /** Throws 422 if another integration has the address. Two that are created at once both receive its e-mails. */
  async function requireOwnAddress({ accountId }: Caller, wanted: Integration): Promise<void> {
    const username = mailName(wanted);
    if (username === undefined) return;
    const others = await directory.integrations.list(accountId);
    if (others.some((other) => other.id !== wanted.id && mailName(other) === username)) {
      throw invalid({ emailUsername: 'is that of another integration' });
    }
  }

  /** Enables or disables an integration and its keys. */
  const switchRoute = (enabled: boolean): Route => {
    const verb = enabled ? 'enable' : 'disable';
    return defineRoute({
      ...base,
      tag: TAG,
      method: 'POST',
      path: `/v2/integrations/{id}/${verb}`,
      summary: enabled ? 'Enable an integration and its key' : 'Disable an integration and its key',
      rights: WRITE,
      response: 'switched',
      handle: async ({ caller, params }) => {
        const changed = await changeResource(integrations, caller, params.id ?? '', (current) => ({
          ...current,
          enabled,
        }));
        await updateKeys(table, caller.accountId, changed);
        const members = { result: enabled ? 'Enabled' : 'Disabled', data: integrationMeta(changed) } as const;
        return { kind: 'json', status: 201, members };
      },
    });
  };

  return [
    defineRoute({
      ...base,
      tag: TAG,
      method: 'POST',
      path: '/v2/integrations',
      summary: 'Create an integration; its key is shown in this answer only',
      rights: WRITE,
      body: integrationInput,
      warn: warnOfDefaults,
      response: 'created',
      handle: async ({ caller, body, requestId }) => {
        const { accountId } = caller;
        const fields = await toIntegrationFields(caller, body, getDefaultAccess(caller));
        const integration = requireFitsItem({
          id: derivedId('integration', accountId, requestId),
          enabled: body.enabled ?? true,
          actions: [],
          ...fields,
          ...requireRightsToGive(caller, fields),
        });
        await requireOwnAddress(caller, { ...integration, version: 1 });
        const emailAddress = await findEmailAddress(caller, { ...integration, version: 1 });
        if (integration.type === WEBHOOK) await markWebhooks(table, accountId);
        const { secret } = await issueKey(table, accountId, { ...integration, version: 1 });
        try {
          const stored = await nameOrConflict(integrations.label, () =>
            directory.integrations.create(accountId, integration),
          );
          return created({
            ...integrationMeta(stored),
            apiKey: secret,
            ...(emailAddress && { emailAddress }),
          });
        } catch (error) {
          await revokeKeys(table, accountId, integration.id);
          throw error;
        }
      },
    }),
    defineRoute({
      ...base,
      tag: TAG,
      method: 'GET',
      path: '/v2/integrations',
      summary: 'List integrations, all or of a type or team',
      rights: READ,
      query: listQuery,
      response: 'integrations',
      handle: async ({ caller, query }) => {
        const all = await listResources(integrations, caller);
        const team = query.teamName
          ? await directory.teams.getByName(caller.accountId, query.teamName)
          : undefined;
        const teamId = query.teamName ? (team?.id ?? '') : query.teamId;
        const wanted = all.filter(
          ({ type, ownerTeamId }) =>
            (query.type === undefined || type.toLowerCase() === query.type.toLowerCase()) &&
            (teamId === undefined || ownerTeamId === teamId),
        );
        return ok(wanted.map(integrationMeta));
      },
    }),
    defineRoute({
      ...base,
      tag: TAG,
      method: 'GET',
      path: '/v2/integrations/{id}',
      summary: 'Get an integration, without its key; it lists the last events that nobody could read',
      rights: READ,
      response: 'integration',
      handle: async ({ caller, params, now }) => {
        const found = await findResource(integrations, caller, params.id ?? '');
        const { accountId } = caller;
        const [formatTarget, emailAddress, unreadable, skipped] = await Promise.all([
          loadTargetFormatter(directory, accountId, referencedTargets(found)),
          findEmailAddress(caller, found),
          unreadableEvents.list(accountId, found.id),
          readSkippedPatterns(table, accountId, found, now),
        ]);
        return ok({ ...integrationView(found, formatTarget, emailAddress, unreadable), ...skipped });
      },
    }),
    defineRoute({
      ...base,
      tag: TAG,
      method: 'PUT',
      path: '/v2/integrations/{id}',
      summary: 'Replace an integration; its type, key and actions stay',
      rights: WRITE,
      body: integrationInput,
      warn: warnOfDefaults,
      response: 'updated',
      handle: async ({ caller, params, body }) => {
        const found = await findResource(integrations, caller, params.id ?? '');
        if (body.type !== found.type) throw invalid({ type: `cannot be changed; it is ${found.type}` });
        const wanted = await toIntegrationFields(caller, body, found);
        const granted = requireRightsToGive(caller, wanted, found);
        await requireOwnAddress(caller, { ...found, ...wanted });
        const changed = await changeResource(integrations, caller, found.id, ({ id, actions, enabled }) =>
          requireFitsItem({ id, actions, enabled: body.enabled ?? enabled, ...wanted, ...granted }),
        );
        await updateKeys(table, caller.accountId, changed);
        return doneWith('Updated', integrationMeta(changed));
      },
    }),
    defineRoute({
      ...base,
      tag: TAG,
      method: 'DELETE',
      path: '/v2/integrations/{id}',
      summary:
        'Delete an integration; its key stops working; one that maintenance is about is refused with 428',
      rights: DELETE,
      response: 'deleted',
      handle: async ({ caller, params, now }) => {
        const { id, name } = await findResource(integrations, caller, params.id ?? '');
        const label = `Integration [${name}]`;
        await requireNoMaintenance(directory, caller.accountId, { type: 'integration', id }, label, now);
        await revokeKeys(table, caller.accountId, id);
        await directory.integrations.delete(caller.accountId, id);
        return done('Deleted');
      },
    }),
    switchRoute(true),
    switchRoute(false),
    defineRoute({
      ...base,
      tag: TAG,
      method: 'POST',
      path: '/v2/integrations/authenticate',
      summary: 'Tell whether the key is that of an integration of the type',
      rights: [],
      body: authenticateInput,
      answers: 200,
      response: 'authenticated',
      handle: async ({ caller, body }) => {
        if (caller.integration.type.toLowerCase() !== body.type.toLowerCase()) {
          throw invalid({
            type: `The key belongs to an integration of type ${caller.integration.type}`,
          });
        }
        return done('Authenticated');
      },
    }),
    ...actionRoutes(deps),
  ];
}

/** The access of a new integration if the request does not say: all that the caller can give, except configuration. */
function getDefaultAccess(caller: Caller): Access {
  const user = getLimitingUser(caller);
  const isDefault = (right: Right) => !user || user.grantableRights.includes(right);
  return {
    allowReadAccess: isDefault('read'),
    allowWriteAccess: isDefault('create-update'),
    allowDeleteAccess: isDefault('delete'),
    allowConfigurationAccess: false,
  };
}
