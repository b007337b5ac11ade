import { cutAtWord, toOneLine } from '../../domain/kernel/text.ts';
import { getTexts } from '../languages/get-texts.ts';
import { type ContactMessageContext, describeContactMessage } from './contact-message.ts';
import type { MessageContext } from './message-context.ts';
import { isCallToAct } from './plan-sentences.ts';
import { MAX_PUSH_BODY, toPushLines, toPushTitle } from './push.ts';
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

/** Renders a push notification about an alert. The title says enough if the body is hidden. */
export function webPushContent(context: MessageContext): WebPushContent {
  const { alert, links, user } = context;
  const texts = getTexts(user);
  const title = toPushTitle(context);
  const facts = [alert.source, alert.entity].filter((fact) => fact !== '').join(', ');
  const lines = [...toPushLines(context, title), facts].filter((line) => line !== '');
  return {
    title,
    body: cutAtWord(lines.join('\n') || toOneLine(alert.message), MAX_PUSH_BODY),
    tag: `alert-${alert.id}`,
    urgent: isCallToAct(context) && alert.status === 'open' && !alert.acknowledged,
    path: `/console/alerts/${encodeURIComponent(alert.id)}`,
    alertId: alert.id,
    actions: [
      ...(links.acknowledge
        ? [{ action: 'acknowledge' as const, title: texts.acknowledge, url: links.acknowledge }]
        : []),
      ...(links.close ? [{ action: 'close' as const, title: texts.close, url: links.close }] : []),
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
export function contactWebPush({ contactId, content, user }: ContactMessageContext): WebPushContent {
  const common = { tag: `contact-${contactId}`, urgent: true, actions: [] };
  if (content.kind === 'verification') {
    const query = new URLSearchParams({ verify: contactId, code: content.code });
    return {
      ...common,
      title: getTexts(user).contact.tapTitle,
      body: getTexts(user).contact.tapBody,
      path: `/console/profile?${query}`,
    };
  }
  return { ...common, ...describeContactMessage(content, getTexts(user)), path: '/console/profile' };
}
