import { API } from '../../../../domain/integrations/types.ts';
import { RESPONDER_TYPES, type ResponderReference } from '../../../../domain/kernel/responder.ts';
import { createReader, isRecord, type Payload, toText, withoutEmpty } from '../../payload.ts';
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

/** Members that have a place in the alert; the others become its details. */
const PLACED = new Set(
  'apiKey action event_action status state alias dedup_key id message title summary subject description text body details extraProperties priority severity level source host entity tags actions responders user note'.split(
    ' ',
  ),
);

/**
 * Any JSON: members that are named as in alerts, or nearly so, are taken for what they say, the others become details.
 * What does not fit is what an integration's own actions are for, with templates over the members.
 */
export const api: Tool = {
  types: [API],
  parse(payload) {
    const { text, list, map } = createReader(payload);
    const word = text('action', 'event_action', 'status', 'state').toLowerCase();
    const message = text('message', 'title', 'summary', 'subject', 'alias', 'text');
    return {
      action: Object.hasOwn(ACTIONS, word) ? ACTIONS[word as keyof typeof ACTIONS] : 'create',
      alias: text('alias', 'dedup_key', 'id') || message,
      message,
      description: text('description', 'text', 'body'),
      ...toPriority(text('priority', 'severity', 'level'), COMMON_SEVERITIES),
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

/** Somebody named in an event; what names nobody is left out. */
export function toResponders(value: unknown): readonly ResponderReference[] {
  if (!isRecord(value)) return [];
  const { text } = createReader(value);
  const type = RESPONDER_TYPES.find((each) => each === text('type'));
  const [id, name] = [text('id'), text('username', 'name')];
  if (!type || !(id || name)) return [];
  if (id) return [{ type, id }];
  return [type === 'user' ? { type, username: name } : { type, name }];
}
