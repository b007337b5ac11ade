import type { Priority } from '../../domain/kernel/priority.ts';
import { cutAtWord } from '../../domain/kernel/text.ts';
import { getTexts } from '../languages/get-texts.ts';
import { alertFacts } from './alert-facts.ts';
import { type ContactMessageContext, describeContactMessage } from './contact-message.ts';
import type { MessageContext } from './message-context.ts';
import { isCallToAct } from './plan-sentences.ts';
import { toPushLines, toPushTitle } from './push.ts';
import { type ShiftContext, shiftPush } from './shift-notice.ts';

/** A button that posts to a signed link; `clear` removes the notification when it worked. */
interface NtfyAction {
  readonly action: 'http';
  readonly label: string;
  readonly url: string;
  readonly method: 'POST';
  readonly clear: true;
}

/** A message as ntfy's JSON publishing takes it, without its topic (https://docs.ntfy.sh/publish/#publish-as-json). */
export interface NtfyContent {
  readonly title: string;
  readonly message: string;
  /** 1 (silent) to 5 (as loud as the phone allows). */
  readonly priority: 1 | 2 | 3 | 4 | 5;
  readonly click?: string;
  readonly actions?: readonly NtfyAction[];
}

const PRIORITIES: Readonly<Record<Priority, NtfyContent['priority']>> = { P1: 5, P2: 4, P3: 3, P4: 3, P5: 2 };

const NORMAL = 3;

/** Characters of a title that a phone shows, and of a message; ntfy turns more than 4,096 bytes into an attachment. */
const MAX_TITLE = 90;
const MAX_MESSAGE = 1_000;

const toAction = (label: string, url: string): NtfyAction => ({
  action: 'http',
  label,
  url,
  method: 'POST',
  clear: true,
});

/** Renders a message about an alert. `consoleUrl` is the address of the console. */
export function ntfyContent(context: MessageContext, consoleUrl: string): NtfyContent {
  const { alert, links, user } = context;
  const texts = getTexts(user);
  const title = toPushTitle(context, MAX_TITLE);
  const facts = alertFacts(context).map(([name, value]) => `${name}: ${value}`);
  return {
    title,
    message: cutAtWord([...toPushLines(context, title), ...facts].join('\n'), MAX_MESSAGE),
    priority: isCallToAct(context) ? PRIORITIES[alert.priority] : NORMAL,
    click: `${consoleUrl}/alerts/${encodeURIComponent(alert.id)}`,
    actions: [
      ...(links.acknowledge ? [toAction(texts.acknowledge, links.acknowledge)] : []),
      ...(links.close ? [toAction(texts.close, links.close)] : []),
    ],
  };
}

/** Renders a message about an on-call shift. */
export function shiftNtfy(context: ShiftContext): NtfyContent {
  const { title, body } = shiftPush(context);
  return { title, message: body, priority: NORMAL };
}

/** Renders a test or a verification code. A test is as loud as a page of priority P2, because that is what it tests. */
export function contactNtfy({ content, user }: ContactMessageContext): NtfyContent {
  const { title, body } = describeContactMessage(content, getTexts(user));
  return { title, message: body, priority: content.kind === 'test' ? PRIORITIES.P2 : NORMAL };
}
