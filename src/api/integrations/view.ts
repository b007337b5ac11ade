import type { Target, TargetFormatter } from '../../domain/directory/directory.ts';
import { ACTION_KINDS, type Integration, type IntegrationAction } from '../../domain/integrations/model.ts';
import { WEBHOOK } from '../../domain/integrations/types.ts';
import type { UnreadableEvent } from '../../domain/integrations/unreadable-events.ts';
import { criteriaView } from '../../domain/kernel/criteria-schema.ts';
import { toIso } from '../../platform/clock.ts';

/** Everything that the integration refers to, so that the names can be read. */
export const referencedTargets = ({ ownerTeamId, responders, actions }: Integration): readonly Target[] => [
  ...(ownerTeamId ? [{ type: 'team' as const, id: ownerTeamId }] : []),
  ...responders,
  ...actions.flatMap((action) => action.responders ?? []),
];

/** The short form in the responses of lists and writes. */
export const integrationMeta = ({ id, name, enabled, type, ownerTeamId }: Integration) => ({
  id,
  name,
  enabled,
  type,
  ...(ownerTeamId && { teamId: ownerTeamId }),
});

/** Read-only members, which Terraform leaves out when it updates the whole object. */
const READ_ONLY = ['isGlobal', 'teamId', 'eventsNotUnderstood'];
const READ_ONLY_OF_EMAIL = [...READ_ONLY, 'emailAddress'];

/** The integration in responses. It does not contain its key, which is shown only at creation. */
export function integrationView(
  integration: Integration,
  formatTarget: TargetFormatter,
  emailAddress: string | undefined,
  unreadable: readonly UnreadableEvent[],
) {
  const { ownerTeamId, webhook, responders, emailUsername } = integration;
  const ownerTeam = ownerTeamId === undefined ? undefined : formatTarget({ type: 'team', id: ownerTeamId });
  return {
    ...integrationMeta(integration),
    ...(ownerTeam && { ownerTeam: { id: ownerTeam.id, ...(ownerTeam.name && { name: ownerTeam.name }) } }),
    isGlobal: ownerTeamId === undefined,
    allowReadAccess: integration.allowReadAccess,
    allowWriteAccess: integration.allowWriteAccess,
    allowDeleteAccess: integration.allowDeleteAccess,
    allowConfigurationAccess: integration.allowConfigurationAccess,
    suppressNotifications: integration.suppressNotifications,
    ignoreRespondersFromPayload: integration.ignoreRespondersFromPayload,
    isAdvanced: integration.actions.length > 0,
    responders: responders.map(formatTarget),
    ...integration.content,
    ...(emailUsername && { emailUsername }),
    ...(emailAddress && { emailAddress }),
    ...(integration.type === WEBHOOK && webhook
      ? {
          url: webhook.url,
          headers: webhook.headers,
          addAlertDescription: webhook.addAlertDescription,
          addAlertDetails: webhook.addAlertDetails,
          ...(webhook.alertFilter && { alertFilter: filterView(webhook.alertFilter) }),
          ...(webhook.alertActions && { alertActions: webhook.alertActions }),
        }
      : {}),
    ...(unreadable.length > 0 && {
      eventsNotUnderstood: unreadable.map(({ receivedAt, ...event }) => ({
        receivedAt: toIso(receivedAt),
        ...event,
      })),
    }),
    _readOnly: emailAddress ? READ_ONLY_OF_EMAIL : READ_ONLY,
  };
}

/** Filters of integrations call their type conditionMatchType. */
const filterView = (filter: IntegrationAction['filter']) => {
  const { type, ...conditions } = criteriaView(filter);
  return { conditionMatchType: type, ...conditions };
};

const actionView = ({ filter, responders, ...action }: IntegrationAction, formatTarget: TargetFormatter) => ({
  ...action,
  filter: filterView(filter),
  ...(responders && { responders: responders.map(formatTarget) }),
});

/** An integration's own actions by kind. */
export function actionsView(integration: Integration, formatTarget: TargetFormatter) {
  const { id, name, enabled, type, actions } = integration;
  const lists = ACTION_KINDS.map((kind) => [
    kind,
    actions.filter((action) => action.type === kind).map((action) => actionView(action, formatTarget)),
  ]);
  return { _parent: { id, name, enabled, type }, ...Object.fromEntries(lists) };
}
