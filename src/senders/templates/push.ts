import { cutAtWord, toOneLine } from '../../domain/kernel/text.ts';
import type { MessageContext } from './message-context.ts';
import { describePlan, getEventPrefix, getRepeatPrefix, quoteNote } from './plan-sentences.ts';

export interface PushContent {
  readonly title: string;
  readonly body: string;
  /** Read by the app: ids, and the URLs of its buttons. */
  readonly data: Readonly<Record<string, string>>;
}

/** Characters that a lock screen shows of a title, and that a notification shows of a body when it is opened. */
export const MAX_PUSH_TITLE = 60;
export const MAX_PUSH_BODY = 240;

const MAX_NOTE = 100;

/** The title of a notification: it says enough if the body is hidden. */
export const toPushTitle = (context: MessageContext, max = MAX_PUSH_TITLE): string =>
  cutAtWord(
    `${getRepeatPrefix(context)}${getEventPrefix(context)}${context.alert.priority} #${context.alert.tinyId} ${toOneLine(context.alert.message)}`,
    max,
  );

/** The message, if the title had to be cut, and what it means for the recipient. */
export function toPushLines(context: MessageContext, title: string): readonly string[] {
  const message = toOneLine(context.alert.message);
  const note = quoteNote(context, MAX_NOTE);
  return [
    ...(title.endsWith(message) ? [] : [message]),
    ...(note === undefined ? [] : [note]),
    describePlan(context).join(' '),
  ].filter((line) => line !== '');
}

/** Renders a push notification about an alert. */
export function pushContent(context: MessageContext): PushContent {
  const { alert, event, links, notificationId } = context;
  const title = toPushTitle(context);
  return {
    title,
    body: cutAtWord(toPushLines(context, title).join('\n') || toOneLine(alert.message), MAX_PUSH_BODY),
    data: {
      notificationId,
      alertId: alert.id,
      tinyId: alert.tinyId,
      priority: alert.priority,
      event,
      ...(links.acknowledge && { acknowledgeUrl: links.acknowledge }),
      ...(links.close && { closeUrl: links.close }),
    },
  };
}
