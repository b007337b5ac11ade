import type { Alert } from '../../../../src/domain/alerts/model.ts';
import type { SearchFacts } from '../../../../src/domain/kernel/search-query/evaluate.ts';
import type { Query, Term } from '../../../../src/domain/kernel/search-query/model.ts';

/**
 * Evaluates a query differently from the service: it flattens the alert into a record of lists and matches text with
 * regular expressions.
 */
export function oracle(query: Query, alert: Alert, facts: SearchFacts): boolean {
  if (query.kind === 'and') return !query.parts.some((part) => !oracle(part, alert, facts));
  if (query.kind === 'or') return query.parts.filter((part) => oracle(part, alert, facts)).length > 0;
  if (query.kind === 'not') return !oracle(query.part, alert, facts);
  const record = flat(alert, facts);
  if (query.kind === 'anywhere') {
    const all = [
      'message',
      'description',
      'anyAlias',
      'source',
      'entity',
      'owner',
      'tinyId',
      'tag',
      'details.key',
      'details.value',
    ];
    return all
      .flatMap((name) => record[name] ?? [])
      .some((it) => words(query).test(spaced(String(it))) || bare(query, it));
  }
  return holds(query as Term, record);
}

type Values = readonly (string | number | boolean)[];

function flat(alert: Alert, facts: SearchFacts): Record<string, Values> {
  const names = alert.responders.map(({ type, id }) => ({ type, all: [id, facts.getName(type, id) ?? ''] }));
  return {
    createdAt: [alert.createdAt],
    updatedAt: [alert.updatedAt],
    lastOccurredAt: [alert.lastOccurredAt],
    snoozedUntil: alert.snoozedUntil === undefined ? [] : [alert.snoozedUntil],
    count: [alert.count],
    tinyId: [Number(alert.tinyId)],
    isSeen: [alert.isSeen],
    acknowledged: [alert.acknowledged],
    snoozed: [alert.snoozed],
    status: [alert.status],
    priority: [alert.priority],
    alertId: [alert.id],
    alias: alert.status === 'open' ? [alert.alias] : [],
    anyAlias: [alert.alias],
    owner: [alert.owner],
    acknowledgedBy: [alert.report.acknowledgedBy ?? ''],
    closedBy: [alert.report.closedBy ?? ''],
    recipients: facts.getRecipients(alert.id),
    teams: names.filter(({ type }) => type === 'team').flatMap(({ all }) => all),
    responders: names.flatMap(({ all }) => all),
    tag: alert.tags,
    actions: alert.actions,
    'details.key': Object.keys(alert.details),
    'integration.name': [alert.integration.name],
    'integration.type': [alert.integration.type],
    message: [alert.message],
    description: [alert.description],
    source: [alert.source],
    entity: [alert.entity],
    'details.value': Object.values(alert.details),
  };
}

const WORDY = ['message', 'description', 'source', 'entity', 'details.value'];
const EVER_SET = ['isSeen', 'acknowledged', 'snoozed', 'status', 'priority'];

const spaced = (text: string) => {
  const all = text.toLowerCase().match(/[\p{L}\p{N}_]+/gu);
  return all ? ` ${all.join(' ')} ` : '';
};

function words({ text, quoted }: { text: string; quoted: boolean }): RegExp {
  const pattern = quoted ? /[\p{L}\p{N}_]+/gu : /[\p{L}\p{N}_*]+/gu;
  const all = text.toLowerCase().match(pattern) ?? [];
  if (all.length === 0) return /(?!)/;
  return new RegExp(` ${all.map((word) => word.replace(/\*/g, '[^ ]*')).join(' ')} `, 'u');
}

/** For a search text without words. */
const bare = ({ text }: { text: string }, value: string | number | boolean) =>
  !/[\p{L}\p{N}_*]/u.test(text.replaceAll('*', '')) &&
  !/\*/.test(text) &&
  String(value).toLowerCase().includes(text.toLowerCase());

function holds({ field, operator, operand }: Term, record: Record<string, Values>): boolean {
  const values = record[field === 'alias' && operand.type === 'null' ? 'anyAlias' : field] ?? [];
  switch (operand.type) {
    case 'null':
      return !EVER_SET.includes(field) && values.join('') === '';
    case 'text': {
      if (WORDY.includes(field)) {
        return values.some((it) => words(operand).test(spaced(String(it))) || bare(operand, it));
      }
      const exact = operand.quoted || !operand.text.includes('*');
      const pattern = operand.text.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '[^]*');
      return values.some((it) =>
        exact
          ? field === 'alias'
            ? it === operand.text
            : String(it).toLowerCase() === operand.text.toLowerCase()
          : it !== '' && new RegExp(`^${pattern}$`, 'i').test(String(it)),
      );
    }
    case 'instant':
      if (operator === ':') {
        return values.some(
          (it) => Number(it) - operand.from >= 0 && Number(it) - operand.from < operand.precision,
        );
      }
      return values.some((it) => compared(Number(it), operator, operand.from));
    case 'number':
      return values.some((it) => compared(Number(it), operator, operand.number));
    case 'flag':
      return values[0] === operand.flag;
    case 'status':
      return values[0] === operand.status;
    case 'priority':
      return values.some((it) =>
        compared(9 - Number(String(it)[1]), operator, 9 - Number(operand.priority[1])),
      );
  }
}

const compared = (left: number, operator: Term['operator'], right: number): boolean =>
  (operator.includes('<') && left < right) ||
  (operator.includes('>') && left > right) ||
  (!['<', '>'].includes(operator) && left === right);
