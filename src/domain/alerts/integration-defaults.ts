import type { IntegrationDefaults } from '../accounts/model.ts';
import { ALERT_LIMITS, fitDetails, fitTexts } from '../kernel/limits.ts';
import { PRIORITIES, type Priority } from '../kernel/priority.ts';
import type { ResponderReference } from '../kernel/responder.ts';
import { filled } from '../kernel/text-template.ts';
import type { AlertAction } from './action.ts';

type Create = Extract<AlertAction, { type: 'Create' }>;

/** What integrations, and actions of them, say of alerts in the same words. */
type ContentDefaults = Omit<
  IntegrationDefaults,
  'suppressNotifications' | 'ignoreRespondersFromPayload' | 'responders'
>;

/** What of an alert those settings are about. */
export type Content = Pick<Create, 'tags' | 'details' | 'priority'>;

/** A new alert under all that the integration that it comes through says of alerts. */
export function withIntegrationDefaults(action: Create, settings: IntegrationDefaults | undefined): Create {
  if (!settings) return action;
  const { ignoreTagsFromPayload, ignoreExtraPropertiesFromPayload } = settings;
  const own = {
    ...action,
    ...(ignoreTagsFromPayload && { tags: [] }),
    ...(ignoreExtraPropertiesFromPayload && { details: {} }),
  };
  const { priority, ...added } = withDefaultContent(own, settings, (template) =>
    filled(template, (name) => fieldOf(action, name)),
  );
  return withDefaultResponders(
    {
      ...action,
      priority,
      tags: fitTexts(added.tags, ALERT_LIMITS.tags, ALERT_LIMITS.tag),
      details: fitDetails(added.details),
    },
    settings,
  );
}

/**
 * A new alert under what the integration says of responders: its own come besides those that the request names, or in
 * their place, and it may keep the alert silent.
 */
export function withDefaultResponders(action: Create, settings: IntegrationDefaults | undefined): Create {
  if (!settings) return action;
  const { ignoreRespondersFromPayload, responders = [], suppressNotifications } = settings;
  const named = ignoreRespondersFromPayload ? [] : action.responders;
  return {
    ...action,
    responders: distinct([...named, ...responders]).slice(0, ALERT_LIMITS.responders),
    ...(suppressNotifications && { suppressNotifications }),
  };
}

/** The content with what the settings add to it; what they ignore is left out by whoever knows whose it is. */
export function withDefaultContent<C extends Content>(
  { tags, details, priority }: C,
  settings: ContentDefaults,
  fill: (template: string) => string,
): Content {
  const properties = Object.entries(settings.extraProperties ?? {});
  return {
    tags: [...tags, ...(settings.tags ?? []).map(fill)],
    details: {
      ...details,
      ...Object.fromEntries(properties.map(([name, template]) => [name, fill(template)])),
    },
    priority: priorityOf(settings.customPriority, fill) ?? settings.priority ?? priority,
  };
}

function priorityOf(template: string | undefined, fill: (template: string) => string): Priority | undefined {
  if (template === undefined) return undefined;
  const made = fill(template).trim().toUpperCase();
  return PRIORITIES.find((each) => each === made);
}

/** What a name in a template stands for, in an alert that the API is asked for. */
function fieldOf(action: Create, name: string): string | undefined {
  switch (name) {
    case 'message':
    case 'description':
    case 'entity':
    case 'priority':
      return action[name];
    case 'alias':
      return action.alias ?? '';
    case 'tags':
      return action.tags.join(',');
    default: {
      const [, key] = /^(?:details|extraProperties)\.(.+)$/s.exec(name) ?? [];
      return key === undefined ? undefined : (action.details[key] ?? '');
    }
  }
}

const distinct = (all: readonly ResponderReference[]): readonly ResponderReference[] => [
  ...new Map(all.map((each) => [JSON.stringify(Object.entries(each).sort()), each])).values(),
];
