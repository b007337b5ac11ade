import { getPersonName, type StoryEntry } from '../../alert-story/model.ts';
import type { ResponseBody } from '../../client/operation-types.ts';
import { TEXTS } from './texts.ts';

export type Escalation = ResponseBody<'GET /v2/escalations/{identifier}'>['data'];
type Rule = Escalation['rules'][number];

/** A rule of the escalation that is in charge, and what has become of it. */
export interface RuleProgress {
  readonly delayMinutes: number;
  readonly text: string;
  /** Whom it has notified or will notify, as far as that is known. */
  readonly people: readonly string[];
  readonly isFired: boolean;
  /** When it fires next, in milliseconds since the epoch. */
  readonly nextAt?: number;
  readonly isOnlyIfOpen: boolean;
}

/** The escalation that the story mentions last of what has happened, or first of what is planned. */
export function findEscalationId(entries: readonly StoryEntry[]): string | undefined {
  const mentioned = entries.filter(({ escalation }) => escalation);
  const entry = mentioned.findLast(({ planned }) => !planned) ?? mentioned[0];
  return entry?.escalation?.id;
}

/**
 * The rules of the escalation, each with what the story says about it in the round that goes on, or was the last one.
 * `getName` gives the full name of a username.
 */
export function toRuleProgress(
  escalation: Escalation,
  entries: readonly StoryEntry[],
  getName: (username: string) => string,
): readonly RuleProgress[] {
  const own = entries.filter(({ kind, escalation: named }) => kind === 'rule' && named?.id === escalation.id);
  const current = own.find(({ planned }) => planned) ?? own.at(-1);
  return escalation.rules.map((rule, i) => {
    const entry = own.findLast(
      ({ escalation: named }) => named?.rule === i + 1 && named.round === current?.escalation?.round,
    );
    return {
      delayMinutes: toMinutes(rule.delay),
      text: describeRule(rule, getName),
      people: (entry?.people ?? []).map(getPersonName),
      isFired: entry?.planned === false,
      ...(entry?.planned && { nextAt: Date.parse(entry.at) }),
      isOnlyIfOpen: rule.condition === 'if-not-closed',
    };
  });
}

const UNIT_MINUTES: Readonly<Record<string, number>> = { minutes: 1, hours: 60, days: 1_440 };

const toMinutes = ({ timeAmount, timeUnit }: Rule['delay']): number =>
  timeAmount * (UNIT_MINUTES[timeUnit] ?? 1);

function describeRule({ notifyType, recipient }: Rule, getName: (username: string) => string): string {
  const name = recipient.name ?? recipient.id;
  if (recipient.type === 'user') return recipient.username ? getName(recipient.username) : name;
  switch (notifyType) {
    case 'next':
      return TEXTS.nextIn(name);
    case 'previous':
      return TEXTS.previousIn(name);
    case 'all':
      return TEXTS.everybodyIn(name);
    case 'admins':
      return TEXTS.adminsOf(name);
    case 'users':
      return TEXTS.usersOf(name);
    case 'random':
      return TEXTS.randomOf(name);
    default:
      return recipient.type === 'schedule' ? TEXTS.onCallIn(name) : name;
  }
}
