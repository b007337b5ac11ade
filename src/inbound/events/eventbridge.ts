import type { Priority } from '../../domain/kernel/priority.ts';
import { findEventKind } from './eventbridge-kinds.ts';
import type { EventKind } from './eventbridge-rule.ts';
import { createReader, formatLines, type Payload, toText } from './payload.ts';
import { COMMON_SEVERITIES, type ToolEvent, toPriority } from './tool.ts';

export const isEventBridgeEvent = (payload: Payload): boolean =>
  Object.hasOwn(payload, 'detail-type') && Object.hasOwn(payload, 'detail');

/** States in which nothing is wrong with a resource any more, of kinds of events that have no rule of their own. */
const GOOD_STATES =
  /^(ok|available|healthy|running|active|completed|complete|succeeded|success|resolved|cleared|up)$/i;

/**
 * An event of EventBridge. Kinds that AWS documents are read by a rule of their own (eventbridge-kinds.ts). Any other
 * event, custom ones included, is an alert of its own under the event's id, unless it says which state a resource is in:
 * then the resource is the alert, and a good state closes it. EventBridge may deliver an event twice; the id is the same.
 */
export function parseEventBridgeEvent(payload: Payload): ToolEvent {
  const { text, texts, id, list, map, at } = createReader(payload);
  const kind = text('detail-type');
  const resources = list('resources').map(toText).filter(Boolean);
  const detail = at('detail');
  const severity = toPriority(texts(...SEVERITY_PATHS), COMMON_SEVERITIES).priority;
  const known = findEventKind(kind)?.(detail, resources);
  const read = known ?? readUnknownKind(kind, detail, resources, text('source'), severity);
  const scope = [text('account'), text('region'), text('source')];
  const { action, identity, title, label = text('source') || 'EventBridge', lines = {}, priority } = read;
  return {
    action,
    alias: identity ? [...scope, kind, identity].join(' ') : id('id'),
    ...(read.alias && { alias: read.alias }),
    message: kind && `[${label}] ${title}`,
    description: formatLines({
      ...lines,
      Kind: kind,
      Account: text('account'),
      Region: text('region'),
      Time: text('time'),
      Resources: resources.join(', '),
      Detail: toText(payload.detail),
    }),
    ...((priority ?? severity) && { priority: priority ?? severity }),
    source: text('source'),
    entity: resources[0] ?? read.entity ?? '',
    tags: [text('source'), text('region')].filter(Boolean),
    details: map('detail'),
  };
}

const SEVERITY_PATHS = [
  'detail.severity',
  'detail.severity.label',
  'detail.severity.description',
  'detail.insightSeverity',
  'detail.priority',
];

/** Of these, ACTIVE is a problem that goes on. */
const PROBLEM_KINDS = /insight|anomal|incident|alert/i;

/** Whether an event of an unknown kind says that all is well: in its state, and not otherwise in its severity. */
const isGoodState = (kind: string, state: string, severity: Priority | undefined): boolean =>
  GOOD_STATES.test(state) &&
  !(/^active$/i.test(state) && PROBLEM_KINDS.test(kind)) &&
  !['P1', 'P2'].includes(severity ?? '');

function readUnknownKind(
  kind: string,
  { text }: EventKind['detail'],
  resources: readonly string[],
  source: string,
  severity: Priority | undefined,
): EventKind['result'] {
  const state = text('state.value', 'state', 'status');
  const isState = state !== '' && !state.startsWith('{') && resources.length > 0;
  const words = text(
    'title',
    'message',
    'summary',
    'eventTypeCode',
    'Message',
    'StatusMessage',
    'detailMessage',
    'errorMessage',
    'responsePayload.errorMessage',
    'cause',
  );
  const outcome = text('result', 'Status', 'outcome');
  return {
    action: isState && isGoodState(kind, state, severity) && source.startsWith('aws.') ? 'close' : 'create',
    ...(isState && source.startsWith('aws.') && { identity: resources.join(' ') }),
    title: [kind, words || (state.startsWith('{') ? '' : state) || outcome].filter(Boolean).join(': '),
  };
}
