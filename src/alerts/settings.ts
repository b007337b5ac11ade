import type { AlertSettings } from '../accounts/model.ts';
import type { AlertAction } from './action.ts';
import type { ResponderReference } from './model.ts';

type Create = Extract<AlertAction, { type: 'Create' }>;

/** No alert has more responders; what is beyond is left out. */
const RESPONDERS_MAX = 50;

/**
 * A new alert under what the integration that it comes through says of alerts: its responders come besides those that
 * the request names, or in their place, and it may keep the alert silent.
 */
export function underSettings(action: Create, settings: AlertSettings | undefined): Create {
  if (!settings) return action;
  const { ignoreRespondersFromPayload, responders = [], suppressNotifications } = settings;
  const named = ignoreRespondersFromPayload ? [] : action.responders;
  return {
    ...action,
    responders: distinct([...named, ...responders]).slice(0, RESPONDERS_MAX),
    ...(suppressNotifications && { suppressNotifications }),
  };
}

const distinct = (all: readonly ResponderReference[]): readonly ResponderReference[] => [
  ...new Map(all.map((each) => [JSON.stringify(Object.entries(each).sort()), each])).values(),
];
