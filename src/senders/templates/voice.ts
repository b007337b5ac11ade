import { isContactUsable } from '../../domain/users/contact-verification.ts';
import type { User } from '../../domain/users/model.ts';
import { getTexts } from '../languages/get-texts.ts';
import type { Texts } from '../languages/texts.ts';
import type { MessageContext, MessagePlan } from './message-context.ts';
import { describePlan, getMinutesUnacknowledged } from './plan-sentences.ts';
import { toSpokenMessage, toSpokenName } from './spoken.ts';

/** What a call says, and which voice says it. */
export interface SpokenContent {
  readonly body: string;
  /** The voice of Amazon Polly; absent: the default. */
  readonly voiceId?: 'VICKI';
}

/** The voice of a language. */
export const toVoice = ({ voiceId }: Texts): Pick<SpokenContent, 'voiceId'> => (voiceId ? { voiceId } : {});

/** How the person gets messages with which to acknowledge, besides the call. */
function listOtherChannels({ contacts }: User): readonly ('sms' | 'email' | 'app')[] {
  const has = (...methods: readonly string[]) =>
    contacts.some((contact) => methods.includes(contact.method) && isContactUsable(contact));
  return [
    ...(has('sms') ? (['sms'] as const) : []),
    ...(has('email') ? (['email'] as const) : []),
    ...(has('mobile', 'webpush', 'ntfy', 'pushover') ? (['app'] as const) : []),
  ];
}

/** The plan with names that a voice can say; what it cannot say is left out. */
function toSpokenPlan(
  { reason, forwardedFrom, notified, next, actor, ...plan }: MessagePlan,
  texts: Texts,
): MessagePlan {
  const say = (name: string | undefined) => (name === undefined ? undefined : toSpokenName(name, texts));
  const reasonName = reason && 'name' in reason ? say(reason.name) : undefined;
  const from = say(forwardedFrom);
  const spokenActor = say(actor);
  const target = next && say(next.target.name);
  const names = next?.names.flatMap((name) => say(name) ?? []) ?? [];
  return {
    ...plan,
    ...(reason &&
      (!('name' in reason) || reasonName !== undefined) && {
        reason: 'name' in reason ? { ...reason, name: reasonName ?? '' } : reason,
      }),
    ...(from !== undefined && { forwardedFrom: from }),
    ...(notified && {
      notified: notified.flatMap((each) => {
        const name = say(each.name);
        return name === undefined ? [] : [{ ...each, name }];
      }),
    }),
    ...(next &&
      (names.length > 0 || target !== undefined) && {
        next: { ...next, names, target: { ...next.target, name: target ?? '' } },
      }),
    ...(spokenActor !== undefined && { actor: spokenActor }),
  };
}

const withoutParentheses = (sentence: string): string => sentence.replace(/\s*\(([^)]*)\)/g, ', $1,');

/**
 * Renders the text of a voice call: the priority and the problem first, then what the recipient must know to decide. It is
 * spoken twice, because the first words wake the recipient up. The number of the alert and its alias are not spoken.
 */
export function spokenContent(context: MessageContext): SpokenContent {
  const { alert, links, user, event } = context;
  const texts = getTexts(user);
  const { voice } = texts;
  const message = `${voice.priority(alert.priority.slice(1))} ${toSpokenMessage(alert.message, texts)}.`;
  const minutes = getMinutesUnacknowledged(context);
  const plan = toSpokenPlan(context.plan, texts);
  const sentences = [
    ...(minutes === undefined ? [] : [voice.openFor(texts.spokenDuration(minutes))]),
    ...describePlan({ ...context, plan }).map(withoutParentheses),
    ...(plan.note ? [voice.note(toSpokenMessage(plan.note, texts))] : []),
  ];
  const news =
    event === 'create-alert'
      ? [message, ...sentences]
      : [...sentences.slice(0, 1), message, ...sentences.slice(1)];
  const instructions = links.acknowledge ? [voice.howToAcknowledge(listOtherChannels(user))] : [];
  const repeat = context.isPossibleRepeat ? [`${texts.possibleRepeat.replace(/:\s*$/, '')}.`] : [];
  return {
    body: [voice.greeting, ...repeat, ...news, voice.repeat, ...news, ...instructions].join(' '),
    ...toVoice(texts),
  };
}
