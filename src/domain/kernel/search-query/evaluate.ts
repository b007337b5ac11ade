import type { Instant } from '../../../platform/clock.ts';
import type { IntegrationRef } from '../integration-ref.ts';
import { PRIORITIES, type Priority } from '../priority.ts';
import type { Responder, ResponderType } from '../responder.ts';
import { FIELDS, type Query, type SearchField, type Term } from './model.ts';
import { containsPhrase, matchesValue } from './text.ts';

/** Facts that a query can ask for but that are not stored in the alert. */
export interface SearchFacts {
  /** Name of a team, escalation or schedule, username of a user. */
  readonly getName: (type: ResponderType, id: string) => string | undefined;
  /** Usernames of the users who were notified of the alert. */
  readonly getRecipients: (alertId: string) => readonly string[];
}

/** The searchable part of an alert or incident. */
export interface Searchable {
  readonly id: string;
  readonly tinyId: string;
  readonly alias: string;
  readonly message: string;
  readonly description: string;
  readonly status: string;
  readonly acknowledged: boolean;
  readonly isSeen: boolean;
  readonly tags: readonly string[];
  readonly snoozed: boolean;
  readonly snoozedUntil?: Instant;
  readonly count: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly lastOccurredAt: Instant;
  readonly source: string;
  readonly owner: string;
  readonly priority: Priority;
  readonly responders: readonly Responder[];
  readonly actions: readonly string[];
  readonly entity: string;
  readonly details: Readonly<Record<string, string>>;
  readonly integration: IntegrationRef;
  readonly report: { readonly acknowledgedBy?: string; readonly closedBy?: string };
}

/** Whether the alert matches the query. */
export function matchesQuery(query: Query, alert: Searchable, facts: SearchFacts): boolean {
  switch (query.kind) {
    case 'and':
      return query.parts.every((part) => matchesQuery(part, alert, facts));
    case 'or':
      return query.parts.some((part) => matchesQuery(part, alert, facts));
    case 'not':
      return !matchesQuery(query.part, alert, facts);
    case 'anywhere':
      return getAllTexts(alert).some((text) => containsPhrase(text, query.text, query.quoted));
    case 'term':
      return matchesTerm(query, alert, facts);
  }
}

function matchesTerm({ field, operator, operand }: Term, alert: Searchable, facts: SearchFacts): boolean {
  switch (operand.type) {
    case 'null':
      return isEmpty(field, alert, facts);
    case 'text':
      // The alias of a closed alert can be used by another alert, so it does not identify the closed one.
      if (field === 'alias') return alert.status === 'open' && matchesAlias(alert.alias, operand);
      return getTexts(field, alert, facts).some((text) =>
        FIELDS[field] === 'words'
          ? containsPhrase(text, operand.text, operand.quoted)
          : matchesValue(text, operand.text, operand.quoted),
      );
    case 'number':
      return compare(operator, getNumber(field, alert), operand.number);
    case 'instant': {
      const instant = getNumber(field, alert);
      if (operator !== ':') return compare(operator, instant, operand.from);
      return instant !== undefined && instant >= operand.from && instant < operand.from + operand.precision;
    }
    case 'flag':
      return getFlag(field, alert) === operand.flag;
    case 'status':
      return alert.status === operand.status;
    case 'priority':
      // A more urgent priority is greater: priority > P3 finds P1 and P2.
      return compare(operator, -PRIORITIES.indexOf(alert.priority), -PRIORITIES.indexOf(operand.priority));
  }
}

/** Aliases are case-sensitive: aliases that differ in case belong to different alerts. */
const matchesAlias = (alias: string, { text, quoted }: { text: string; quoted: boolean }): boolean =>
  quoted || !text.includes('*') ? alias === text : matchesValue(alias, text, quoted);

function compare(operator: Term['operator'], value: number | undefined, to: number): boolean {
  if (value === undefined) return false;
  switch (operator) {
    case ':':
      return value === to;
    case '<':
      return value < to;
    case '<=':
      return value <= to;
    case '>':
      return value > to;
    case '>=':
      return value >= to;
  }
}

function isEmpty(field: SearchField, alert: Searchable, facts: SearchFacts): boolean {
  switch (FIELDS[field]) {
    case 'instant':
    case 'number':
      return getNumber(field, alert) === undefined;
    case 'keyword':
    case 'words':
      return getTexts(field, alert, facts).every((text) => text === '');
    default:
      return false;
  }
}

function getNumber(field: SearchField, alert: Searchable): number | undefined {
  switch (field) {
    case 'createdAt':
    case 'updatedAt':
    case 'lastOccurredAt':
    case 'snoozedUntil':
    case 'count':
      return alert[field];
    case 'tinyId':
      return Number(alert.tinyId);
    default:
      return undefined;
  }
}

function getFlag(field: SearchField, alert: Searchable): boolean | undefined {
  return field === 'isSeen' || field === 'acknowledged' || field === 'snoozed' ? alert[field] : undefined;
}

function getTexts(field: SearchField, alert: Searchable, facts: SearchFacts): readonly string[] {
  const idAndName = ({ type, id }: Responder) => [id, facts.getName(type, id) ?? ''];
  switch (field) {
    case 'alertId':
      return [alert.id];
    case 'alias':
    case 'owner':
    case 'message':
    case 'description':
    case 'source':
    case 'entity':
      return [alert[field]];
    case 'acknowledgedBy':
    case 'closedBy':
      return [alert.report[field] ?? ''];
    case 'recipients':
      return facts.getRecipients(alert.id);
    case 'teams':
      return alert.responders.filter(({ type }) => type === 'team').flatMap(idAndName);
    case 'responders':
      return alert.responders.flatMap(idAndName);
    case 'tag':
      return alert.tags;
    case 'actions':
      return alert.actions;
    case 'details.key':
      return Object.keys(alert.details);
    case 'details.value':
      return Object.values(alert.details);
    case 'integration.name':
      return [alert.integration.name];
    case 'integration.type':
      return [alert.integration.type];
    default:
      return [];
  }
}

const getAllTexts = (alert: Searchable): readonly string[] => [
  alert.message,
  alert.description,
  alert.alias,
  alert.source,
  alert.entity,
  alert.owner,
  alert.tinyId,
  ...alert.tags,
  ...Object.keys(alert.details),
  ...Object.values(alert.details),
];
