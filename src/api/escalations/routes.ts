import {
  prepareResponderDeletion,
  type ResponderDeletionDeps,
} from '../../domain/alerts/responder-deletion.ts';
import {
  type Directory,
  loadTargetFormatter,
  resolveOwnerTeam,
  resolveTarget,
} from '../../domain/directory/directory.ts';
import { findReferences, formatReferences } from '../../domain/directory/references.ts';
import type { Escalation, EscalationRule } from '../../domain/escalations/model.ts';
import { stillReferenced } from '../../domain/kernel/errors.ts';
import { parseJson } from '../../domain/kernel/input.ts';
import {
  byIdentifierType,
  byIdentifierTypeOrForce,
  changeResource,
  findResource,
  listResources,
  nameOrConflict,
  type Resource,
} from '../../http/resource.ts';
import { DELETE, READ, WRITE } from '../../http/rights.ts';
import { created, done, doneWith, ok, type Route } from '../../http/route.ts';
import { derivedId } from '../../platform/ids.ts';
import { defineRoute } from './define-route.ts';
import { type EscalationRuleInput, escalationInput, escalationPatch, warnOfRules } from './input.ts';
import { escalationView, listEscalationTargets } from './view.ts';

const base = { tag: 'Escalations', domain: 'configuration' } as const;

/** The operations on escalations. */
export function escalationRoutes({
  directory,
  ...deletionDeps
}: ResponderDeletionDeps & { readonly directory: Directory }): readonly Route[] {
  const escalations: Resource<Escalation> = {
    label: 'Escalation',
    store: directory.escalations,
    teamOf: ({ ownerTeamId }) => ownerTeamId,
  };

  const resolveRules = (
    accountId: string,
    inputs: readonly EscalationRuleInput[],
  ): Promise<EscalationRule[]> =>
    Promise.all(
      inputs.map(async ({ recipient, ...rule }, i) => ({
        ...rule,
        recipient: await resolveTarget(directory, accountId, recipient, `rules[${i}].recipient`),
      })),
    );

  return [
    defineRoute({
      ...base,
      method: 'POST',
      path: '/v2/escalations',
      summary: 'Create an escalation',
      rights: WRITE,
      body: escalationInput,
      warn: warnOfRules,
      response: 'created',
      handle: async ({ caller, body, requestId }) => {
        const [rules, ownerTeamId] = await Promise.all([
          resolveRules(caller.accountId, body.rules),
          resolveOwnerTeam(directory, caller, body.ownerTeam),
        ]);
        const { id, name } = await nameOrConflict(escalations.label, () =>
          directory.escalations.create(caller.accountId, {
            id: derivedId('escalation', caller.accountId, requestId),
            name: body.name,
            description: body.description ?? '',
            ...(ownerTeamId && { ownerTeamId }),
            rules,
            ...(body.repeat && { repeat: body.repeat }),
          }),
        );
        return created({ id, name });
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v2/escalations',
      summary: 'List escalations',
      rights: READ,
      response: 'escalations',
      handle: async ({ caller }) => {
        const all = await listResources(escalations, caller);
        const formatTarget = await loadTargetFormatter(
          directory,
          caller.accountId,
          all.flatMap(listEscalationTargets),
        );
        return ok(all.map((escalation) => escalationView(escalation, formatTarget)));
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v2/escalations/{identifier}',
      summary: 'Get an escalation',
      rights: READ,
      query: byIdentifierType,
      response: 'escalation',
      handle: async ({ caller, params, query }) => {
        const found = await findResource(escalations, caller, params.identifier ?? '', query.identifierType);
        return ok(
          escalationView(
            found,
            await loadTargetFormatter(directory, caller.accountId, listEscalationTargets(found)),
          ),
        );
      },
    }),
    defineRoute({
      ...base,
      method: 'PATCH',
      path: '/v2/escalations/{identifier}',
      summary: 'Update an escalation (partial)',
      rights: WRITE,
      query: byIdentifierType,
      body: escalationPatch,
      warn: warnOfRules,
      clears: ['description'],
      response: 'updated',
      handle: async ({ caller, params, query, body, request }) => {
        const { id } = await findResource(escalations, caller, params.identifier ?? '', query.identifierType);
        const rules = body.rules && (await resolveRules(caller.accountId, body.rules));
        const ownerTeamId = body.ownerTeam && (await resolveOwnerTeam(directory, caller, body.ownerTeam));
        const changed = await changeResource(escalations, caller, id, ({ repeat: before, ...current }) => {
          const repeat = isRepeatRemoved(request.rawBody) ? undefined : (body.repeat ?? before);
          return {
            ...current,
            ...(body.name && { name: body.name }),
            ...(body.description !== undefined && { description: body.description }),
            ...(rules && { rules }),
            ...(ownerTeamId && { ownerTeamId }),
            ...(repeat && { repeat }),
          };
        });
        return doneWith('Updated', { id: changed.id, name: changed.name });
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: '/v2/escalations/{identifier}',
      summary:
        'Delete an escalation; fails with 428 while routing rules, rotations or (without force) open alerts use it',
      rights: DELETE,
      query: byIdentifierTypeOrForce,
      response: 'deleted',
      handle: async ({ caller, params, query, now }) => {
        const { id, name, ownerTeamId } = await findResource(
          escalations,
          caller,
          params.identifier ?? '',
          query.identifierType,
        );
        const references = await findReferences(directory, caller.accountId, { type: 'escalation', id });
        if (references.length > 0) {
          throw stillReferenced(
            `Escalation [${name}] cannot be deleted, it is used in: ${formatReferences(references)}.`,
          );
        }
        const responders = [{ type: 'escalation', id }] as const;
        await prepareResponderDeletion(
          deletionDeps,
          { accountId: caller.accountId, label: `Escalation [${name}]`, responders, ownerTeamId },
          { force: query.force === 'true', now },
        );
        await directory.escalations.delete(caller.accountId, id);
        return done('Deleted');
      },
    }),
  ];
}

/**
 * Whether the body has `"repeat": {}`, which Terraform sends to remove the repeat. Empty members count as absent,
 * so the raw body has to be checked.
 */
function isRepeatRemoved(rawBody: Uint8Array): boolean {
  const body = parseJson(new TextDecoder().decode(rawBody)) as { readonly repeat?: unknown };
  const { repeat } = body;
  return typeof repeat === 'object' && repeat !== null && Object.keys(repeat).length === 0;
}
