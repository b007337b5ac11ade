import type { Priority } from '../../domain/kernel/priority.ts';
import { cutAtWord } from '../../domain/kernel/text.ts';
import { MINUTE, SECOND } from '../../platform/clock.ts';
import { getTexts } from '../languages/get-texts.ts';
import { alertFacts } from './alert-facts.ts';
import { type ContactMessageContext, describeContactMessage } from './contact-message.ts';
import type { MessageContext } from './message-context.ts';
import { isCallToAct } from './plan-sentences.ts';
import { toPushLines, toPushTitle } from './push.ts';
import { type ShiftContext, shiftPush } from './shift-notice.ts';

/** A message as Pushover takes it, without its recipient (https://pushover.net/api). */
export interface PushoverContent {
  readonly title: string;
  readonly message: string;
  /** -1 silent, 0 normal, 1 in spite of quiet hours, 2 repeated until somebody acknowledges. */
  readonly priority: -1 | 0 | 1 | 2;
  /** With priority 2: seconds between repetitions, and until they end. */
  readonly retry?: number;
  readonly expire?: number;
  /** With priority 2: Pushover posts to it when the user acknowledges in the app. */
  readonly callback?: string;
  readonly url?: string;
  readonly url_title?: string;
}

const PRIORITIES: Readonly<Record<Priority, PushoverContent['priority']>> = {
  P1: 2,
  P2: 1,
  P3: 0,
  P4: 0,
  P5: -1,
};

/**
 * An emergency repeats each minute for ten minutes. Pushover does not learn that somebody else has acknowledged the alert,
 * so it must end by itself; later steps of the notification rules go on until somebody acknowledges.
 */
const EMERGENCY = { retry: MINUTE / SECOND, expire: (10 * MINUTE) / SECOND } as const;

/** Pushover's limits in characters. */
const MAX_TITLE = 250;
const MAX_MESSAGE = 1_024;

/**
 * Renders a message about an alert. Of priority P1 it is an emergency, whose acknowledgement in the app acknowledges the
 * alert: its callback is the signed link.
 */
export function pushoverContent(context: MessageContext): PushoverContent {
  const { alert, links, user } = context;
  const texts = getTexts(user);
  const title = toPushTitle(context, MAX_TITLE);
  const facts = alertFacts(context).map(([name, value]) => `${name}: ${value}`);
  const priority = isCallToAct(context) ? PRIORITIES[alert.priority] : 0;
  const link = links.acknowledge
    ? { url: links.acknowledge, url_title: texts.acknowledge }
    : links.close
      ? { url: links.close, url_title: texts.close }
      : {};
  return {
    title,
    message: cutAtWord([...toPushLines(context, title), ...facts].join('\n'), MAX_MESSAGE),
    ...link,
    ...(priority === 2 && links.acknowledge
      ? { priority, ...EMERGENCY, callback: links.acknowledge }
      : { priority: priority === 2 ? 1 : priority }),
  };
}

/** Renders a message about an on-call shift. */
export function shiftPushover(context: ShiftContext): PushoverContent {
  const { title, body } = shiftPush(context);
  return { title, message: body, priority: 0 };
}

/** Renders a test or a verification code. A test breaks quiet hours, because that is what it tests. */
export function contactPushover({ content, user }: ContactMessageContext): PushoverContent {
  const { title, body } = describeContactMessage(content, getTexts(user));
  return { title, message: body, priority: content.kind === 'test' ? 1 : 0 };
}
