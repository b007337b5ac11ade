import type { Caller } from '../../domain/accounts/model.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import type { NotificationRule } from '../../domain/users/model.ts';
import {
  requireNotificationRule,
  requireNotificationStep,
  withNotificationRuleChanged,
  withoutStep,
  withStepChanged,
} from '../../domain/users/notification-rules.ts';
import { DELETE, READ, WRITE } from '../../http/rights.ts';
import { created, done, doneWith, ok, type Route } from '../../http/route.ts';
import { derivedId } from '../../platform/ids.ts';
import { defineRoute } from './define-route.ts';
import { changeUser, getVisibleUser } from './find-user.ts';
import { stepInput, stepPatch } from './notification-rule-input.ts';
import { stepView } from './view.ts';

const base = { tag: 'Notification rule steps', domain: 'configuration' } as const;

const ALL = '/v2/users/{identifier}/notification-rules/{ruleId}/steps';
const ONE = `${ALL}/{id}`;

type Params = Readonly<Record<string, string>>;

/** The operations on the steps of a notification rule. */
export function stepRoutes({ directory }: { readonly directory: Directory }): readonly Route[] {
  const ruleAt = async (caller: Caller, { identifier, ruleId = '' }: Params) =>
    requireNotificationRule(await getVisibleUser(directory, caller, identifier), ruleId);

  const changeRule = (
    caller: Caller,
    { identifier, ruleId = '' }: Params,
    change: (rule: NotificationRule) => NotificationRule,
  ) => changeUser(directory, caller, identifier, (user) => withNotificationRuleChanged(user, ruleId, change));

  const enabling = (enabled: boolean) =>
    defineRoute({
      ...base,
      method: 'POST',
      path: `${ONE}/${enabled ? 'enable' : 'disable'}`,
      summary: `${enabled ? 'Enable' : 'Disable'} a step`,
      rights: WRITE,
      answers: 200,
      response: 'switched',
      handle: async ({ caller, params }) => {
        const { id = '' } = params;
        await changeRule(caller, params, (rule) =>
          withStepChanged(rule, id, (step) => ({ ...step, enabled })),
        );
        return doneWith(enabled ? 'Enabled' : 'Disabled', { id });
      },
    });

  return [
    defineRoute({
      ...base,
      method: 'POST',
      path: ALL,
      summary: 'Create a step',
      rights: WRITE,
      body: stepInput,
      response: 'idCreated',
      handle: async ({ caller, params, body, requestId }) => {
        const id = derivedId('step', requestId, '0');
        await changeRule(caller, params, (rule) => ({ ...rule, steps: [...rule.steps, { ...body, id }] }));
        return created({ id });
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: ALL,
      summary: 'List steps',
      rights: READ,
      response: 'notificationSteps',
      handle: async ({ caller, params }) => {
        const rule = await ruleAt(caller, params);
        return ok(rule.steps.map((step) => stepView(rule, step)));
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: ONE,
      summary: 'Get a step',
      rights: READ,
      response: 'notificationStep',
      handle: async ({ caller, params }) => {
        const rule = await ruleAt(caller, params);
        return ok(stepView(rule, requireNotificationStep(rule, params.id ?? '')));
      },
    }),
    defineRoute({
      ...base,
      method: 'PATCH',
      path: ONE,
      summary: 'Update a step (partial)',
      rights: WRITE,
      body: stepPatch,
      response: 'idUpdated',
      handle: async ({ caller, params, body }) => {
        const { id = '' } = params;
        await changeRule(caller, params, (rule) =>
          withStepChanged(rule, id, (step) => ({ ...step, ...body })),
        );
        return doneWith('Updated', { id });
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: ONE,
      summary: 'Delete a step',
      rights: DELETE,
      response: 'deleted',
      handle: async ({ caller, params }) => {
        await changeRule(caller, params, (rule) => withoutStep(rule, params.id ?? ''));
        return done('Deleted');
      },
    }),
    enabling(true),
    enabling(false),
  ];
}
