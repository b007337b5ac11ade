import { type Caller, getLimitingUser, type Right } from '../../domain/accounts/model.ts';
import { type Directory, resolveTarget } from '../../domain/directory/directory.ts';
import { type Access, type Integration, integrationRights } from '../../domain/integrations/model.ts';
import { forbidden, invalid } from '../../domain/kernel/errors.ts';
import type { Responder } from '../../domain/kernel/responder.ts';
import type { Resource } from '../../http/resource.ts';
import type { ResponderInput } from './input.ts';

export const base = { domain: 'configuration' } as const;

/** The most bytes of the configuration. An item of the table holds 400 kB; the rest is for the other members. */
const MAX_BYTES = 350_000;

export const integrationResource = ({
  integrations,
}: Pick<Directory, 'integrations'>): Resource<Integration> => ({
  label: 'Integration',
  store: integrations,
  teamOf: ({ ownerTeamId }) => ownerTeamId,
});

/** The integration itself. Throws 422 if it does not fit into an item of the table. */
export function requireFitsItem<I extends Omit<Integration, 'version'>>(integration: I): I {
  if (Buffer.byteLength(JSON.stringify(integration)) <= MAX_BYTES) return integration;
  throw invalid({
    body: 'The integration has too many actions: together they must not be larger than 350 kB',
  });
}

/** The rights that the caller can give to a key: those of its own key, and no more than the user's role has. */
export const getRightsToGive = (caller: Caller): readonly Right[] =>
  getLimitingUser(caller)?.grantableRights ?? caller.rights;

/**
 * Throws 403 if an integration would get a right that the caller cannot give. Returns the user who is responsible for the
 * rights of the integration: whoever added rights last.
 */
export function requireRightsToGive(
  caller: Caller,
  wanted: Access,
  before?: Integration,
): { readonly grantedBy?: string } {
  const had = before ? integrationRights(before) : [];
  const added = integrationRights(wanted).filter((right) => !had.includes(right));
  const allowed = getRightsToGive(caller);
  const lacking = added.filter((right) => !allowed.includes(right));
  if (lacking.length > 0) {
    throw forbidden(`The key cannot give rights that it does not have itself: ${lacking.join(', ')}.`);
  }
  const grantedBy = before && added.length === 0 ? before.grantedBy : getLimitingUser(caller)?.id;
  return grantedBy ? { grantedBy } : {};
}

/** The responders by id. Throws 422 if one does not exist. */
export const resolveResponders = (
  directory: Directory,
  accountId: string,
  named: readonly ResponderInput[],
  path: string,
): Promise<readonly Responder[]> =>
  Promise.all(named.map((each, i) => resolveTarget(directory, accountId, each, `${path}[${i}]`)));
