import type { Caller } from '../../domain/accounts/model.ts';
import { type Directory, resolveTarget } from '../../domain/directory/directory.ts';
import { type Access, type Integration, integrationRights } from '../../domain/integrations/model.ts';
import { forbidden, invalid } from '../../domain/kernel/errors.ts';
import type { Responder } from '../../domain/kernel/responder.ts';
import type { Resource } from '../../http/resource.ts';
import type { ResponderInput } from './input.ts';

export const base = { domain: 'configuration' } as const;

/** So much of an item of the table, which holds 400 kB, that all else of it has room too. */
const MAX_BYTES = 350_000;

export const integrationResource = ({
  integrations,
}: Pick<Directory, 'integrations'>): Resource<Integration> => ({
  label: 'Integration',
  store: integrations,
  teamOf: ({ ownerTeamId }) => ownerTeamId,
});

/** The integration, where it fits into an item of the table; throws 422 where not. */
export function requireFits<I extends Omit<Integration, 'version'>>(integration: I): I {
  if (Buffer.byteLength(JSON.stringify(integration)) <= MAX_BYTES) return integration;
  throw invalid({ body: 'The integration would hold more actions than fit into it' });
}

/** Throws 403 where an integration would get a right that the caller lacks: nobody gives what they do not have. */
export function requireRightsToGive(caller: Caller, wanted: Access, before?: Access): void {
  const had = before ? integrationRights(before) : [];
  const lacking = integrationRights(wanted).filter(
    (right) => !had.includes(right) && !caller.rights.includes(right),
  );
  if (lacking.length > 0) {
    throw forbidden(`The key cannot give rights that it does not have itself: ${lacking.join(', ')}.`);
  }
}

/** The responders by id. Throws 422 where there is no such one. */
export const resolveResponders = (
  directory: Directory,
  accountId: string,
  named: readonly ResponderInput[],
  path: string,
): Promise<readonly Responder[]> =>
  Promise.all(named.map((each, i) => resolveTarget(directory, accountId, each, `${path}[${i}]`)));
