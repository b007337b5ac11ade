import { logger } from '../../platform/logger.ts';
import type { ReceivedEvent } from './apply-event.ts';
import { notUnderstoodEvent } from './not-understood.ts';
import { type Payload, toText } from './payload.ts';
import type { ReceivedBody } from './request-body.ts';
import type { Tool } from './tool.ts';

/** The event as its tool's mapping reads it. */
export async function readEvent(tool: Tool, body: ReceivedBody): Promise<ReceivedEvent> {
  const { payload, kind } = body;
  const standIn = notUnderstoodEvent(tool, body);
  const isReadable =
    kind === 'members' || (kind === 'text' && isProse(payload) && canReadText(tool, payload));
  if (!isReadable) return { event: standIn, payload };
  try {
    const prepared = (await tool.prepare?.(payload)) ?? payload;
    return { event: tool.parse(prepared), payload: prepared, standIn };
  } catch (error) {
    logger.error('The mapping of a tool failed', { tool: tool.name, error: error as Error });
    return { event: standIn, payload };
  }
}

/** Whether a text is meant for people: not markup, and not JSON that is cut off. */
const isProse = ({ text }: Payload): boolean => /^[^<{[]/.test(toText(text));

const canReadText = ({ readsText = false }: Tool, { text }: Payload): boolean =>
  typeof readsText === 'function' ? readsText(toText(text)) : readsText;
