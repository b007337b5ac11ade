import { toOneLine, truncateWithEllipsis } from '../../domain/kernel/text.ts';
import { eventPrefix, repeatPrefix } from './headline.ts';
import type { MessageContext } from './message-context.ts';

export interface PushContent {
  readonly title: string;
  readonly body: string;
  /** Read by the app: ids, and the URLs of its buttons. */
  readonly data: Readonly<Record<string, string>>;
}

/** Renders a push notification about an alert. */
export function pushContent(context: MessageContext): PushContent {
  const { alert, event, links, notificationId } = context;
  return {
    title: truncateWithEllipsis(
      `${repeatPrefix(context)}${eventPrefix(event)}${alert.priority} #${alert.tinyId}`,
      60,
    ),
    body: truncateWithEllipsis(toOneLine(alert.message), 160),
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
