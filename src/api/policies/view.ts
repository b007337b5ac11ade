import { criteriaView } from '../../domain/kernel/criteria-schema.ts';
import type { Responder } from '../../domain/kernel/responder.ts';
import type { AlertPolicy, NotificationPolicy, Policy } from '../../domain/policies/model.ts';

/** A policy as creation and list responses show it. */
export const policyMeta = ({ id, name, type, enabled }: Policy, order: number) => ({
  id,
  name,
  type,
  order,
  enabled,
});

const filterView = ({ filter }: Policy) => (filter ? { filter: criteriaView(filter) } : {});

/** The policy as the API returns it: only what was set, under every name that a client reads. */
export function policyView(policy: Policy, order: number, teamId: string | undefined) {
  const view = { ...policy, ...filterView(policy), order, ...(teamId && { teamId }) };
  if (policy.type === 'alert') {
    const { description } = policy;
    return { ...view, ...(description !== undefined && { alertDescription: description }) };
  }
  const deduplication = policy.deduplicationAction;
  if (!deduplication) return view;
  const both = { ...deduplication, deduplicationType: deduplication.deduplicationActionType };
  return { ...view, deduplicationAction: both };
}

/** The types of /v1/policies. */
export type DeprecatedType =
  | 'modify'
  | 'notification-suppress'
  | 'notification-delay'
  | 'notification-deduplication'
  | 'auto-close'
  | 'auto-restart-notifications';

/** The type of a policy in /v1/policies; for a notification policy it follows from its first action. */
export function deprecatedType(policy: Policy): DeprecatedType {
  if (policy.type === 'alert') return 'modify';
  if (policy.suppress) return 'notification-suppress';
  if (policy.delayAction) return 'notification-delay';
  if (policy.deduplicationAction) return 'notification-deduplication';
  if (policy.autoCloseAction) return 'auto-close';
  return policy.autoRestartAction ? 'auto-restart-notifications' : 'notification-suppress';
}

export const deprecatedMeta = (policy: Policy, order: number) => ({
  ...policyMeta(policy, order),
  type: deprecatedType(policy),
});

/** The policy as /v1/policies returns it: one kind of action, with its members at the top level. */
export function deprecatedView(policy: Policy, order: number) {
  const type = deprecatedType(policy);
  return policy.type === 'alert'
    ? { ...modifyView(policy), ...filterView(policy), type, order }
    : { ...notificationView(policy, type), ...filterView(policy), type, order };
}

function modifyView(policy: AlertPolicy) {
  const { ignoreOriginalActions, ignoreOriginalResponders, responders, ...rest } = policy;
  return {
    ...rest,
    ...(ignoreOriginalActions !== undefined && { ignoreOriginalAlertActions: ignoreOriginalActions }),
    ...(ignoreOriginalResponders !== undefined && { ignoreOriginalRecipients: ignoreOriginalResponders }),
    ...(responders && { recipients: responders as readonly Responder[] }),
  };
}

function notificationView(policy: NotificationPolicy, type: string) {
  const {
    suppress: _,
    delayAction,
    deduplicationAction,
    autoCloseAction,
    autoRestartAction,
    ...rest
  } = policy;
  const actions: Readonly<Record<string, object | undefined>> = {
    'notification-delay': delayAction,
    'notification-deduplication': deduplicationAction,
    'auto-close': autoCloseAction,
    'auto-restart-notifications': autoRestartAction,
  };
  return { ...rest, ...actions[type] };
}
