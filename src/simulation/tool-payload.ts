import type { AlertActionMessage } from '../domain/alerts/action.ts';
import { toIntegrationPart } from '../domain/integrations/keys.ts';
import type { Integration } from '../domain/integrations/model.ts';
import { applyEvent, type EventArrival } from '../inbound/events/apply-event.ts';
import { readEvent } from '../inbound/events/read-event.ts';
import { readBody } from '../inbound/events/request-body.ts';
import { findTool } from '../inbound/events/tools.ts';
import { withoutLogging } from '../platform/logger.ts';

/**
 * The message that the endpoint of the integration's tool would put on alert-actions.fifo for the body of a request;
 * undefined if the integration ignores it, or takes no events. Throws `invalid` if the payload has no message for an alert.
 */
export async function toPayloadMessage(
  accountId: string,
  integration: Integration,
  body: string,
  arrival: EventArrival,
): Promise<AlertActionMessage | undefined> {
  const tool = findTool(integration.type);
  if (!tool) return undefined;
  const messages: AlertActionMessage[] = [];
  const queue = { send: async (message: object) => void messages.push(message as AlertActionMessage) };
  const { integration: ref, alerts, teamId } = toIntegrationPart(integration);
  const origin = {
    accountId,
    integration: ref,
    ...(alerts && { alerts }),
    ...(teamId !== undefined && { teamId }),
  };
  await withoutLogging(async () => {
    const read = await readBody(new TextEncoder().encode(body), new Headers(), new URLSearchParams());
    const received = await readEvent(tool, read);
    await applyEvent({ queue }, origin, integration.actions, received, arrival);
  });
  return messages[0];
}
