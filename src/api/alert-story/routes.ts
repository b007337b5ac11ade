import { getAccountTimeZone } from '../../domain/accounts/settings.ts';
import type { AlertStories, SimulationRequest } from '../../domain/alert-story/model.ts';
import type { AlertActionMessage, CreateAction } from '../../domain/alerts/action.ts';
import { executionName } from '../../domain/alerts/action.ts';
import { alertIdOfRequest } from '../../domain/alerts/ids.ts';
import { withRequestDefaults } from '../../domain/alerts/input.ts';
import { withIntegrationDefaults } from '../../domain/alerts/integration-defaults.ts';
import type { Alert } from '../../domain/alerts/model.ts';
import { findAlert } from '../../domain/alerts/queries.ts';
import { isVisibleTo } from '../../domain/alerts/visibility.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { forbidden, invalid, notFound } from '../../domain/kernel/errors.ts';
import { parseJson } from '../../domain/kernel/json.ts';
import { reaches } from '../../http/resource.ts';
import { ok, type Route, type RouteInput } from '../../http/route.ts';
import { HOUR, type Instant } from '../../platform/clock.ts';
import { toConsoleUrl, toExecutionArn } from '../../platform/executions.ts';
import type { Table } from '../../platform/table.ts';
import { getAlertFromPath } from '../alerts/find-alert.ts';
import { toAlertView } from '../alerts/view.ts';
import { defineRoute } from './define-route.ts';
import { type SimulationInput, simulationBody, storyQuery } from './input.ts';
import { toAlertFieldsView, toStoryView } from './view.ts';

export interface AlertStoryDeps {
  readonly table: Table;
  readonly directory: Pick<Directory, 'integrations' | 'settings'>;
  readonly stories: AlertStories;
  /** The ARN of alert-escalation; without it, stories do not link to executions. */
  readonly escalationStateMachineArn?: string | undefined;
}

const base = { tag: 'Alerts', domain: 'search', rights: ['read'] } as const;

type SimulationCall = RouteInput<SimulationInput, unknown>;

/** The story of an alert, and the story that an alert would have. */
export function alertStoryRoutes(deps: AlertStoryDeps): readonly Route[] {
  const { table, directory, stories, escalationStateMachineArn } = deps;

  const getZone = async (accountId: string, wanted: string | undefined) =>
    wanted ?? getAccountTimeZone(directory.settings, accountId);

  function describeExecution(alert: Alert, run: number, continuation: number) {
    const name = executionName({ ...alert, run }, continuation);
    const arn = escalationStateMachineArn && toExecutionArn(escalationStateMachineArn, name);
    const consoleUrl = arn ? toConsoleUrl(arn) : undefined;
    return { name, run, ...(arn && { arn }), ...(consoleUrl && { consoleUrl }) };
  }

  /** The message that would create the alert. Throws if what is to be simulated creates none. */
  async function toMessage(input: SimulationCall, at: Instant): Promise<SimulationRequest['message']> {
    const { caller, body, requestId, request } = input;
    const { accountId } = caller;
    if (body.payload !== undefined && body.integrationId !== undefined) {
      const integration = await directory.integrations.get(accountId, body.integrationId);
      if (!integration || !reaches(caller, integration.ownerTeamId))
        throw notFound(`Integration with id [${body.integrationId}] does not exist.`);
      const arrival = { requestId, now: at, sourceIp: request.sourceIp };
      const message = await stories.readPayload(accountId, integration, getPayload(request.rawBody), arrival);
      if (!message) throw invalid({ payload: 'is ignored by the integration, so it opens no alert' });
      return requireCreate(message);
    }
    const common = {
      accountId,
      requestId,
      receivedAt: at,
      target: { type: 'id', value: alertIdOfRequest(accountId, requestId) },
    } as const;
    if (body.alertId !== undefined) {
      const alert = await findAlert(table, accountId, { type: 'id', value: body.alertId });
      if (!alert || !isVisibleTo(alert, caller))
        throw notFound(`Alert with id [${body.alertId}] does not exist.`);
      return { ...common, ...toRepetition(alert) };
    }
    const { user, source, note, ...fields } = body.alert as NonNullable<SimulationInput['alert']>;
    return {
      ...common,
      ...withRequestDefaults({ user, source, note }, request.sourceIp),
      ...(caller.user && { user: caller.user.username }),
      action: withIntegrationDefaults(toCreateAction(fields), caller.alerts),
      integration: caller.integration,
      ...(caller.teamId && { teamId: caller.teamId }),
    };
  }

  return [
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v2/alerts/{identifier}/story',
      summary:
        'Get the story of an alert: what happened and why, what comes next, why others are not notified',
      query: storyQuery,
      response: 'story',
      async handle(input) {
        const { caller, query, now } = input;
        const alert = await getAlertFromPath(table, input);
        const timeZone = await getZone(caller.accountId, query.timeZone);
        const story = await stories.describe(alert, { now, timeZone });
        const { execution } = story;
        return ok({
          alert: toAlertView(alert),
          ...toStoryView(story, timeZone),
          ...(execution && {
            execution: describeExecution(alert, execution.run, execution.continuation),
          }),
        });
      },
    }),
    defineRoute({
      ...base,
      method: 'POST',
      path: '/v2/simulate',
      summary:
        'Simulate an alert: who would be notified, when and how, and why not others. Sends and stores nothing',
      answers: 200,
      body: simulationBody,
      response: 'simulation',
      async handle(input) {
        const { caller, body, now } = input;
        const at = body.at ?? now;
        const timeZone = await getZone(caller.accountId, body.timeZone);
        const { acknowledgeAt, maxNotifications } = body;
        if (acknowledgeAt !== undefined && acknowledgeAt < at)
          throw invalid({ acknowledgeAt: 'must not be before the alert' });
        const story = await stories.simulate(
          {
            message: await toMessage(input, at),
            ...(acknowledgeAt !== undefined && { acknowledgeAt }),
            until: at + body.hours * HOUR,
            maxNotifications,
          },
          { now: at, timeZone },
        );
        if (!isVisibleTo(story.alert, caller))
          throw forbidden('The alert would go to other teams, so the caller could not see it.');
        const { openAlert } = story;
        return ok({
          alert: toAlertFieldsView(story.alert),
          ...toStoryView(story, timeZone),
          ...(openAlert &&
            isVisibleTo(openAlert, caller) && {
              openAlert: { id: openAlert.id, tinyId: openAlert.tinyId },
            }),
        });
      },
    }),
  ];
}

/** The payload as the tool would send it: unlike other members of a request, with its empty members. */
function getPayload(rawBody: Uint8Array): string {
  const { payload } = parseJson(new TextDecoder().decode(rawBody)) as { readonly payload: unknown };
  return typeof payload === 'string' ? payload : JSON.stringify(payload);
}

function requireCreate(message: AlertActionMessage): SimulationRequest['message'] {
  const { action } = message;
  if (action.type === 'Create') return { ...message, action };
  throw invalid({ payload: `does not open an alert: its action is ${action.type}` });
}

/** `alias` is left out if it is absent. */
const toCreateAction = ({
  alias,
  ...fields
}: Omit<CreateAction, 'type' | 'alias'> & { readonly alias?: string | undefined }): CreateAction => ({
  type: 'Create',
  ...fields,
  ...(alias !== undefined && { alias }),
});

/** The part of the message that creates the same alert again. */
function toRepetition(
  alert: Alert,
): Pick<SimulationRequest['message'], 'action' | 'user' | 'source' | 'note' | 'integration' | 'teamId'> {
  const { message, alias, description, responders, visibleTo, actions, tags, details, entity, priority } =
    alert;
  const { source, integration, ownerTeamId } = alert;
  const isResponder = responders.some(({ id }) => id === ownerTeamId);
  return {
    action: toCreateAction({
      message,
      alias,
      description,
      responders,
      visibleTo,
      actions,
      tags,
      details,
      entity,
      priority,
    }),
    user: '',
    source,
    note: '',
    integration,
    ...(ownerTeamId !== '' && !isResponder && { teamId: ownerTeamId }),
  };
}
