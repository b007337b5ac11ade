import { createReader, firstLine, isRecord, type Payload } from './payload.ts';
import type { ReceivedBody } from './request-body.ts';
import { COMMON_SEVERITIES, type Tool, type ToolEvent, toPriority } from './tool.ts';

/** The tag of alerts for events that no mapping could read. */
export const NOT_UNDERSTOOD = 'not-understood';

/** Names under which tools send the text that people should read first. */
const TITLES = [
  'message',
  'title',
  'summary',
  'subject',
  'name',
  'text',
  'body',
  'description',
  'error',
  'reason',
];

/**
 * The stand-in for an event that the tool's mapping cannot read. It opens an alert, because the key is good and an event
 * that nobody can read may still be an outage: with the tool's name in the title, the payload in the description, and no
 * alias, so that two such events never become one alert.
 */
export function notUnderstoodEvent(tool: Tool, { payload, kind, jsonMistake }: ReceivedBody): ToolEvent {
  const { texts } = createReader(payload);
  const guess = guessTitle(payload, kind);
  const shown = formatPayload({ payload, kind }) || 'The request had neither a body nor a query.';
  return {
    action: 'create',
    alias: '',
    message: `[${tool.name}] Event not understood${guess && `: ${guess}`}`,
    description:
      jsonMistake === undefined ? shown : `The body is not valid JSON: ${jsonMistake}.\n\n${shown}`,
    ...toPriority(texts('priority', 'severity', 'level', 'alert_type'), COMMON_SEVERITIES),
    source: tool.name,
    tags: [NOT_UNDERSTOOD],
    isNotUnderstood: true,
  };
}

/** The payload as people read it: JSON in lines, or the text as it was sent. */
export function formatPayload({ payload, kind }: ReceivedBody): string {
  if (kind !== 'members') return String(payload.text ?? '');
  return Object.keys(payload).length === 0 ? '' : JSON.stringify(payload, undefined, 2);
}

function guessTitle(payload: Payload, kind: ReceivedBody['kind']): string {
  if (kind === 'binary') return '';
  const { text } = createReader(payload);
  if (kind === 'members') {
    const nested = Object.values(payload).filter(isRecord).slice(0, 20).map(createReader);
    const found = text(...TITLES) || nested.map((each) => each.text(...TITLES)).find((each) => each !== '');
    return firstLine(found ?? '');
  }
  const start = text('text').slice(0, 20_000);
  // Of XML and HTML the first text between the tags; of JSON that is cut off the member that is most likely a title.
  if (start.startsWith('<')) return firstLine(start.replace(/<[^<>]*>/g, '\n'));
  const member = /"(?:message|title|summary|subject|text)"\s*:\s*"([^"]{1,1000})/i.exec(start)?.[1];
  return firstLine(member ?? (/^[[{]/.test(start) ? '' : start));
}
