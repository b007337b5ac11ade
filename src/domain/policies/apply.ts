import type { Instant } from '../../platform/clock.ts';
import type { Matchable } from '../kernel/criteria.ts';
import {
  ALERT_LIMITS,
  describeWithTitle,
  fitDetails,
  fitTexts,
  fitTitle,
  truncate,
} from '../kernel/limits.ts';
import type { Responder } from '../kernel/responder.ts';
import { fillAlertTemplate } from '../kernel/text-template.ts';
import { isPolicyApplicable } from './matching.ts';
import type { AlertPolicy } from './model.ts';

/** An alert about to be created: the fields that policies match and change. */
export type AlertDraft = Matchable;

export interface AlertPolicyResult {
  readonly draft: AlertDraft;
  /** The names of the applied policies, in order. */
  readonly applied: readonly string[];
  /** The names of the policies that could not be evaluated, in order. */
  readonly failed: readonly string[];
}

/**
 * Applies the policies of one list to an alert, in order. The first match is the last one applied, unless it sets
 * `continue`: then the next policy is matched against the changed alert. A policy that throws is skipped, so that no
 * policy can stop an alert.
 */
export function applyAlertPolicyList(
  draft: AlertDraft,
  policies: readonly AlertPolicy[],
  at: Instant,
): AlertPolicyResult {
  let current = draft;
  const applied: string[] = [];
  const failed: string[] = [];
  for (const policy of policies) {
    try {
      if (!isPolicyApplicable(policy, current, at)) continue;
      const { name, continue: goOn } = policy;
      current = applyPolicy(current, policy);
      applied.push(name);
      if (!goOn) break;
    } catch {
      failed.push(readName(policy));
    }
  }
  return { draft: current, applied, failed };
}

function readName(policy: AlertPolicy): string {
  try {
    return policy.name;
  } catch {
    return 'without a readable name';
  }
}

function applyPolicy(draft: AlertDraft, policy: AlertPolicy): AlertDraft {
  const fill = (template: string) => fillAlertTemplate(template, draft);
  /** An empty result leaves a required field unchanged. */
  const text = (template: string | undefined, unchanged: string) => {
    const made = template === undefined ? '' : fill(template);
    return made.trim() === '' ? unchanged : made;
  };
  const title = fitTitle(text(policy.message, draft.message));
  const optional = (template: string | undefined, field: 'description' | 'entity' | 'source') =>
    template === undefined ? draft[field] : truncate(fill(template), ALERT_LIMITS[field]);
  const list = (
    original: readonly string[],
    added: readonly string[] = [],
    maxCount: number,
    maxLength: number,
  ) => fitTexts([...original, ...added.map(fill)], maxCount, maxLength);
  return {
    message: title.message,
    alias: truncate(text(policy.alias, draft.alias), ALERT_LIMITS.alias),
    description: describeWithTitle(title.fullTitle, optional(policy.description, 'description')),
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
