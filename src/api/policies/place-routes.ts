import type * as z from 'zod';
import type { Directory } from '../../domain/directory/directory.ts';
import { requireNoMaintenance } from '../../domain/directory/references.ts';
import { DELETE, WRITE } from '../../http/rights.ts';
import { done, type Route, type RouteInput } from '../../http/route.ts';
import { commandsOf, type Found } from './access.ts';
import { defineRoute } from './define-route.ts';
import { orderInput } from './input.ts';

/** Finds the policy that the request is about; throws where the caller may not do to it what is asked. */
export type PolicyFinder<Query> = (
  request: Pick<RouteInput<unknown, Query>, 'caller' | 'params' | 'query'>,
  deed: 'change' | 'delete',
) => Promise<Found>;

/** What both forms of the API do alike to one policy: delete it, switch it on and off, and move it. */
export function placeRoutes<Query>(
  directory: Pick<Directory, 'policies' | 'maintenance'>,
  {
    base,
    path,
    query,
    find,
    of = '',
    summaryOfMove,
  }: {
    readonly base: Pick<Route, 'tag' | 'domain'>;
    readonly path: string;
    readonly query: z.ZodType<Query>;
    readonly find: PolicyFinder<Query>;
    /** Whose policies they are, in words for the summaries. */
    readonly of?: string;
    readonly summaryOfMove: string;
  },
): readonly Route[] {
  const commands = commandsOf(directory.policies);
  const common = { ...base, query, answers: 200 } as const;

  const switchRoute = (word: 'enable' | 'disable', result: 'Enabled' | 'Disabled') =>
    defineRoute({
      ...common,
      method: 'POST',
      path: `${path}/${word}`,
      summary: word === 'enable' ? 'Enable a policy' : 'Disable a policy',
      rights: WRITE,
      response: 'switched',
      handle: async (request) => {
        await commands.enable(request.caller, await find(request, 'change'), word === 'enable');
        return done(result);
      },
    });

  return [
    defineRoute({
      ...common,
      method: 'DELETE',
      path,
      summary: `Delete a policy${of}; one that maintenance is about is refused with 428`,
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
    switchRoute('enable', 'Enabled'),
    switchRoute('disable', 'Disabled'),
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
