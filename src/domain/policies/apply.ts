import type { Instant } from '../../platform/clock.ts';
import type { Matchable } from '../kernel/criteria.ts';
import { ALERT_LIMITS, fitDetails, fitTexts, truncate } from '../kernel/limits.ts';
import type { Responder } from '../kernel/responder.ts';
import { fillTemplate } from '../kernel/text-template.ts';
import { isPolicyApplicable } from './matching.ts';
import type { AlertPolicy } from './model.ts';

/** An alert that is about to be created: all of it that policies look at and change. */
export type AlertDraft = Matchable;

export interface AlertPolicyResult {
  readonly draft: AlertDraft;
  /** The names of the policies that were applied, in that order. */
  readonly applied: readonly string[];
}

/**
 * The alert as the policies of one list make it. They are asked in their order; the first that holds is applied and is
 * the last, unless it says `continue`: then the next one is asked about the alert as it is by then.
 */
export function applyAlertPolicyList(
  draft: AlertDraft,
  policies: readonly AlertPolicy[],
  at: Instant,
): AlertPolicyResult {
  let current = draft;
  const applied: string[] = [];
  for (const policy of policies) {
    if (!isPolicyApplicable(policy, current, at)) continue;
    current = applyPolicy(current, policy);
    applied.push(policy.name);
    if (!policy.continue) break;
  }
  return { draft: current, applied };
}

function applyPolicy(draft: AlertDraft, policy: AlertPolicy): AlertDraft {
  const fill = (template: string) => fillTemplate(template, (name) => fieldOf(draft, name));
  /** What is empty in the end, and must not be, stays as it was. */
  const text = (template: string | undefined, field: 'message' | 'alias') => {
    const made = template === undefined ? '' : truncate(fill(template), ALERT_LIMITS[field]);
    return made.trim() === '' ? draft[field] : made;
  };
  const optional = (template: string | undefined, field: 'description' | 'entity' | 'source') =>
    template === undefined ? draft[field] : truncate(fill(template), ALERT_LIMITS[field]);
  const list = (
    original: readonly string[],
    added: readonly string[] = [],
    maxCount: number,
    maxLength: number,
  ) => fitTexts([...original, ...added.map(fill)], maxCount, maxLength);
  return {
    message: text(policy.message, 'message'),
    alias: text(policy.alias, 'alias'),
    description: optional(policy.description, 'description'),
    entity: optional(policy.entity, 'entity'),
    source: optional(policy.source, 'source'),
    priority: policy.priority ?? draft.priority,
    tags: list(policy.ignoreOriginalTags ? [] : draft.tags, policy.tags, ALERT_LIMITS.tags, ALERT_LIMITS.tag),
    actions: list(
      policy.ignoreOriginalActions ? [] : draft.actions,
      policy.actions,
      ALERT_LIMITS.actions,
      ALERT_LIMITS.action,
    ),
    details: fitDetails({
      ...(policy.ignoreOriginalDetails ? {} : draft.details),
      ...Object.fromEntries(Object.entries(policy.details ?? {}).map(([key, value]) => [key, fill(value)])),
    }),
    responders: mergeResponders(draft, policy),
  };
}

function mergeResponders(draft: AlertDraft, policy: AlertPolicy): readonly Responder[] {
  const kept = policy.ignoreOriginalResponders
    ? []
    : draft.responders.filter(({ type }) => !(policy.ignoreOriginalTeams && type === 'team'));
  const all = [...kept, ...(policy.responders ?? [])];
  return [...new Map(all.map((each) => [`${each.type}:${each.id}`, each])).values()].slice(
    0,
    ALERT_LIMITS.responders,
  );
}

/** What a name in a template stands for. A property that the alert does not have is empty. */
function fieldOf(draft: AlertDraft, name: string): string | undefined {
  switch (name) {
    case 'message':
    case 'alias':
    case 'description':
    case 'entity':
    case 'source':
    case 'priority':
      return draft[name];
    case 'tags':
    case 'actions':
      return draft[name].join(', ');
  }
  const [, key] = /^(?:details|extraProperties)\.(.+)$/s.exec(name) ?? [];
  return key === undefined ? undefined : (draft.details[key] ?? '');
}
