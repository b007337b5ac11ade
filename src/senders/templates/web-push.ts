import { toOneLine, truncateWithEllipsis } from '../../domain/kernel/text.ts';
import { type ContactMessageContext, describeContactMessage } from './contact-message.ts';
import { eventPrefix, repeatPrefix } from './headline.ts';
import type { MessageContext } from './message-context.ts';
import type { ShiftContext } from './shift-notice.ts';
import { shiftPush } from './shift-notice.ts';

/** A button of a notification. A click posts to `url`, a signed link, so that it works without a session. */
export interface WebPushAction {
  readonly action: 'acknowledge' | 'close';
  readonly title: string;
  readonly url: string;
}

/** What the service worker shows (web/src/service-worker). It is encrypted for the browser, so push services cannot read it. */
export interface WebPushContent {
  readonly title: string;
  readonly body: string;
  /** A newer notification with the same tag replaces the older one on the screen. */
  readonly tag: string;
  /** Whether the notification stays until somebody touches it, and sounds again when it replaces another. */
  readonly urgent: boolean;
  /** Where a tap leads, as a path of the console. */
  readonly path: string;
  readonly alertId?: string;
  readonly actions: readonly WebPushAction[];
}

/** Characters that a lock screen shows of a title and of a body. */
const MAX_TITLE = 60;
const MAX_BODY = 160;

/** Whether the event calls on somebody to act. */
export const isCallToAct = ({ event }: Pick<MessageContext, 'event'>): boolean =>
  event === 'create-alert' || event === 'assigned-alert';

/** Renders a push notification about an alert. The title says enough if the body is hidden. */
export function webPushContent(context: MessageContext): WebPushContent {
  const { alert, event, links } = context;
  const title = `${repeatPrefix(context)}${eventPrefix(event)}${alert.priority} #${alert.tinyId} ${toOneLine(alert.message)}`;
  const facts = [alert.source, alert.entity].filter((fact) => fact !== '').join(', ');
  return {
    title: truncateWithEllipsis(title, MAX_TITLE),
    body: truncateWithEllipsis([toOneLine(alert.message), facts].filter(Boolean).join(' · '), MAX_BODY),
    tag: `alert-${alert.id}`,
    urgent: isCallToAct(context) && alert.status === 'open' && !alert.acknowledged,
    path: `/console/alerts/${encodeURIComponent(alert.id)}`,
    alertId: alert.id,
    actions: [
      ...(links.acknowledge
        ? [{ action: 'acknowledge' as const, title: 'Acknowledge', url: links.acknowledge }]
        : []),
      ...(links.close ? [{ action: 'close' as const, title: 'Close', url: links.close }] : []),
    ],
  };
}

/** Renders a push notification about an on-call shift. Each has a tag of its own, so that the end of one shift does not hide the next. */
export function shiftWebPush(context: ShiftContext): WebPushContent {
  const { title, body } = shiftPush(context);
  return {
    title,
    body,
    tag: `shift-${context.notificationId}`,
    urgent: false,
    path: '/console/on-call',
    actions: [],
  };
}

/**
 * Renders a test or the verification of a device. The code is in the path to which a tap leads, and is not shown: the tap
 * proves that the notification arrived, and that somebody looked at it.
 */
export function contactWebPush({ contactId, content }: ContactMessageContext): WebPushContent {
  const common = { tag: `contact-${contactId}`, urgent: true, actions: [] };
  if (content.kind === 'verification') {
    const query = new URLSearchParams({ verify: contactId, code: content.code });
    return {
      ...common,
      title: 'Tap to confirm this device',
      body: 'Tocsin then notifies you here.',
      path: `/console/profile?${query}`,
    };
  }
  return { ...common, ...describeContactMessage(content), path: '/console/profile' };
}
