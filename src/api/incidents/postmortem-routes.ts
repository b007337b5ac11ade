import type { Caller } from '../../domain/accounts/model.ts';
import type { Postmortem } from '../../domain/incidents/postmortem.ts';
import { requireIncident } from '../../domain/incidents/queries.ts';
import { invalid } from '../../domain/kernel/errors.ts';
import { withoutUndefined } from '../../domain/kernel/schemas.ts';
import { changeResource, findResource, listResources, type Resource } from '../../http/resource.ts';
import { created, done, doneWith, ok, type Route } from '../../http/route.ts';
import { toIso } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';
import { defineRoute } from './define-route.ts';
import { base, type IncidentDeps } from './deps.ts';
import { postmortemInput, postmortemPatch } from './input.ts';

const tagged = { ...base, tag: 'Postmortems' } as const;

const EMPTY_DOCUMENT = { version: 1, type: 'doc', content: [] } as const;

/** Leaves room for the rest of the item, which DynamoDB limits to 400 kB. */
const MAX_BYTES = 300_000;

function requireFitting(postmortem: object): void {
  if (Buffer.byteLength(JSON.stringify(postmortem)) <= MAX_BYTES) return;
  throw invalid({ content: `The postmortem must not be larger than ${MAX_BYTES} bytes` });
}

/** Postmortems of incidents. Opsgenie documents only how to read them; the other operations have the same form. */
export function postmortemRoutes({
  table,
  directory,
  postmortems: store,
}: Pick<IncidentDeps, 'table' | 'directory' | 'postmortems'>): readonly Route[] {
  const postmortems: Resource<Postmortem> = {
    label: 'Postmortem',
    store,
    teamOf: ({ ownerTeam }) => ownerTeam,
  };

  /** Finds the id of a user by id or username. Throws 422 if the user does not exist. */
  async function findOwnerId({ accountId }: Caller, name: string | undefined): Promise<string | undefined> {
    if (name === undefined) return undefined;
    const found =
      (await directory.users.get(accountId, name)) ?? (await directory.users.getByName(accountId, name));
    if (!found) throw invalid({ owner: `No user exists with [${name}]` });
    return found.id;
  }

  async function view({ incident, ...postmortem }: Postmortem, accountId: string) {
    const owner = postmortem.ownerId ? await directory.users.get(accountId, postmortem.ownerId) : undefined;
    const times = {
      ...withoutUndefined({ endTime: postmortem.endTime, respondTime: postmortem.respondTime }),
    };
    return {
      postmortemId: postmortem.id,
      title: postmortem.title,
      severity: postmortem.severity,
      status: postmortem.status,
      executiveSummary: postmortem.executiveSummary,
      content: postmortem.content,
      startTime: toIso(postmortem.startTime),
      ...Object.fromEntries(Object.entries(times).map(([name, time]) => [name, toIso(time as number)])),
      ...(postmortem.resolveTime !== undefined && { resolveTime: toIso(postmortem.resolveTime) }),
      createdAtTime: toIso(postmortem.createdAt),
      rootIncident: {
        id: incident.id,
        priority: incident.priority,
        tinyId: incident.tinyId,
        message: incident.message,
        status: incident.status,
        creationTime: toIso(incident.createdAt),
        tags: incident.tags,
      },
      ...(owner && { owner: { id: owner.id, name: owner.fullName } }),
      timeline: { id: incident.id },
    };
  }

  return [
    defineRoute({
      ...tagged,
      method: 'POST',
      path: '/v2/postmortem',
      summary: 'Create a postmortem of an incident',
      rights: ['create-update'],
      body: postmortemInput,
      response: 'postmortemCreated',
      async handle({ caller, body, requestId, now }) {
        const { incidentId, owner, ...fields } = body;
        const incident = await requireIncident(table, caller, { type: 'id', value: incidentId });
        const ownerId = await findOwnerId(caller, owner);
        const postmortem: Omit<Postmortem, 'version'> = {
          id: derivedId('postmortem', caller.accountId, requestId),
          title: `${incident.message} - postmortem report`,
          severity: incident.priority,
          status: 'draft',
          executiveSummary: EMPTY_DOCUMENT,
          content: EMPTY_DOCUMENT,
          startTime: incident.createdAt,
          ...withoutUndefined({ endTime: incident.resolvedAt, resolveTime: incident.resolvedAt }),
          createdAt: now,
          ownerTeam: incident.ownerTeam,
          ...(ownerId && { ownerId }),
          incident: {
            id: incident.id,
            tinyId: incident.tinyId,
            message: incident.message,
            priority: incident.priority,
            status: incident.status,
            createdAt: incident.createdAt,
            tags: incident.tags,
          },
          ...withoutUndefined(fields),
        };
        requireFitting(postmortem);
        const { id } = await store.create(caller.accountId, postmortem);
        return created({ id, postmortemId: id });
      },
    }),
    defineRoute({
      ...tagged,
      method: 'GET',
      path: '/v2/postmortem',
      summary: 'List postmortems, latest first',
      rights: ['read'],
      response: 'postmortems',
      async handle({ caller }) {
        const all = await listResources(postmortems, caller);
        const sorted = all.toSorted((a, b) => b.createdAt - a.createdAt);
        return ok(
          sorted.map(({ id, title, severity, status, createdAt, incident }) => ({
            postmortemId: id,
            title,
            severity,
            status,
            createdAtTime: toIso(createdAt),
            rootIncident: { id: incident.id, tinyId: incident.tinyId },
          })),
        );
      },
    }),
    defineRoute({
      ...tagged,
      method: 'GET',
      path: '/v2/postmortem/{id}',
      summary: 'Get a postmortem',
      rights: ['read'],
      response: 'postmortem',
      handle: async ({ caller, params }) =>
        ok(await view(await findResource(postmortems, caller, params.id ?? ''), caller.accountId)),
    }),
    defineRoute({
      ...tagged,
      method: 'PATCH',
      path: '/v2/postmortem/{id}',
      summary: 'Update a postmortem (partial)',
      rights: ['create-update'],
      body: postmortemPatch,
      response: 'postmortemUpdated',
      async handle({ caller, params, body }) {
        const { owner, ...fields } = body;
        const ownerId = await findOwnerId(caller, owner);
        const { id } = await changeResource(postmortems, caller, params.id ?? '', (current) => {
          const changed = { ...current, ...withoutUndefined(fields), ...(ownerId && { ownerId }) };
          requireFitting(changed);
          return changed;
        });
        return doneWith('Updated', { id, postmortemId: id });
      },
    }),
    defineRoute({
      ...tagged,
      method: 'DELETE',
      path: '/v2/postmortem/{id}',
      summary: 'Delete a postmortem',
      rights: ['delete'],
      response: 'deleted',
      async handle({ caller, params }) {
        const { id } = await findResource(postmortems, caller, params.id ?? '');
        await store.delete(caller.accountId, id);
        return done('Deleted');
      },
    }),
  ];
}
