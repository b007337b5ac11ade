import { notFound } from '../../domain/kernel/errors.ts';
import { accepted, type Route, type RouteInput } from '../../http/route.ts';
import { derivedId } from '../../platform/ids.ts';
import { applyEventOfKey, authenticateTool, type InboundDeps } from './apply-event.ts';
import { defineRoute } from './define-route.ts';
import { enqueueRoute } from './pagerduty-routes.ts';
import { type Payload, toText } from './payload.ts';
import { parsePayload } from './request-payload.ts';
import { createSnsOpener, isSnsEnvelope, type SnsMessage } from './sns-message.ts';
import type { Tool, ToolEvent } from './tool.ts';
import { amazonSns } from './tools/amazon-sns/mapping.ts';
import { findTool } from './tools.ts';

/** Where tools send what they have to say, each in its own words. */
export function inboundRoutes(deps: InboundDeps): readonly Route[] {
  const open = createSnsOpener(deps.fetchText);

  async function receive({ params, request, requestId, now }: RouteInput<undefined, unknown>) {
    const tool = findTool(params.type ?? '');
    if (!tool) throw notFound(`No such kind of integration: ${params.type}`);
    const { searchParams } = request.url;
    // The key is nobody's business who reads the alert.
    const { apiKey, ...sent }: Payload = parsePayload(
      request.rawBody,
      request.headers.get('content-type') ?? '',
      searchParams,
    );
    const secret = searchParams.get('apiKey') || keyInHeader(request.headers) || toText(apiKey);
    const key = await authenticateTool(deps, secret, tool, now);
    const opened: SnsMessage | undefined = isSnsEnvelope(sent) ? await open(sent, now) : undefined;
    if (opened?.kind === 'handled') return accepted(opened.result);
    const [event, payload] = opened ? await parsePublished(tool, opened) : await parseEvent(tool, sent);
    const done = await applyEventOfKey(deps, key, event, payload, {
      // What SNS delivers again has the id that it had before.
      requestId: opened ? derivedId('sns', key.accountId, key.integration.id, opened.messageId) : requestId,
      now,
      sourceIp: request.sourceIp,
    });
    return accepted(done ? undefined : 'Event was ignored');
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
      summary: 'Take an event of a monitoring tool; the key is the query parameter apiKey',
      response: 'accepted',
      handle: receive,
    }),
    defineRoute({
      ...base,
      path: '/v1/json/integrations/webhooks/{type}',
      summary: 'Take an event of a monitoring tool; the key is the query parameter apiKey',
      response: 'accepted',
      handle: receive,
    }),
    enqueueRoute(deps),
  ];
}

const keyInHeader = (headers: Headers): string =>
  /^GenieKey\s+(\S+)$/i.exec(headers.get('authorization')?.trim() ?? '')?.[1] ?? '';

/** What a tool sent, as it understands it. */
async function parseEvent(tool: Tool, sent: Payload): Promise<readonly [ToolEvent, Payload]> {
  const payload = (await tool.prepared?.(sent)) ?? sent;
  return [tool.parse(payload), payload];
}

/** What was published, as the tool understands it; where it is no JSON, as a text that was published. */
const parsePublished = (tool: Tool, { envelope, inner }: Extract<SnsMessage, { kind: 'published' }>) =>
  tool === amazonSns || !inner ? parseEvent(amazonSns, envelope) : parseEvent(tool, inner);
