import type * as z from 'zod';
import type { Directory } from '../../domain/directory/directory.ts';
import { requireNoMaintenance } from '../../domain/directory/references.ts';
import { DELETE, WRITE } from '../../http/rights.ts';
import { done, type Route, type RouteInput } from '../../http/route.ts';
import { defineRoute } from './define-route.ts';
import { orderInput } from './input.ts';
import { createPolicyCommands, type PolicyInList } from './policy-lists.ts';

/** Finds the policy of the request. Throws if the caller may not perform the operation on it. */
export type FindPolicy<Query> = (
  request: Pick<RouteInput<unknown, Query>, 'caller' | 'params' | 'query'>,
  operation: 'change' | 'delete',
) => Promise<PolicyInList>;

/** The routes that both API versions share: delete, enable, disable and move a policy. */
export function sharedPolicyRoutes<Query>(
  directory: Pick<Directory, 'policies' | 'maintenance'>,
  {
    base,
    path,
    query,
    find,
    summarySuffix = '',
    summaryOfMove,
  }: {
    readonly base: Pick<Route, 'tag' | 'domain'>;
    readonly path: string;
    readonly query: z.ZodType<Query>;
    readonly find: FindPolicy<Query>;
    /** Appended to the summary of the delete, for example ` of the account`. */
    readonly summarySuffix?: string;
    readonly summaryOfMove: string;
  },
): readonly Route[] {
  const commands = createPolicyCommands(directory.policies);
  const common = { ...base, query, answers: 200 } as const;

  const enableRoute = (operation: 'enable' | 'disable', result: 'Enabled' | 'Disabled') =>
    defineRoute({
      ...common,
      method: 'POST',
      path: `${path}/${operation}`,
      summary: operation === 'enable' ? 'Enable a policy' : 'Disable a policy',
      rights: WRITE,
      response: 'switched',
      handle: async (request) => {
        await commands.enable(request.caller, await find(request, 'change'), operation === 'enable');
        return done(result);
      },
    });

  return [
    defineRoute({
      ...common,
      method: 'DELETE',
      path,
      summary: `Delete a policy${summarySuffix}; refused with 428 if a maintenance refers to it`,
      rights: DELETE,
      response: 'deleted',
      handle: async (request) => {
        const { caller, now } = request;
        const found = await find(request, 'delete');
        const { id, name } = found.policy;
        const entity = { type: 'policy', id } as const;
        await requireNoMaintenance(directory, caller.accountId, entity, `Policy [${name}]`, now);
        await commands.remove(caller, found);
        return done('Deleted');
      },
    }),
    enableRoute('enable', 'Enabled'),
    enableRoute('disable', 'Disabled'),
    defineRoute({
      ...common,
      method: 'POST',
      path: `${path}/change-order`,
      summary: summaryOfMove,
      rights: WRITE,
      body: orderInput,
      bodyOptional: true,
      response: 'moved',
      handle: async (request) => {
        await commands.move(request.caller, await find(request, 'change'), request.body.targetIndex);
        return done('Order changed');
      },
    }),
  ];
}
