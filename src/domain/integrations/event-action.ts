import { sha256 } from '../../platform/ids.ts';
import type { IntegrationDefaults } from '../accounts/model.ts';
import { withDefaultContent } from '../alerts/integration-defaults.ts';
import type { Condition } from '../kernel/criteria.ts';
import { type ConditionValue, matchesConditions } from '../kernel/criteria.ts';
import { ALERT_LIMITS, hasAtMost } from '../kernel/limits.ts';
import type { Priority } from '../kernel/priority.ts';
import type { ResponderReference } from '../kernel/responder.ts';
import { fillTemplate } from '../kernel/text-template.ts';
import { type ActionKind, type IntegrationAction, sortedActions } from './model.ts';
import { findValue, isRecord, lookUp, type Payload, toText, withoutEmpty } from './payload.ts';
import type { ToolEvent } from './tool-event.ts';

/** The alert action that an event leads to. The limits of alerts are not applied yet. */
export interface EventAction {
  readonly kind: Exclude<ActionKind, 'ignore'>;
  readonly alias: string;
  readonly user: string;
  readonly note: string;
  readonly source: string;
  /** Only for `create`, like everything below. */
  readonly message: string;
  readonly description: string;
  readonly entity: string;
  readonly priority: Priority;
  readonly tags: readonly string[];
  readonly details: Readonly<Record<string, string>>;
  readonly actions: readonly string[];
  /** The responders that the event names, and those of the integration's action. */
  readonly respondersOfEvent: readonly ResponderReference[];
  readonly responders: readonly ResponderReference[];
}

/**
 * The alert action for an event; undefined if it is to be ignored. If the integration has actions of its own, the first
 * one whose filter matches decides; otherwise the tool's mapping does. Tags, properties and priority also follow the
 * integration's defaults, which an action may override.
 */
export function resolveEventAction(
  event: ToolEvent,
  payload: Payload,
  actions: readonly IntegrationAction[],
  defaults: IntegrationDefaults = {},
): EventAction | undefined {
  const action = sortedActions(actions).find(({ filter }) =>
    matchesConditions(filter, conditionValue(event, payload)),
  );
  // No filter can be expected to match an event that nobody can read, so it opens an alert unless an action ignores it.
  const byEvent = actions.length === 0 || event.isNotUnderstood ? event.action : undefined;
  const kind = action?.type ?? byEvent;
  if (kind === undefined || kind === 'ignore') return undefined;
  const fill = (template: string | undefined) =>
    template === undefined ? '' : fillTemplate(template, (name) => getField(event, payload, name));
  const fills = (all: readonly string[] = []) => all.map(fill);
  const content = withDefaultContent(
    withDefaultContent(eventContent(event, { ...defaults, ...action }), defaults, fill),
    action ?? {},
    fill,
  );
  const alias = event.isNotUnderstood ? '' : fill(action?.alias).trim() || event.alias;
  return {
    kind,
    // The API rejects a longer alias; truncating it could make one alert of two.
    alias: hasAtMost(ALERT_LIMITS.alias, alias) ? alias : sha256(alias),
    user: fill(action?.user) || (event.user ?? ''),
    note: action?.note === undefined ? (event.note ?? '') : fill(action.note),
    source: fill(action?.source) || (event.source ?? ''),
    message: fill(action?.message).trim() || event.message,
    description: action?.description === undefined ? (event.description ?? '') : fill(action.description),
    entity: action?.entity === undefined ? (event.entity ?? '') : fill(action.entity),
    ...content,
    actions: [
      ...(action?.ignoreAlertActionsFromPayload ? [] : (event.actions ?? [])),
      ...fills(action?.alertActions),
    ],
    respondersOfEvent: action?.ignoreRespondersFromPayload ? [] : (event.responders ?? []),
    responders: action?.responders ?? [],
  };
}

/** The tags, properties and priority of the event, without those that are to be ignored. */
const eventContent = (
  event: ToolEvent,
  ignoring: Pick<IntegrationDefaults, 'ignoreTagsFromPayload' | 'ignoreExtraPropertiesFromPayload'>,
) => ({
  tags: ignoring.ignoreTagsFromPayload ? [] : (event.tags ?? []),
  details: ignoring.ignoreExtraPropertiesFromPayload ? {} : (event.details ?? {}),
  priority: event.priority ?? ('P3' as const),
});

const TEXT_MEMBERS = [
  'message',
  'alias',
  'description',
  'source',
  'entity',
  'user',
  'note',
  'priority',
] as const;

/** The value of a name in a template or filter: a member of the event, or a path of the payload (`_payload.` forces the latter). */
function findNamed(event: ToolEvent, payload: Payload, name: string): unknown {
  const [, path] = /^_payload\.(.+)$/s.exec(name) ?? [];
  if (path !== undefined) return findValue(payload, path);
  if (event.fields && Object.hasOwn(event.fields, name)) return event.fields[name];
  const text = TEXT_MEMBERS.find((each) => each === name);
  if (text) return event[text];
  if (name === 'eventType' && !Object.hasOwn(payload, name)) return event.action;
  const [, key] = /^(?:details|extraProperties)\.(.+)$/s.exec(name) ?? [];
  if (key !== undefined && event.details && Object.hasOwn(event.details, key)) return event.details[key];
  if (name === 'tags' && event.tags) return event.tags;
  return findValue(payload, name);
}

/** The text of a name in a template. Events differ, so a name that does not exist is empty. */
const getField = (event: ToolEvent, payload: Payload, name: string): string =>
  toText(findNamed(event, payload, name));

/** The value that a condition compares. */
function conditionValue(event: ToolEvent, payload: Payload): (condition: Condition) => ConditionValue {
  return ({ field, key }) => {
    if (field === 'priority') return { kind: 'priority', priority: event.priority ?? 'P3' };
    if (field === 'extra-properties' || field === 'details') {
      const entries = event.details ?? {};
      return key ? { kind: 'text', text: lookUp(entries, key) ?? '' } : { kind: 'map', entries };
    }
    const value = findValue(findNamed(event, payload, field), key ?? '');
    if (Array.isArray(value)) return { kind: 'list', items: value.map(toText) };
    if (isRecord(value)) return { kind: 'map', entries: withoutEmpty(value) };
    return { kind: 'text', text: toText(value) };
  };
}
