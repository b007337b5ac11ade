import type { Caller } from '../../domain/accounts/model.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { invalid } from '../../domain/kernel/errors.ts';
import type { Service } from '../../domain/services/model.ts';
import { changeResource, type Resource, resourceOf } from '../../http/resource.ts';

export const base = { tag: 'Services', domain: 'configuration' } as const;

/** More does not fit into an item of the table, which holds 400 kB. */
const MAX_BYTES = 350_000;

export type ServiceAccess = ReturnType<typeof createServiceAccess>;

/** Services as a caller reaches them: a team's key changes those of its team and sees those that everybody may see. */
export function createServiceAccess({ services }: Pick<Directory, 'services'>) {
  const own: Resource<Service> = { label: 'Service', store: services, teamOf: ({ teamId }) => teamId };
  const seenBy = (caller: Caller): Resource<Service> => ({
    ...own,
    teamOf: ({ teamId, visibility }) => (visibility === 'OPSGENIE_USERS' ? caller.teamId : teamId),
  });
  return {
    own,
    seenBy,
    /** The service of the path, to be looked at. Throws 404. */
    seen: (caller: Caller, id = ''): Promise<Service> => resourceOf(seenBy(caller), caller, id),
    /** Changes the service of the path. Throws 404, 409 for a name that is taken and 422 for one that is too large. */
    change: (
      caller: Caller,
      id: string | undefined,
      change: (current: Service) => Omit<Service, 'version'>,
    ): Promise<Service> =>
      changeResource(own, caller, id ?? '', (current) => {
        const changed = change(current);
        const bytes = Buffer.byteLength(JSON.stringify(changed));
        if (bytes > MAX_BYTES) {
          throw invalid({ body: 'The service would hold more rules and templates than fit into it' });
        }
        return changed;
      }),
  };
}
