import type { ItemKey } from '../../src/platform/keys.ts';

/** What an item of the table is for, as the costs of an alert are divided. */
export type Purpose =
  | 'alert'
  | 'search index'
  | 'alias and tiny id'
  | 'alert log'
  | 'escalation progress'
  | 'index for the reconciler'
  | 'notification records'
  | 'request status'
  | 'index of changes for the console'
  | 'alert policies'
  | 'notification policies'
  | 'forwarding'
  | 'account settings'
  | 'incident rules'
  | 'outgoing webhooks'
  | 'users, teams, schedules, escalations'
  | 'API keys and secrets'
  | 'other';

/** By a part of the key; the first that matches counts. */
const PURPOSES: readonly (readonly [RegExp, Purpose])[] = [
  [/#ALERT#\S+ (LOG|NOTE)#/, 'alert log'],
  [/#ALERT#\S+ NOTIFICATION#/, 'notification records'],
  [/#ALERT#\S+ STATE#LEDGER/, 'escalation progress'],
  [/#ALERT#\S+ /, 'alert'],
  [/#(ALIAS|TINY)#|#COUNTER TINY/, 'alias and tiny id'],
  [/#REQUEST#|#DUPLICATE[SD]#/, 'request status'],
  [/#ALERTPOLICIES /, 'alert policies'],
  [/#NOTIFICATIONPOLICIES /, 'notification policies'],
  [/#FORWARDINGRULES /, 'forwarding'],
  [/#SETTINGS /, 'account settings'],
  [/#HASRULES /, 'incident rules'],
  [/#HASWEBHOOKS /, 'outgoing webhooks'],
  [/#(USER|TEAM|SCHEDULE|ESCALATION) /, 'users, teams, schedules, escalations'],
  [/^KEY#|#KEYUSE |^ACCOUNT#\S+ SECRET/, 'API keys and secrets'],
];

/** What the item with this key is for. */
export const findPurpose = ({ pk, sk }: ItemKey): Purpose =>
  PURPOSES.find(([key]) => key.test(`${pk} ${sk}`))?.[1] ?? 'other';

/** What the index entries of such an item are for. */
export const findIndexPurpose = (key: ItemKey): Purpose => {
  switch (findPurpose(key)) {
    case 'alert':
      return 'search index';
    case 'escalation progress':
      return 'index for the reconciler';
    case 'request status':
      return 'index of changes for the console';
    default:
      return 'other';
  }
};

export interface Units {
  writeUnits: number;
  readUnits: number;
}

export type UnitsByPurpose = Map<Purpose, Units>;
