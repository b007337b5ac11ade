import type { Caller } from '../../domain/accounts/model.ts';
import { type Directory, loadTargetFormatter, resolveTarget } from '../../domain/directory/directory.ts';
import { readSkippedPatterns } from '../../domain/slow-patterns/store.ts';
import type { NotificationRule, NotificationStep, User } from '../../domain/users/model.ts';
import {
  requireNotificationRule,
  withNotificationRule,
  withoutNotificationRule,
  withRulesCopied,
} from '../../domain/users/notification-rules.ts';
import { DELETE, READ, WRITE } from '../../http/rights.ts';
import { created, done, doneWith, ok, type Route } from '../../http/route.ts';
import { derivedId } from '../../platform/ids.ts';
import type { Table } from '../../platform/table.ts';
import { defineRoute } from './define-route.ts';
import { changeUser, getVisibleUser } from './find-user.ts';
import {
  copyInput,
  type NotificationRulePatch,
  notificationRuleInput,
  notificationRulePatch,
  orderInput,
  type StepInput,
} from './notification-rule-input.ts';
import { notificationRuleMeta, notificationRuleView } from './view.ts';

const base = { tag: 'Notification rules', domain: 'configuration' } as const;

const ALL = '/v2/users/{identifier}/notification-rules';
const ONE = `${ALL}/{ruleId}`;

/** The steps with ids that derive from the request, so that a retry gives the same ids. */
const withStepIds = (requestId: string, steps: readonly StepInput[]): readonly NotificationStep[] =>
  steps.map((step, i) => ({ ...step, id: derivedId('step', requestId, String(i)) }));

/** The operations on the notification rules of a user. */
export function ruleRoutes({
  directory,
  table,
}: {
  readonly directory: Directory;
  readonly table: Table;
}): readonly Route[] {
  const scheduleIds = ({ accountId }: Caller, schedules: NonNullable<NotificationRulePatch['schedules']>) =>
    Promise.all(
      schedules.map(async (schedule, i) => {
        const reference = { type: 'schedule' as const, ...schedule };
        return (await resolveTarget(directory, accountId, reference, `schedules[${i}]`)).id;
      }),
    );

  const changeRule = (
    caller: Caller,
    { identifier, ruleId = '' }: Readonly<Record<string, string>>,
    change: (user: User, rule: NotificationRule) => User,
  ) =>
    changeUser(directory, caller, identifier, (user) => change(user, requireNotificationRule(user, ruleId)));

  const enabling = (enabled: boolean) =>
    defineRoute({
      ...base,
      method: 'POST',
      path: `${ONE}/${enabled ? 'enable' : 'disable'}`,
      summary: `${enabled ? 'Enable' : 'Disable'} a notification rule`,
      rights: WRITE,
      answers: 200,
      response: 'switched',
      handle: async ({ caller, params }) => {
        await changeRule(caller, params, (user, rule) => withNotificationRule(user, { ...rule, enabled }));
        return doneWith(enabled ? 'Enabled' : 'Disabled', { id: params.ruleId ?? '' });
      },
    });

  return [
    defineRoute({
      ...base,
      method: 'POST',
      path: ALL,
      summary: 'Create a notification rule',
      rights: WRITE,
      body: notificationRuleInput,
      response: 'notificationRuleCreated',
      handle: async ({ caller, params, body, requestId }) => {
        const { order, steps = [], schedules = [], ...rest } = body;
        const rule: NotificationRule = {
          enabled: true,
          notificationTime: [],
          ...rest,
          id: derivedId('rule', caller.accountId, requestId),
          order: 0,
          schedules: await scheduleIds(caller, schedules),
          steps: withStepIds(requestId, steps),
        };
        const user = await changeUser(directory, caller, params.identifier, (user) =>
          withNotificationRule(user, rule, order),
        );
        return created(notificationRuleMeta(requireNotificationRule(user, rule.id)));
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: ALL,
      summary: 'List notification rules',
      rights: READ,
      response: 'notificationRules',
      handle: async ({ caller, params }) => {
        const { notificationRules } = await getVisibleUser(directory, caller, params.identifier);
        return ok(notificationRules.map(notificationRuleMeta));
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: ONE,
      summary: 'Get a notification rule',
      rights: READ,
      response: 'notificationRule',
      handle: async ({ caller, params, now }) => {
        const rule = requireNotificationRule(
          await getVisibleUser(directory, caller, params.identifier),
          params.ruleId ?? '',
        );
        const targets = rule.schedules.map((id) => ({ type: 'schedule' as const, id }));
        const [formatTarget, skipped] = await Promise.all([
          loadTargetFormatter(directory, caller.accountId, targets),
          readSkippedPatterns(table, caller.accountId, rule, now),
        ]);
        return ok({ ...notificationRuleView(rule, formatTarget), ...skipped });
      },
    }),
    defineRoute({
      ...base,
      method: 'PATCH',
      path: ONE,
      summary: 'Update a notification rule (partial); its action type cannot be changed',
      rights: WRITE,
      body: notificationRulePatch,
      response: 'notificationRuleUpdated',
      handle: async ({ caller, params, body, requestId }) => {
        const { order, steps, schedules, ...rest } = body;
        const scheduled = schedules && { schedules: await scheduleIds(caller, schedules) };
        const user = await changeRule(caller, params, (user, rule) =>
          withNotificationRule(
            user,
            { ...rule, ...rest, ...scheduled, ...(steps && { steps: withStepIds(requestId, steps) }) },
            order,
          ),
        );
        return doneWith('Updated', notificationRuleMeta(requireNotificationRule(user, params.ruleId ?? '')));
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: ONE,
      summary: 'Delete a notification rule',
      rights: DELETE,
      response: 'deleted',
      handle: async ({ caller, params }) => {
        await changeRule(caller, params, (user, { id }) => withoutNotificationRule(user, id));
        return done('Deleted');
      },
    }),
    enabling(true),
    enabling(false),
    defineRoute({
      ...base,
      method: 'POST',
      path: `${ONE}/change-order`,
      summary: 'Change the order of a notification rule among those of its action type',
      rights: WRITE,
      body: orderInput,
      bodyOptional: true,
      answers: 200,
      response: 'notificationRuleMoved',
      handle: async ({ caller, params, body }) => {
        await changeRule(caller, params, (user, rule) => withNotificationRule(user, rule, body.order));
        return doneWith('Changed order', { id: params.ruleId ?? '' });
      },
    }),
    defineRoute({
      ...base,
      method: 'POST',
      path: `${ALL}/copy-to`,
      summary: "Replace other users' notification rules with copies of a user's rules",
      rights: WRITE,
      body: copyInput,
      answers: 200,
      response: 'notificationRulesCopied',
      handle: async ({ caller, params, body }) => {
        const from = await getVisibleUser(directory, caller, params.identifier);
        const targets = await Promise.all(
          body.toUsers.map((name) => getVisibleUser(directory, caller, name)),
        );
        for (const target of targets.filter(({ id }) => id !== from.id)) {
          await changeUser(directory, caller, target.id, (to) => withRulesCopied(to, from, body.ruleTypes));
        }
        return done('Copied');
      },
    }),
  ];
}
