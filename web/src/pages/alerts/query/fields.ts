import type { SearchField } from '../../../../../src/domain/kernel/search-query/model.ts';

/** What the completion proposes as values of a field. */
export type ValueKind =
  | 'status'
  | 'priority'
  | 'flag'
  | 'person'
  | 'team'
  | 'responder'
  | 'tag'
  | 'integration'
  | 'time'
  | 'free';

/** The fields of the query language in the order in which they are proposed: the useful ones first. */
const FIELD_VALUES: Readonly<Record<SearchField, readonly [ValueKind, meaning: string]>> = {
  status: ['status', 'open or closed'],
  priority: ['priority', 'P1 to P5, also <= P2'],
  message: ['free', 'words of the message'],
  tag: ['tag', 'one of the tags'],
  responders: ['responder', 'a team, person, schedule or escalation'],
  recipients: ['person', 'who was notified'],
  owner: ['person', 'who it is assigned to'],
  acknowledged: ['flag', 'true or false'],
  snoozed: ['flag', 'true or false'],
  isSeen: ['flag', 'whether anybody has opened it'],
  teams: ['team', 'a team that responds'],
  createdAt: ['time', 'such as 24-11-2026 or 24-11-2026T08:00'],
  lastOccurredAt: ['time', 'when it last came in'],
  updatedAt: ['time', 'when it last changed'],
  snoozedUntil: ['time', 'when the snooze ends'],
  count: ['free', 'how often it came in'],
  source: ['free', 'where it came from'],
  entity: ['free', 'what it is about'],
  alias: ['free', 'the key of de-duplication'],
  'integration.name': ['integration', 'the integration that created it'],
  'integration.type': ['free', 'the kind of the integration'],
  acknowledgedBy: ['person', 'who acknowledged it'],
  closedBy: ['person', 'who closed it'],
  description: ['free', 'words of the description'],
  'details.key': ['free', 'the name of a detail'],
  'details.value': ['free', 'the value of a detail'],
  actions: ['free', 'a custom action'],
  tinyId: ['free', 'the short number'],
  alertId: ['free', 'the id'],
};

export interface Field {
  readonly name: SearchField;
  readonly values: ValueKind;
  readonly meaning: string;
}

export const FIELDS: readonly Field[] = (
  Object.entries(FIELD_VALUES) as [SearchField, readonly [ValueKind, string]][]
).map(([name, [values, meaning]]) => ({ name, values, meaning }));

/** Other spellings that the service understands, in lower case. */
const SYNONYMS: Readonly<Record<string, SearchField>> = {
  lastoccuredat: 'lastOccurredAt',
  id: 'alertId',
  tags: 'tag',
  team: 'teams',
  responder: 'responders',
  recipient: 'recipients',
  action: 'actions',
  seen: 'isSeen',
};

export const findField = (name: string): Field | undefined =>
  FIELDS.find((field) => field.name.toLowerCase() === name.toLowerCase()) ??
  FIELDS.find((field) => field.name === SYNONYMS[name.toLowerCase()]);
