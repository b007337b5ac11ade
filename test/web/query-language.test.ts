import { parseQuery } from '../../src/domain/kernel/search-query/parse.ts';
import { getCompletions, quote } from '../../web/src/pages/alerts/query/completion.ts';
import { findErrorPosition, resolveOwnWords } from '../../web/src/pages/alerts/query/own-words.ts';
import { tokenize } from '../../web/src/pages/alerts/query/tokens.ts';

const vocabulary = {
  usernames: ['jane@example.com', 'omar@example.com'],
  teams: ['Operations', 'Data Platform'],
  responders: ['Operations', 'Data Platform', 'jane@example.com'],
  tags: ['checkout', 'db'],
  integrations: ['Alertmanager "prod"'],
};

/** The texts that are proposed at the sign | in the query. */
function propose(marked: string): readonly string[] {
  const caret = marked.indexOf('|');
  return getCompletions(marked.replace('|', ''), caret, vocabulary).items.map(({ text }) => text);
}

test.each([
  ['sta|', ['status:']],
  ['status:|', ['open', 'closed']],
  ['status: o|', ['open']],
  ['status: open |', ['AND', 'OR', 'NOT', 'status:', 'priority:', 'message:', 'tag:', 'responders:']],
  ['status: open A|', ['AND', 'acknowledged:', 'alias:', 'acknowledgedBy:', 'actions:', 'alertId:']],
  ['status: open AND acknowledged: |', ['true', 'false']],
  ['priority <= |', ['P1', 'P2', 'P3', 'P4', 'P5']],
  ['responders: m|', ['me', 'mine']],
  ['recipients: o|', ['omar@example.com']],
  ['teams: (Operations OR |', ['mine', 'Operations', '"Data Platform"']],
  ['teams: "data|', ['"Data Platform"']],
  ['integration.name: |', ['"Alertmanager \\"prod\\""']],
  ['tag: c|', ['checkout']],
  ['createdAt > |', []],
  ['(status: open) |', ['AND', 'OR', 'NOT', 'status:', 'priority:', 'message:', 'tag:', 'responders:']],
  ['NOT ack|', ['acknowledged:', 'acknowledgedBy:']],
])('at | in %s it proposes %j', (marked, expected) => {
  expect(propose(marked)).toEqual(expected);
});

test('a completion replaces what was typed, and nothing else', () => {
  const { from, to } = getCompletions('status: open AND prio', 21, vocabulary);
  expect([from, to]).toEqual([17, 21]);
});

test.each([
  [
    'status: open AND NOT tag: "a b"',
    ['field', 'operator', 'value', 'keyword', 'keyword', 'field', 'operator', 'value'],
  ],
  ['database on fire', ['value', 'value', 'value']],
  ['tag:a:b', ['field', 'operator', 'value']],
  ['http://x', ['value']],
  ['"unclosed', ['value']],
  ['count >= 3 OR (x)', ['field', 'operator', 'value', 'keyword', 'parenthesis', 'value', 'parenthesis']],
])('%s has the parts %j', (text, kinds) => {
  const tokens = tokenize(text);
  expect(tokens.filter(({ kind }) => kind !== 'space').map(({ kind }) => kind)).toEqual(kinds);
  expect(tokens.map((token) => token.text).join('')).toBe(text);
});

const self = { username: 'jane@example.com', teams: ['Operations', 'Data Platform'] };

test.each([
  ['owner: me', 'owner: jane@example.com'],
  ['message: me', 'message: me'],
  ['call me', 'call me'],
  [
    'status: open AND (recipients: me OR responders: me)',
    'status: open AND (recipients: jane@example.com OR responders: jane@example.com)',
  ],
  ['teams: mine', 'teams: (Operations OR "Data Platform")'],
  ['responders: (me OR mine)', 'responders: (jane@example.com OR (Operations OR "Data Platform"))'],
  ['owner: "me"', 'owner: "me"'],
])('%s means %s to Jane', (typed, resolved) => {
  expect(resolveOwnWords(typed, self).text).toBe(resolved);
  expect(() => parseQuery(resolved)).not.toThrow();
});

test('without a team, mine matches nothing in place of everything', () => {
  const { text } = resolveOwnWords('teams: mine', { ...self, teams: [] });
  expect(text).toBe('teams: "no team"');
});

test('an error is shown at the character that was typed', () => {
  const typed = 'owner: me AND prioity: P1';
  const resolved = resolveOwnWords(typed, self);
  let message = '';
  try {
    parseQuery(resolved.text);
  } catch (error) {
    message = (error as Error).message;
  }
  const position = findErrorPosition(message);
  expect(position).toBeDefined();
  expect(resolved.toTyped(position!)).toBe(typed.indexOf('prioity'));
});

test.each(['open', 'Data Platform', 'a"b\\c', 'and', 'x:y', ''])(
  'the value %j survives quotation',
  (value) => {
    if (value === '') return expect(quote(value)).toBe('""');
    const query = parseQuery(`tag: ${quote(value)}`);
    expect(query).toMatchObject({ kind: 'term', operand: { text: value } });
  },
);
