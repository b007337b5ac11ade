import { oneLine, shortened } from '../../domain/kernel/text.ts';
import type { Notice } from '../delivery/contract.ts';
import { prefixOf } from './headline.ts';

export interface PushContent {
  readonly title: string;
  readonly body: string;
  /** For the app: ids, and the links behind its buttons. */
  readonly data: Readonly<Record<string, string>>;
}

/** A push notification about an alert. */
export function pushContent({ alert, event, links, notificationId }: Notice): PushContent {
  return {
    title: shortened(`${prefixOf(event)}${alert.priority} #${alert.tinyId}`, 60),
    body: shortened(oneLine(alert.message), 160),
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
