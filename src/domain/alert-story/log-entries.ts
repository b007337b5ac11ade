import type { Instant } from '../../platform/clock.ts';
import type { ChosenRoute, FiredFact, LogFact } from '../alerts/log-facts.ts';
import {
  getPersonName,
  type StoryEntry,
  type StoryException,
  type StoryNames,
  type StoryTarget,
} from './model.ts';
import { CHANNEL_NAMES } from './notification-entries.ts';
import { describeReason, type StoryReason } from './reasons.ts';

/** An entry of an alert's log as it is stored. */
export interface StoredLogEntry {
  /** Its sort key, unique in the alert. */
  readonly id: string;
  readonly createdAt: Instant;
  readonly log: string;
  readonly owner: string;
  readonly type: string;
  readonly fact?: LogFact;
}

/** The entries of the story that an entry of the log stands for; occurrences are merged later. */
export function toLogStoryEntries(
  entry: StoredLogEntry,
  names: StoryNames,
  planned: boolean,
): readonly StoryEntry[] {
  const { id, createdAt: at, log, owner, fact } = entry;
  const time = names.format(at);
  const common = { id, at, planned };
  const withText = (kind: StoryEntry['kind'], text: string, more: Partial<StoryEntry> = {}): StoryEntry => ({
    ...common,
    kind,
    text,
    sentence: `${withoutPeriod(text)} at ${time}.`,
    ...more,
  });
  /** The text of the log is a sentence of its own, and says when something is due. */
  const withSentence = (
    kind: StoryEntry['kind'],
    text: string,
    more: Partial<StoryEntry> = {},
  ): StoryEntry => ({
    ...common,
    kind,
    text: withoutPeriod(text),
    sentence: `${time}: ${withoutPeriod(text)}.`,
    ...more,
  });

  switch (fact?.kind) {
    case 'action':
      return fact.action === 'Create'
        ? [withText('created', `Opened by ${owner}`, { by: owner, action: fact.action })]
        : [withText('action', log, { by: owner, action: fact.action })];
    case 'counted':
      return [withText('counted', 'Occurred again', { by: owner, count: 1 })];
    case 'alert-policy':
      return [
        fact.failed
          ? withSentence('failure', log, { policies: [fact.policy] })
          : withSentence('policy', `Policy "${fact.policy}" changed the alert`, { policies: [fact.policy] }),
      ];
    case 'unknown-responder':
      return [withSentence('dead-end', `Responder ${fact.responder} does not exist and was ignored`)];
    case 'policy': {
      const reason = getPolicyReason(fact);
      const text = reason ? describeReason(reason, 'The alert', names.format) : log;
      return [withSentence('policy', text, { policies: fact.policies, ...(reason && { reason }) })];
    }
    case 'dead-end': {
      const { name, route } = fact;
      const reason: StoryReason =
        fact.reason === 'RoutedToNobody'
          ? {
              code: fact.reason,
              ...(name !== undefined && { team: name }),
              ...(route?.rule !== undefined && { rule: route.rule }),
            }
          : { code: fact.reason };
      const text = describeReason(reason, 'The alert', names.format);
      return [withSentence('dead-end', text, { reason, ...toRoutingRule(route) })];
    }
    case 'restart':
      return [withSentence('policy', log, { policies: fact.policies })];
    case 'paging-stopped': {
      const { until, by, reason } = fact;
      const stopped: StoryReason = { code: 'PagingStopped', until, by, reason };
      return [
        withSentence('policy', describeReason(stopped, 'The alert', names.format), { reason: stopped }),
      ];
    }
    case 'paging-resumed':
      return [withSentence('policy', log)];
    case 'not-evaluated':
      return [withSentence('failure', log)];
    case 'fired':
      return toRuleEntries(fact, { id, at, planned }, names);
    default:
      return [withSentence('log', log, { by: owner })];
  }
}

const withoutPeriod = (text: string): string => text.replace(/\.$/, '');

const toRoutingRule = (route: ChosenRoute | undefined): Pick<StoryEntry, 'routingRule'> =>
  route ? { routingRule: { name: route.rule ?? `rule ${route.position}`, position: route.position } } : {};

function getPolicyReason({
  policies,
  suppressed,
  delayedUntil,
  threshold,
}: Extract<LogFact, { kind: 'policy' }>): StoryReason | undefined {
  if (suppressed) return { code: 'SuppressedByPolicy', policies };
  if (threshold !== undefined) return { code: 'BelowDedupThreshold', policies, threshold };
  return delayedUntil === undefined ? undefined : { code: 'DelayedByPolicy', policies, until: delayedUntil };
}

/** The routing, if a routing rule led here, and the rule that fired. */
function toRuleEntries(
  fact: FiredFact,
  common: Pick<StoryEntry, 'id' | 'at' | 'planned'>,
  names: StoryNames,
): readonly StoryEntry[] {
  const { escalation, route, recipients } = fact;
  const time = names.format(common.at);
  const targets = recipients.map(
    ({ type, id }): StoryTarget => ({ type, id, name: names.getName(type, id) }),
  );
  const people = fact.people.map(names.getPerson);
  const exceptions = listExceptions(fact, names);
  const listed = people.map(getPersonName).join(', ');
  const whom = `${listed || 'nobody'}${fact.more === undefined ? '' : ` and ${fact.more} more`}`;
  const followed = escalation && { ...escalation, name: names.getName('escalation', escalation.id) };
  const rule = followed
    ? `Rule ${followed.rule} of escalation ${followed.name}${
        followed.round > 1 ? ` in round ${followed.round}` : ''
      }`
    : '';
  const text = [rule, describeTargets(targets, fact.notifyType)].filter((part) => part !== '').join(', ');
  const head = text === '' ? whom : `${text}: ${whom}`;
  const why = exceptions.map(({ sentence }) => ` ${sentence}`).join('');
  const fired: StoryEntry = {
    ...common,
    kind: 'rule',
    text: head,
    sentence: `${time}: ${head}.${why}`,
    targets,
    people,
    ...(followed && { escalation: followed }),
    ...(exceptions.length > 0 && { exceptions }),
  };
  return route ? [toRouteEntry(fact, route, common, targets, followed, names), fired] : [fired];
}

function toRouteEntry(
  { flow }: FiredFact,
  route: ChosenRoute,
  common: Pick<StoryEntry, 'id' | 'at' | 'planned'>,
  targets: readonly StoryTarget[],
  followed: StoryEntry['escalation'],
  names: StoryNames,
): StoryEntry {
  const team = names.getName('team', flow.slice(flow.indexOf(':') + 1));
  const [target] = targets;
  const to = followed ? `escalation ${followed.name}` : target ? `${target.type} ${target.name}` : 'nobody';
  const { routingRule } = toRoutingRule(route);
  const text = `Routed by rule ${route.position} of team ${team}, "${routingRule?.name}", to ${to}`;
  return {
    ...common,
    id: `${common.id}#route`,
    kind: 'route',
    text,
    sentence: `${names.format(common.at)}: ${text}.`,
    ...toRoutingRule(route),
    ...(followed && { escalation: followed }),
  };
}

/** The responder that the rule names, if that is not the person themselves. */
const describeTargets = (targets: readonly StoryTarget[], how: FiredFact['notifyType']): string =>
  targets.flatMap((target) => describeTarget(target, how) ?? []).join(', ');

const MEMBERS: Readonly<Record<string, string>> = {
  all: 'everybody in',
  users: 'the users of',
  admins: 'the admins of',
  random: 'a random member of',
};

function describeTarget({ type, name }: StoryTarget, how: FiredFact['notifyType']): string | undefined {
  switch (type) {
    case 'user':
      return undefined;
    case 'schedule':
      return how === 'next' || how === 'previous' ? `${how} in ${name}` : `whoever is on call in ${name}`;
    case 'team':
      return `${MEMBERS[how ?? ''] ?? 'team'} ${name}`;
    default:
      return `${type} ${name}`;
  }
}

function listExceptions(
  { unreachable = [], muted = [], forwarded = [], skipped = [] }: FiredFact,
  names: StoryNames,
): readonly StoryException[] {
  const toException = (
    userId: string,
    reason: StoryReason,
    more: Partial<StoryException> = {},
  ): StoryException => {
    const person = names.getPerson(userId);
    const contact = more.channel ? ` by ${CHANNEL_NAMES[more.channel] ?? more.channel}` : '';
    const sentence = describeReason(reason, `${getPersonName(person)}${contact}`, names.format);
    return { person, ...more, reason, sentence };
  };
  return [
    ...unreachable.map(({ userId, reason }) => toException(userId, { code: reason })),
    ...muted.map(({ userId, until }) => toException(userId, { code: 'UserMuted', until })),
    ...forwarded.map(({ from, to }) =>
      toException(from, { code: 'Forwarded', to: getPersonName(names.getPerson(to)) }),
    ),
    ...skipped.map(({ userId, channel, reason }) => toException(userId, { code: reason }, { channel })),
  ];
}
