import { DomainError } from '../../domain/kernel/errors.ts';
import { explainJsonMistake } from '../../domain/kernel/json-mistake.ts';
import type { RawResponse, Route, RouteInput } from '../../http/route.ts';
import { logger } from '../../platform/logger.ts';
import { applyEventOfKey, authenticateTool, type InboundDeps } from './apply-event.ts';
import { defineRoute } from './define-route.ts';
import { notUnderstoodEvent } from './not-understood.ts';
import { createReader, findValue, isId, isRecord, type Payload, toText } from './payload.ts';
import { readBody } from './request-body.ts';
import { pagerDuty } from './tools/pagerduty/mapping.ts';

const ACTIONS = ['trigger', 'acknowledge', 'resolve'];
const SEVERITIES = ['critical', 'error', 'warning', 'info'];
const DEDUP_KEY_MAX = 255;

/** Responses are exactly PagerDuty's: some of its clients accept nothing else. */
const respond = (status: number, body: object): RawResponse => ({
  kind: 'raw',
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
});

const invalidEvent = (errors: readonly string[]) =>
  respond(400, { status: 'invalid event', message: 'Event object is invalid', errors });

const missing = (name: string) => `'${name}' is missing or blank`;

/** The text at a path, also one that a template did not fill in: an event with such a text is still valid. */
const textAt = (event: Payload, path: string): string => toText(findValue(event, path)).trim();

/** The errors that PagerDuty's Events API v2 reports for an event. */
function findEventErrors(event: Payload): readonly string[] {
  const action = textAt(event, 'event_action').toLowerCase();
  const dedupKey = textAt(event, 'dedup_key');
  return [
    ...(textAt(event, 'routing_key') ? [] : [missing('routing_key')]),
    ...(ACTIONS.includes(action) ? [] : [`'event_action' must be one of ${ACTIONS.join(', ')}`]),
    ...(dedupKey.length > DEDUP_KEY_MAX
      ? [`Length of 'dedup_key' is incorrect (should be at most ${DEDUP_KEY_MAX} characters)`]
      : []),
    ...(action === 'trigger' ? findTriggerErrors(event) : []),
    ...(ACTIONS.slice(1).includes(action) && !isId(dedupKey) ? [missing('dedup_key')] : []),
  ];
}

function findTriggerErrors(event: Payload): readonly string[] {
  if (!isRecord(event.payload)) return ["'payload' is missing"];
  const severity = textAt(event.payload, 'severity').toLowerCase();
  return [
    ...['summary', 'source', 'severity']
      .filter((name) => textAt(event, `payload.${name}`) === '')
      .map((name) => missing(`payload.${name}`)),
    ...(severity && !SEVERITIES.includes(severity)
      ? [`'payload.severity' must be one of ${SEVERITIES.join(', ')}`]
      : []),
  ];
}

function findChangeErrors(event: Payload): readonly string[] {
  return ['routing_key', 'payload.summary'].filter((path) => textAt(event, path) === '').map(missing);
}

/** The members of an event, or the response to a body that is not a JSON object. */
async function readMembers({
  rawBody,
  headers,
}: RouteInput<undefined, unknown>['request']): Promise<
  { readonly event: Payload } | { readonly refusal: RawResponse }
> {
  const { payload, kind, jsonMistake } = await readBody(rawBody, headers, new URLSearchParams());
  if (kind !== 'members') {
    const mistake = jsonMistake ?? (kind === 'text' ? explainJsonMistake(toText(payload.text)) : undefined);
    return { refusal: invalidEvent([`The request body is not valid JSON${mistake ? `: ${mistake}` : ''}.`]) };
  }
  // Some clients send the routing key in a header.
  const routingKey = headers.get('x-routing-key');
  return {
    event:
      routingKey && payload.routing_key === undefined ? { ...payload, routing_key: routingKey } : payload,
  };
}

/** The response of `work`; PagerDuty's own one if the routing key is wrong. */
async function respondToBadKey(work: () => Promise<RawResponse>): Promise<RawResponse> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError) || !['unauthorized', 'forbidden'].includes(error.kind)) throw error;
    return invalidEvent(["'routing_key' is invalid"]);
  }
}

const base = {
  tag: 'Incoming',
  method: 'POST',
  domain: 'alert',
  rights: 'public',
  answers: 202,
  anyBody: true,
  produces: 'application/json',
} as const;

/** PagerDuty's Events API v2: events that open, acknowledge and close alerts, and change events. */
export const pagerDutyRoutes = (deps: InboundDeps): readonly Route[] => [
  defineRoute({
    ...base,
    path: '/v2/enqueue',
    summary: "Receive an event of PagerDuty's Events API v2; the routing key is an integration's key",
    response: 'pagerDutyEvent',
    handle: async ({ request, requestId, now }) => {
      const read = await readMembers(request);
      if ('refusal' in read) return read.refusal;
      const { event } = read;
      const errors = findEventErrors(event);
      if (errors.length > 0) return invalidEvent(errors);
      const dedupKey = createReader(event).id('dedup_key') || requestId;
      return respondToBadKey(async () => {
        const key = await authenticateTool(deps, textAt(event, 'routing_key'), pagerDuty, now);
        // Readers of the alert must not see the key.
        const { routing_key: _, ...payload }: Payload = { ...event, dedup_key: dedupKey };
        const standIn = notUnderstoodEvent(pagerDuty, { payload, kind: 'members' });
        await applyEventOfKey(
          deps,
          key,
          { event: pagerDuty.parse(payload), payload, standIn },
          { requestId, now, sourceIp: request.sourceIp },
        );
        return respond(202, { status: 'success', message: 'Event processed', dedup_key: dedupKey });
      });
    },
  }),
  defineRoute({
    ...base,
    path: '/v2/change/enqueue',
    summary: "Receive a change event of PagerDuty's Events API v2; it opens no alert, as with PagerDuty",
    response: 'pagerDutyChangeEvent',
    handle: async ({ request, requestId, now }) => {
      const read = await readMembers(request);
      if ('refusal' in read) return read.refusal;
      const { event } = read;
      const errors = findChangeErrors(event);
      if (errors.length > 0) return invalidEvent(errors);
      return respondToBadKey(async () => {
        const { accountId, integration } = await authenticateTool(
          deps,
          textAt(event, 'routing_key'),
          pagerDuty,
          now,
        );
        logger.info('Change event received', { accountId, integrationId: integration.id, requestId });
        return respond(202, { status: 'success', message: 'Change event processed' });
      });
    },
  }),
];
