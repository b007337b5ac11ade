import type { Caller } from '../../domain/accounts/model.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { invalid } from '../../domain/kernel/errors.ts';
import type { Service } from '../../domain/services/model.ts';
import { changeResource, findResource, type Resource } from '../../http/resource.ts';

export const base = { tag: 'Services', domain: 'configuration' } as const;

/** Leaves room for the rest of the item, which DynamoDB limits to 400 kB. */
const MAX_BYTES = 350_000;

export type ServiceAccess = ReturnType<typeof createServiceAccess>;

/** Services that a caller can access: a key of a team changes services of its team, and also reads those that all users can see. */
export function createServiceAccess({ services }: Pick<Directory, 'services'>) {
  const own: Resource<Service> = { label: 'Service', store: services, teamOf: ({ teamId }) => teamId };
  const getReadable = (caller: Caller): Resource<Service> => ({
    ...own,
    teamOf: ({ teamId, visibility }) => (visibility === 'OPSGENIE_USERS' ? caller.teamId : teamId),
  });
  return {
    own,
    getReadable,
    /** Gets a service for reading. Throws 404. */
    get: (caller: Caller, id = ''): Promise<Service> => findResource(getReadable(caller), caller, id),
    /** Changes a service. Throws 404, 409 if the name is taken and 422 if the service becomes too large. */
    change: (
      caller: Caller,
      id: string | undefined,
      change: (current: Service) => Omit<Service, 'version'>,
    ): Promise<Service> =>
      changeResource(own, caller, id ?? '', (current) => {
        const changed = change(current);
        const bytes = Buffer.byteLength(JSON.stringify(changed));
        if (bytes > MAX_BYTES) {
          throw invalid({ body: `The service must not be larger than ${MAX_BYTES} bytes` });
        }
        return changed;
      }),
  };
}
