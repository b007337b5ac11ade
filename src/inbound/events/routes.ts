import { notFound } from '../../domain/kernel/errors.ts';
import { methodNotAllowed } from '../../http/errors.ts';
import type { ReadonlyHeaders } from '../../http/messages.ts';
import { accepted, type Route, type RouteInput, withWarnings } from '../../http/route.ts';
import { derivedId } from '../../platform/ids.ts';
import { applyEventOfKey, authenticateTool, type EventResult, type InboundDeps } from './apply-event.ts';
import { defineRoute } from './define-route.ts';
import { pagerDutyRoutes } from './pagerduty-routes.ts';
import { type Payload, toText } from './payload.ts';
import { readEvent } from './read-event.ts';
import { type ReceivedBody, readBody } from './request-body.ts';
import { createSnsOpener, isSnsEnvelope, isUnsignedSnsEnvelope, type SnsMessage } from './sns-message.ts';
import type { Tool } from './tool.ts';
import { amazonSns } from './tools/amazon-sns/mapping.ts';
import { findSimilarPath, findTool } from './tools.ts';

function unknownTool(name: string) {
  const similar = findSimilarPath(name);
  return notFound(`No such kind of integration: ${name}${similar ? `. Did you mean ${similar}?` : ''}`);
}

/** The endpoints to which monitoring tools send their own payloads. */
export function inboundRoutes(deps: InboundDeps): readonly Route[] {
  const openEnvelope = createSnsOpener(deps.fetchText);

  async function receive({ params, request, requestId, now }: RouteInput<undefined, unknown>) {
    const tool = findTool(params.type ?? '');
    if (!tool) throw unknownTool(params.type ?? '');
    const { searchParams } = request.url;
    const body = withoutKey(await readBody(request.rawBody, request.headers, searchParams));
    const secret = searchParams.get('apiKey') || keyInHeader(request.headers) || body.apiKey;
    const key = await authenticateTool(deps, secret, tool, now);
    const opened = isSnsEnvelope(body.payload) ? await openEnvelope(body.payload, now) : undefined;
    if (opened?.kind === 'handled') return accepted(opened.result);
    const received = opened ? await readPublished(tool, opened) : await readEvent(tool, body);
    const { result, requestId: appliedAs } = await applyEventOfKey(deps, key, received, {
      // SNS repeats a message under the same id, so the repetition is the same request.
      requestId: opened ? derivedId('sns', key.accountId, key.integration.id, opened.messageId) : requestId,
      now,
      sourceIp: request.sourceIp,
    });
    const isUnsigned = result === 'not-understood' && isUnsignedSnsEnvelope(body.payload);
    const answer = accepted(isUnsigned ? UNSIGNED : RESULTS[result], opened ? {} : { requestId: appliedAs });
    return result === 'not-understood' && body.jsonMistake !== undefined
      ? withWarnings(answer, [`The body is not valid JSON: ${body.jsonMistake}`])
      : answer;
  }

  const base = {
    tag: 'Incoming',
    method: 'POST',
    domain: 'alert',
    rights: 'public',
    answers: 202,
    anyBody: true,
  } as const;
  return [
    defineRoute({
      ...base,
      path: '/v1/json/{type}',
      summary: 'Receive an event of a monitoring tool; the key is the query parameter apiKey',
      response: 'accepted',
      handle: receive,
    }),
    defineRoute({
      ...base,
      path: '/v1/json/integrations/webhooks/{type}',
      summary: 'Receive an event of a monitoring tool; the key is the query parameter apiKey',
      response: 'accepted',
      handle: receive,
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: '/v1/json/{type}',
      summary: 'Receive an event of UptimeRobot, which sends it in the query',
      response: 'accepted',
      handle: (input) => {
        const { method, headers } = input.request;
        // HEAD is routed like GET, and browsers fetch addresses ahead: neither may open an alert.
        if (
          !findTool(input.params.type ?? '')?.callsByGet ||
          method !== 'GET' ||
          headers.has('sec-purpose')
        ) {
          throw methodNotAllowed('This integration is called by POST.', ['POST']);
        }
        return receive(input);
      },
    }),
    ...pagerDutyRoutes(deps),
  ];
}

const UNSIGNED =
  'Event was not understood; an alert is opened for it. It looks like a message of SNS, but it is not signed (Signature is missing). To try it by hand, send the alarm itself.';

const RESULTS: Readonly<Record<EventResult, string | undefined>> = {
  applied: undefined,
  ignored: 'Event was ignored',
  'not-understood': 'Event was not understood; an alert is opened for it',
};

const keyInHeader = (headers: ReadonlyHeaders): string =>
  /^GenieKey\s+(\S+)$/i.exec(headers.get('authorization')?.trim() ?? '')?.[1] ?? '';

/** The body and the key in it, which no reader of the alert may see. */
function withoutKey({ payload, ...rest }: ReceivedBody): ReceivedBody & { readonly apiKey: string } {
  const { apiKey, ...members }: Payload = payload;
  return { ...rest, payload: members, apiKey: toText(apiKey) };
}

/** The message that was published to an SNS topic; a text that is not JSON is read as a plain SNS message. */
const readPublished = (tool: Tool, { envelope, inner }: Extract<SnsMessage, { kind: 'published' }>) =>
  tool === amazonSns || !inner
    ? readEvent(amazonSns, { payload: envelope, kind: 'members' })
    : readEvent(tool, { payload: inner, kind: 'members' });
