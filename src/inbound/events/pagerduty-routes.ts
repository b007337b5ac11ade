import { DomainError } from '../../domain/kernel/errors.ts';
import type { RawResponse, Route } from '../../http/route.ts';
import { applyEventOfKey, authenticateTool, type InboundDeps } from './apply-event.ts';
import { defineRoute } from './define-route.ts';
import { createReader, isRecord, type Payload } from './payload.ts';
import { parsePayload } from './request-payload.ts';
import { pagerDuty } from './tools/pagerduty/mapping.ts';

const ACTIONS = ['trigger', 'acknowledge', 'resolve'];
const SEVERITIES = ['critical', 'error', 'warning', 'info'];
const DEDUP_KEY_MAX = 255;

/** Answers are exactly PagerDuty's: some of its clients take nothing else. */
const answer = (status: number, body: object): RawResponse => ({
  kind: 'raw',
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
});

const invalidEvent = (errors: readonly string[]) =>
  answer(400, { status: 'invalid event', message: 'Event object is invalid', errors });

/** What is wrong with an event, as PagerDuty's Events API v2 has it. */
function faultsOf(event: Payload): readonly string[] {
  const { text } = createReader(event);
  const action = text('event_action');
  const missing = (name: string) => `'${name}' is missing or blank`;
  return [
    ...(text('routing_key') ? [] : [missing('routing_key')]),
    ...(ACTIONS.includes(action) ? [] : [`'event_action' must be one of ${ACTIONS.join(', ')}`]),
    ...(text('dedup_key').length > DEDUP_KEY_MAX
      ? [`Length of 'dedup_key' is incorrect (should be at most ${DEDUP_KEY_MAX} characters)`]
      : []),
    ...(action === 'trigger' ? faultsOfTrigger(event) : []),
    ...(ACTIONS.slice(1).includes(action) && !text('dedup_key') ? [missing('dedup_key')] : []),
  ];
}

function faultsOfTrigger(event: Payload): readonly string[] {
  if (!isRecord(event.payload)) return ["'payload' is missing"];
  const { text } = createReader(event.payload);
  return [
    ...['summary', 'source', 'severity']
      .filter((name) => !text(name))
      .map((name) => `'payload.${name}' is missing or blank`),
    ...(text('severity') && !SEVERITIES.includes(text('severity'))
      ? [`'payload.severity' must be one of ${SEVERITIES.join(', ')}`]
      : []),
  ];
}

/** POST /v2/enqueue: PagerDuty's Events API v2. The routing key is that of an integration. */
export const enqueueRoute = (deps: InboundDeps): Route =>
  defineRoute({
    tag: 'Incoming',
    method: 'POST',
    path: '/v2/enqueue',
    summary: "Take an event of PagerDuty's Events API v2; the routing key is an integration's key",
    domain: 'alert',
    rights: 'public',
    answers: 202,
    anyBody: true,
    produces: 'application/json',
    response: 'pagerDutyEvent',
    handle: async ({ request, requestId, now }) => {
      let event: Payload;
      try {
        event = parsePayload(
          request.rawBody,
          request.headers.get('content-type') ?? '',
          new URLSearchParams(),
        );
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        return invalidEvent([error.message]);
      }
      const faults = faultsOf(event);
      if (faults.length > 0) return invalidEvent(faults);
      const { text } = createReader(event);
      const dedupKey = text('dedup_key') || requestId;
      try {
        const key = await authenticateTool(deps, text('routing_key'), pagerDuty, now);
        // The key is nobody's business who reads the alert.
        const { routing_key: _, ...payload }: Payload = { ...event, dedup_key: dedupKey };
        await applyEventOfKey(deps, key, pagerDuty.parse(payload), payload, {
          requestId,
          now,
          sourceIp: request.sourceIp,
        });
      } catch (error) {
        if (!(error instanceof DomainError) || !['unauthorized', 'forbidden'].includes(error.kind))
          throw error;
        return invalidEvent(["'routing_key' is invalid"]);
      }
      return answer(202, { status: 'success', message: 'Event processed', dedup_key: dedupKey });
    },
  });
