import type { Caller } from '../../domain/accounts/model.ts';
import { type Directory, resolveTarget } from '../../domain/directory/directory.ts';
import { withoutUndefined } from '../../domain/kernel/schemas.ts';
import { READ, WRITE } from '../../http/rights.ts';
import { doneWith, ok, type Route } from '../../http/route.ts';
import { defineRoute } from './define-route.ts';
import { base, type ServiceAccess } from './find-service.ts';
import { type AudiencePatch, audiencePatch } from './input.ts';

const tagged = { ...base, tag: 'Audience templates of services' } as const;

/** Audiences of services: who else responds to incidents, and who is informed of them. */
export function audienceRoutes({
  directory,
  access,
}: {
  readonly directory: Directory;
  readonly access: ServiceAccess;
}): readonly Route[] {
  /** Finds the ids of teams or users by id, name or username. Throws 422 if one does not exist. */
  async function findIds(
    { accountId }: Caller,
    type: 'team' | 'user',
    names: readonly string[] | undefined,
    field: string,
  ): Promise<readonly string[] | undefined> {
    if (!names) return undefined;
    const found = await Promise.all(
      names.map(async (name, i) => {
        const store = type === 'team' ? directory.teams : directory.users;
        const byName = (await store.get(accountId, name)) ?? (await store.getByName(accountId, name));
        return byName ?? resolveTarget(directory, accountId, { type, id: name }, `${field}[${i}]`);
      }),
    );
    return [...new Set(found.map(({ id }) => id))];
  }

  const resolvePatch = async (caller: Caller, { responder, stakeholder }: AudiencePatch) => {
    const [teams, responders, stakeholders] = await Promise.all([
      findIds(caller, 'team', responder?.teams, 'responder.teams'),
      findIds(caller, 'user', responder?.individuals, 'responder.individuals'),
      findIds(caller, 'user', stakeholder?.individuals, 'stakeholder.individuals'),
    ]);
    return {
      responder: withoutUndefined({ teams, individuals: responders }),
      stakeholder: withoutUndefined({
        individuals: stakeholders,
        conditionMatchType: stakeholder?.conditionMatchType,
        conditions: stakeholder?.conditions,
      }),
    };
  };

  return [
    defineRoute({
      ...tagged,
      method: 'GET',
      path: '/v1/services/{id}/audience-templates',
      summary: 'Get the audience of a service',
      rights: READ,
      response: 'audience',
      handle: async ({ caller, params }) => ok((await access.get(caller, params.id)).audience),
    }),
    defineRoute({
      ...tagged,
      method: 'PATCH',
      path: '/v1/services/{id}/audience-templates',
      summary: 'Update the audience of a service (partial)',
      rights: WRITE,
      body: audiencePatch,
      response: 'audienceUpdated',
      handle: async ({ caller, params, body }) => {
        const patch = await resolvePatch(caller, body);
        const { id, name } = await access.change(caller, params.id, (service) => ({
          ...service,
          audience: {
            responder: { ...service.audience.responder, ...patch.responder },
            stakeholder: { ...service.audience.stakeholder, ...patch.stakeholder },
          },
        }));
        return doneWith('Updated', { id, name });
      },
    }),
  ];
}
