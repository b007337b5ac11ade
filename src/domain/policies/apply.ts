import type { Instant } from '../../platform/clock.ts';
import type { Matchable } from '../kernel/criteria.ts';
import type { Responder } from '../kernel/responder.ts';
import { filled } from '../kernel/text-template.ts';
import { holds } from './matching.ts';
import type { AlertPolicy } from './model.ts';

/** An alert that is about to be created: all of it that policies look at and change. */
export type AlertDraft = Matchable;

/** Opsgenie's limits of what an alert holds, as they are for requests (src/domain/alerts/input.ts). */
const LIMITS = {
  message: 130,
  alias: 512,
  description: 15_000,
  entity: 512,
  source: 100,
  tags: 20,
  tag: 50,
  actions: 10,
  action: 50,
  details: 8_000,
  responders: 50,
} as const;

export interface PolicyResult {
  readonly draft: AlertDraft;
  /** The names of the policies that were applied, in that order. */
  readonly applied: readonly string[];
}

/**
 * The alert as the policies of one list make it. They are asked in their order; the first that holds is applied and is
 * the last, unless it says `continue`: then the next one is asked about the alert as it is by then.
 */
export function applyPolicies(
  draft: AlertDraft,
  policies: readonly AlertPolicy[],
  at: Instant,
): PolicyResult {
  let current = draft;
  const applied: string[] = [];
  for (const policy of policies) {
    if (!holds(policy, current, at)) continue;
    current = changed(current, policy);
    applied.push(policy.name);
    if (!policy.continue) break;
  }
  return { draft: current, applied };
}

/** Cut to so many characters (Unicode code points), as the API cuts what it is sent. */
const cut = (text: string, max: number): string =>
  text.length <= max ? text : [...text].slice(0, max).join('');

function changed(draft: AlertDraft, policy: AlertPolicy): AlertDraft {
  const fill = (template: string) => filled(template, (name) => fieldOf(draft, name));
  /** What is empty in the end, and must not be, stays as it was. */
  const text = (template: string | undefined, field: 'message' | 'alias') => {
    const made = template === undefined ? '' : cut(fill(template), LIMITS[field]);
    return made.trim() === '' ? draft[field] : made;
  };
  const optional = (template: string | undefined, field: 'description' | 'entity' | 'source') =>
    template === undefined ? draft[field] : cut(fill(template), LIMITS[field]);
  const list = (
    original: readonly string[],
    added: readonly string[] = [],
    { many, long }: { readonly many: number; readonly long: number },
  ) => {
    const all = [...original, ...added.map((each) => cut(fill(each), long))];
    return [...new Set(all.filter((each) => each.trim() !== ''))].slice(0, many);
  };
  return {
    message: text(policy.message, 'message'),
    alias: text(policy.alias, 'alias'),
    description: optional(policy.description, 'description'),
    entity: optional(policy.entity, 'entity'),
    source: optional(policy.source, 'source'),
    priority: policy.priority ?? draft.priority,
    tags: list(policy.ignoreOriginalTags ? [] : draft.tags, policy.tags, {
      many: LIMITS.tags,
      long: LIMITS.tag,
    }),
    actions: list(policy.ignoreOriginalActions ? [] : draft.actions, policy.actions, {
      many: LIMITS.actions,
      long: LIMITS.action,
    }),
    details: withinLimit({
      ...(policy.ignoreOriginalDetails ? {} : draft.details),
      ...Object.fromEntries(Object.entries(policy.details ?? {}).map(([key, value]) => [key, fill(value)])),
    }),
    responders: respondersOf(draft, policy),
  };
}

function respondersOf(draft: AlertDraft, policy: AlertPolicy): readonly Responder[] {
  const kept = policy.ignoreOriginalResponders
    ? []
    : draft.responders.filter(({ type }) => !(policy.ignoreOriginalTeams && type === 'team'));
  const all = [...kept, ...(policy.responders ?? [])];
  return [...new Map(all.map((each) => [`${each.type}:${each.id}`, each])).values()].slice(
    0,
    LIMITS.responders,
  );
}

/** So many of the properties, in their order, as go into the limit of keys and values together. */
function withinLimit(details: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  let left: number = LIMITS.details;
  const kept: [string, string][] = [];
  for (const [key, value] of Object.entries(details)) {
    if (key.length >= left) break;
    const fitting = value.slice(0, left - key.length).toWellFormed();
    kept.push([key, fitting]);
    left -= key.length + fitting.length;
  }
  return Object.fromEntries(kept);
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
