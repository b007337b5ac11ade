import type { Caller } from '../../domain/accounts/model.ts';
import { type Directory, loadTargetFormatter } from '../../domain/directory/directory.ts';
import { updateKeys } from '../../domain/integrations/keys.ts';
import {
  ACTION_KINDS,
  type ActionKind,
  type Integration,
  type IntegrationAction,
} from '../../domain/integrations/model.ts';
import { invalid } from '../../domain/kernel/errors.ts';
import { changeResource, findResource } from '../../http/resource.ts';
import { READ, WRITE } from '../../http/rights.ts';
import { ok, type Route } from '../../http/route.ts';
import type { Table } from '../../platform/table.ts';
import { base, integrationResource, requireFitsItem, resolveResponders } from './access.ts';
import { defineRoute } from './define-route.ts';
import { type ActionFields, actionInput, actionsInput } from './input.ts';
import { actionsView, referencedTargets } from './view.ts';
import { warnOfAction, warnOfActions } from './warnings.ts';

const PATH = '/v2/integrations/{id}/actions';
const TAG = 'Integration actions';
const MAX_ACTIONS = 100;

/** Routes of the actions of integrations, which decide about the events that arrive. */
export function actionRoutes({
  table,
  directory,
}: {
  readonly table: Table;
  readonly directory: Directory;
}): readonly Route[] {
  const integrations = integrationResource(directory);

  const toView = async ({ accountId }: Caller, integration: Integration) =>
    actionsView(integration, await loadTargetFormatter(directory, accountId, referencedTargets(integration)));

  const toIntegrationAction = async (
    { accountId }: Caller,
    type: ActionKind,
    { responders, ...fields }: ActionFields,
    path: string,
  ): Promise<IntegrationAction> => ({
    ...fields,
    type,
    ...(responders && { responders: await resolveResponders(directory, accountId, responders, path) }),
  });

  async function changeActions(
    caller: Caller,
    id: string,
    change: (actions: readonly IntegrationAction[]) => readonly IntegrationAction[],
  ): Promise<Integration> {
    const changed = await changeResource(integrations, caller, id, (current) => {
      const actions = change(current.actions);
      if (actions.length > MAX_ACTIONS) {
        throw invalid({ actions: `must not be more than ${MAX_ACTIONS}` });
      }
      return requireFitsItem({ ...current, actions });
    });
    await updateKeys(table, caller.accountId, changed);
    return changed;
  }

  return [
    defineRoute({
      ...base,
      tag: TAG,
      method: 'GET',
      path: PATH,
      summary: "List an integration's own actions; without any, the event decides what happens to the alert",
      rights: READ,
      response: 'actions',
      handle: async ({ caller, params }) =>
        ok(await toView(caller, await findResource(integrations, caller, params.id ?? ''))),
    }),
    defineRoute({
      ...base,
      tag: TAG,
      method: 'PUT',
      path: PATH,
      summary:
        'Replace all actions of an integration; without any, the event decides what happens to the alert',
      rights: WRITE,
      body: actionsInput,
      warn: warnOfActions,
      bodyOptional: true,
      response: 'actionsUpdated',
      handle: async ({ caller, params, body }) => {
        const actions = await Promise.all(
          ACTION_KINDS.flatMap((kind) =>
            body[kind].map((fields, i) =>
              toIntegrationAction(caller, kind, fields, `${kind}[${i}].responders`),
            ),
          ),
        );
        const changed = await changeActions(caller, params.id ?? '', () => actions);
        return ok(await toView(caller, changed), { result: 'Updated' });
      },
    }),
    defineRoute({
      ...base,
      tag: TAG,
      method: 'POST',
      path: PATH,
      summary: 'Add an action to an integration',
      rights: WRITE,
      body: actionInput,
      warn: warnOfAction,
      response: 'actionCreated',
      handle: async ({ caller, params, body }) => {
        const { type, ...fields } = body;
        const action = await toIntegrationAction(caller, type, fields, 'responders');
        const changed = await changeActions(caller, params.id ?? '', (actions) => [...actions, action]);
        const data = await toView(caller, changed);
        return { kind: 'json', status: 201, members: { result: 'Created', data } };
      },
    }),
  ];
}
