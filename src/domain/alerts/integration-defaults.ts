import type { IntegrationDefaults } from '../accounts/model.ts';
import { ALERT_LIMITS, fitDetails, fitTexts } from '../kernel/limits.ts';
import { PRIORITIES, type Priority } from '../kernel/priority.ts';
import type { ResponderReference } from '../kernel/responder.ts';
import { fillAlertTemplate } from '../kernel/text-template.ts';
import type { CreateAction } from './action.ts';

/** Defaults that an integration and each of its actions can have. */
type ContentDefaults = Omit<
  IntegrationDefaults,
  'suppressNotifications' | 'ignoreRespondersFromPayload' | 'responders'
>;

/** The part of an alert that content defaults change. */
export type AlertContent = Pick<CreateAction, 'tags' | 'details' | 'priority'>;

/** Applies all alert defaults of the integration to an alert that is created through the API. */
export function withIntegrationDefaults(
  action: CreateAction,
  defaults: IntegrationDefaults | undefined,
): CreateAction {
  if (!defaults) return action;
  const { ignoreTagsFromPayload, ignoreExtraPropertiesFromPayload } = defaults;
  const payload = {
    ...action,
    ...(ignoreTagsFromPayload && { tags: [] }),
    ...(ignoreExtraPropertiesFromPayload && { details: {} }),
  };
  const { priority, ...added } = withDefaultContent(payload, defaults, (template) =>
    fillAlertTemplate(template, action),
  );
  return withDefaultResponders(
    {
      ...action,
      priority,
      tags: fitTexts(added.tags, ALERT_LIMITS.tags, ALERT_LIMITS.tag),
      details: fitDetails(added.details),
    },
    defaults,
  );
}

/**
 * Applies the responder defaults of the integration: its responders are added to those of the request, or replace them,
 * and it can suppress notifications.
 */
export function withDefaultResponders(
  action: CreateAction,
  defaults: IntegrationDefaults | undefined,
): CreateAction {
  if (!defaults) return action;
  const { ignoreRespondersFromPayload, responders = [], suppressNotifications } = defaults;
  const requested = ignoreRespondersFromPayload ? [] : action.responders;
  return {
    ...action,
    responders: distinct([...requested, ...responders]).slice(0, ALERT_LIMITS.responders),
    ...(suppressNotifications && { suppressNotifications }),
  };
}

/** Adds the defaults to the content. The caller has dropped what the defaults ignore, because only it knows the origin. */
export function withDefaultContent<C extends AlertContent>(
  { tags, details, priority }: C,
  defaults: ContentDefaults,
  fill: (template: string) => string,
): AlertContent {
  const properties = Object.entries(defaults.extraProperties ?? {});
  return {
    tags: [...tags, ...(defaults.tags ?? []).map(fill)],
    details: {
      ...details,
      ...Object.fromEntries(properties.map(([name, template]) => [name, fill(template)])),
    },
    priority: parsePriority(defaults.customPriority, fill) ?? defaults.priority ?? priority,
  };
}

function parsePriority(
  template: string | undefined,
  fill: (template: string) => string,
): Priority | undefined {
  if (template === undefined) return undefined;
  const text = fill(template).trim().toUpperCase();
  return PRIORITIES.find((each) => each === text);
}

const distinct = (all: readonly ResponderReference[]): readonly ResponderReference[] => [
  ...new Map(all.map((each) => [JSON.stringify(Object.entries(each).sort()), each])).values(),
];
