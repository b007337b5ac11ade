import type { IntegrationDefaults } from '../../domain/accounts/model.ts';
import { withDefaultContent } from '../../domain/alerts/integration-defaults.ts';
import { type ActionKind, type IntegrationAction, sortedActions } from '../../domain/integrations/model.ts';
import type { Condition } from '../../domain/kernel/criteria.ts';
import { type ConditionValue, matchesConditions } from '../../domain/kernel/criteria.ts';
import { ALERT_LIMITS, hasAtMost } from '../../domain/kernel/limits.ts';
import type { Priority } from '../../domain/kernel/priority.ts';
import type { ResponderReference } from '../../domain/kernel/responder.ts';
import { fillTemplate } from '../../domain/kernel/text-template.ts';
import { sha256 } from '../../platform/ids.ts';
import { findValue, isRecord, type Payload, toText, withoutEmpty } from './payload.ts';
import type { ToolEvent } from './tool.ts';

/** What is to be done: the limits of alerts are not applied to it yet. */
export interface EventAction {
  readonly kind: Exclude<ActionKind, 'ignore'>;
  readonly alias: string;
  readonly user: string;
  readonly note: string;
  readonly source: string;
  /** Of an alert that is created. */
  readonly message: string;
  readonly description: string;
  readonly entity: string;
  readonly priority: Priority;
  readonly tags: readonly string[];
  readonly details: Readonly<Record<string, string>>;
  readonly actions: readonly string[];
  /** Those that the event names, and those of the action. */
  readonly respondersOfEvent: readonly ResponderReference[];
  readonly responders: readonly ResponderReference[];
}

/**
 * What becomes of an event: what the first of the integration's actions says that is for it, or, where the integration
 * has none, what the tool's mapping says; of tags, properties and priority also what the integration itself says, which
 * the action may overrule. Undefined where it is ignored.
 */
export function resolveEventAction(
  event: ToolEvent,
  payload: Payload,
  actions: readonly IntegrationAction[],
  settings: IntegrationDefaults = {},
): EventAction | undefined {
  const action = sortedActions(actions).find(({ filter }) =>
    matchesConditions(filter, aspectOf(event, payload)),
  );
  const kind = actions.length === 0 ? event.action : action?.type;
  if (kind === undefined || kind === 'ignore') return undefined;
  const fill = (template: string | undefined) =>
    template === undefined ? '' : fillTemplate(template, (name) => fieldOf(event, payload, name));
  const fills = (all: readonly string[] = []) => all.map(fill);
  const content = withDefaultContent(
    withDefaultContent(contentOf(event, { ...settings, ...action }), settings, fill),
    action ?? {},
    fill,
  );
  const alias = fill(action?.alias).trim() || event.alias;
  return {
    kind,
    // One that is too long would be refused; cut, two alerts might become one.
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

/** Of what the event says of tags, properties and priority that which is not to be ignored. */
const contentOf = (
  event: ToolEvent,
  ignoring: Pick<IntegrationDefaults, 'ignoreTagsFromPayload' | 'ignoreExtraPropertiesFromPayload'>,
) => ({
  tags: ignoring.ignoreTagsFromPayload ? [] : (event.tags ?? []),
  details: ignoring.ignoreExtraPropertiesFromPayload ? {} : (event.details ?? {}),
  priority: event.priority ?? ('P3' as const),
});

const TEXTS = ['message', 'alias', 'description', 'source', 'entity', 'user', 'note', 'priority'] as const;

/** What a name leads to in event and payload; `_payload.` says that the payload is meant. */
function namedIn(event: ToolEvent, payload: Payload, name: string): unknown {
  const [, path] = /^_payload\.(.+)$/s.exec(name) ?? [];
  if (path !== undefined) return findValue(payload, path);
  if (event.fields && Object.hasOwn(event.fields, name)) return event.fields[name];
  const text = TEXTS.find((each) => each === name);
  if (text) return event[text];
  if (name === 'eventType' && !Object.hasOwn(payload, name)) return event.action;
  const [, key] = /^(?:details|extraProperties)\.(.+)$/s.exec(name) ?? [];
  if (key !== undefined && event.details && Object.hasOwn(event.details, key)) return event.details[key];
  if (name === 'tags' && event.tags) return event.tags;
  return findValue(payload, name);
}

/** What a name in a template stands for. Events differ, so what is not there is empty. */
const fieldOf = (event: ToolEvent, payload: Payload, name: string): string =>
  toText(namedIn(event, payload, name));

/** What of the event a condition is about. */
function aspectOf(event: ToolEvent, payload: Payload): (condition: Condition) => ConditionValue {
  return ({ field, key }) => {
    if (field === 'priority') return { kind: 'priority', priority: event.priority ?? 'P3' };
    if (field === 'extra-properties' || field === 'details') {
      const entries = event.details ?? {};
      return key ? { kind: 'text', text: entries[key] ?? '' } : { kind: 'map', entries };
    }
    const value = findValue(namedIn(event, payload, field), key ?? '');
    if (Array.isArray(value)) return { kind: 'list', items: value.map(toText) };
    if (isRecord(value)) return { kind: 'map', entries: withoutEmpty(value) };
    return { kind: 'text', text: toText(value) };
  };
}
