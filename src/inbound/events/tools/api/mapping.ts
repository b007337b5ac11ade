import { API } from '../../../../domain/integrations/types.ts';
import { MAX_REFERENCE_LENGTH } from '../../../../domain/kernel/limits.ts';
import { RESPONDER_TYPES, type ResponderReference } from '../../../../domain/kernel/responder.ts';
import {
  createReader,
  firstLine,
  isRecord,
  lookUp,
  type Payload,
  toText,
  withoutEmpty,
} from '../../payload.ts';
import { COMMON_SEVERITIES, type Tool, toPriority } from '../../tool.ts';

const ACTIONS = {
  close: 'close',
  closed: 'close',
  resolve: 'close',
  resolved: 'close',
  recovery: 'close',
  ok: 'close',
  acknowledge: 'acknowledge',
  acknowledged: 'acknowledge',
  ack: 'acknowledge',
  addnote: 'addNote',
  note: 'addNote',
  ignore: 'ignore',
} as const;

/** Members that become a field of the alert; the others become its details. */
const PLACED = new Set(
  'apiKey action event_action status state alias dedup_key id message title summary subject description text body details extraProperties priority severity level source host entity tags actions responders user note Message content'.split(
    ' ',
  ),
);

/**
 * Any JSON, and plain text. Members named like the fields of an alert, or nearly so, become those fields; the others become
 * details. For any other shape an integration can have actions of its own, with templates over the members.
 */
export const api: Tool = {
  name: 'API',
  types: [API],
  readsText: true,
  parse(payload) {
    const { text, texts, id, list, map } = createReader(payload);
    const word = text('action', 'event_action', 'status', 'state').toLowerCase();
    const message = text('message', 'title', 'summary', 'subject', 'alias') || firstLine(text('text'));
    return {
      action: lookUp(ACTIONS, word) ?? 'create',
      alias: id('alias', 'dedup_key', 'id') || message,
      message,
      description: text('description', 'text', 'body'),
      ...toPriority(texts('priority', 'severity', 'level'), COMMON_SEVERITIES),
      source: text('source', 'host'),
      entity: text('entity', 'host'),
      tags: list('tags').map(toText),
      details: { ...others(payload), ...map('extraProperties'), ...map('details') },
      actions: list('actions').map(toText),
      responders: list('responders').flatMap(toResponders),
      user: text('user'),
      note: text('note'),
    };
  },
};

const others = (payload: Payload) =>
  withoutEmpty(Object.fromEntries(Object.entries(payload).filter(([name]) => !PLACED.has(name))));

/** A responder that the event names; empty if the value names nobody. */
export function toResponders(value: unknown): readonly ResponderReference[] {
  if (!isRecord(value)) return [];
  const { text } = createReader(value);
  const type = RESPONDER_TYPES.find((each) => each === text('type'));
  const [id, name] = [text('id'), text('username', 'name')];
  if (!type || !(id || name) || (id || name).length > MAX_REFERENCE_LENGTH) return [];
  if (id) return [{ type, id }];
  return [type === 'user' ? { type, username: name } : { type, name }];
}
