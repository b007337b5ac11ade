import { COMMAND_EXAMPLES, type CommandContext, parseCommand } from '../../web/src/app/palette/grammar.ts';
import { parseDuration } from '../../web/src/format/parse-duration.ts';

const jane = { id: 'u1', username: 'jane@example.com', fullName: 'Jane Doe' };
const omar = { id: 'u2', username: 'omar@example.com', fullName: 'Omar Haddad' };
const janet = { id: 'u3', username: 'jt@example.com', fullName: 'Janet Dole' };
const operations = { id: 's1', name: 'Operations on call' };
const database = { id: 's2', name: 'Database primary' };

const context: CommandContext = {
  me: jane,
  people: [jane, omar, janet],
  schedules: [operations, database],
  teams: [
    { id: 't1', name: 'Operations', scheduleId: 's1' },
    { id: 't2', name: 'Data', scheduleId: 's2' },
    { id: 't3', name: 'No schedule' },
  ],
};

const HOUR = 3_600_000;

test.each([
  ['ack 12', 'acknowledge', ['12']],
  ['ack 12 13', 'acknowledge', ['12', '13']],
  ['ACK #12, #13 and 14', 'acknowledge', ['12', '13', '14']],
  ['acknowledge 12 12', 'acknowledge', ['12']],
  ['ack 012', 'acknowledge', ['12']],
  ['unack 12', 'unacknowledge', ['12']],
  ['close 22', 'close', ['22']],
  ['  close   22  23 ', 'close', ['22', '23']],
])('%s is %s on %j', (text, type, tinyIds) => {
  expect(parseCommand(text, context)).toEqual({ kind: 'alerts', command: { type }, tinyIds });
});

test.each([
  ['note restarted it to 12', 'restarted it', ['12']],
  ['note "restarted it" to 12 13', 'restarted it', ['12', '13']],
  ['note moved traffic to 2 regions to 12 and 13', 'moved traffic to 2 regions', ['12', '13']],
  ['note failed over to 3 to 12', 'failed over to 3', ['12']],
])('%s adds the note %j', (text, note, tinyIds) => {
  expect(parseCommand(text, context)).toEqual({ kind: 'alerts', command: { type: 'note', note }, tinyIds });
});

test('tags are between commas', () => {
  expect(parseCommand('tag database, very slow to 12', context)).toEqual({
    kind: 'alerts',
    command: { type: 'tag', tags: ['database', 'very slow'] },
    tinyIds: ['12'],
  });
});

test.each([
  ['assign 12 to omar', omar],
  ['assign 12 to me', jane],
  ['take 12', jane],
  ['assign 12 to Omar Haddad', omar],
  ['assign 12 to haddad', omar],
  ['assign 12 to omar@example.com', omar],
  ['assign 12 to @omar@example.com', omar],
  ['assign 12 to Jane Doe', jane],
  ['assign 12 to janet', janet],
])('%s assigns it to one person', (text, to) => {
  expect(parseCommand(text, context)).toEqual({
    kind: 'alerts',
    command: { type: 'assign', to },
    tinyIds: ['12'],
  });
});

test.each([
  ['snooze 12 1h', ['12'], HOUR],
  ['snooze 12 13 for 30m', ['12', '13'], HOUR / 2],
  ['snooze 12 1h30m', ['12'], 1.5 * HOUR],
  ['snooze 12 2 hours', ['12'], 2 * HOUR],
  ['snooze 12, 13 1d', ['12', '13'], 24 * HOUR],
])('%s snoozes %j for %d ms', (text, tinyIds, lengthMs) => {
  expect(parseCommand(text, context)).toEqual({
    kind: 'alerts',
    command: { type: 'snooze', lengthMs },
    tinyIds,
  });
});

test.each([
  ['oncall me 2h for Ops', jane, 2 * HOUR, operations],
  ['oncall me 2h for Operations', jane, 2 * HOUR, operations],
  ['on-call omar 90m for "database primary"'.replaceAll('"', ''), omar, 1.5 * HOUR, database],
  ['oncall me for 1 day in data', jane, 24 * HOUR, database],
])('%s takes over', (text, person, lengthMs, schedule) => {
  expect(parseCommand(text, context)).toEqual({ kind: 'on-call', person, lengthMs, schedule });
});

test('with one schedule its name is not needed', () => {
  const small = { ...context, schedules: [operations], teams: [] };
  expect(parseCommand('oncall me 2h', small)).toMatchObject({ kind: 'on-call', schedule: operations });
});

test.each([
  ['open 12', '12'],
  ['show #12', '12'],
  ['12', '12'],
  ['#12', '12'],
])('%s opens the alert', (text, tinyId) => {
  expect(parseCommand(text, context)).toEqual({ kind: 'open', tinyId });
});

test.each([
  ['ack', 'numbers'],
  ['close ', 'numbers'],
  ['assign 12', 'person'],
  ['assign 12 to', 'person'],
  ['note', 'text'],
  ['note restarted it', 'numbers'],
  ['note restarted it to', 'numbers'],
  ['snooze 12', 'length'],
  ['snooze 12 for', 'length'],
  ['oncall', 'person'],
  ['oncall me', 'length'],
  ['oncall me 2h', 'schedule'],
])('%s is incomplete: %s is missing', (text, expected) => {
  expect(parseCommand(text, context)).toEqual({
    kind: 'incomplete',
    expected: expect.stringContaining(expected),
  });
});

test.each([
  ['ack everything', 'everything'],
  ['close 12 thirteen', 'thirteen'],
  ['assign 12 to nobody', 'nobody'],
  ['assign 12 to jan', 'Several'],
  ['oncall me 2h for Nowhere', 'Nowhere'],
  ['oncall me 2h for No schedule', 'No schedule'],
  ['oncall zoe', 'zoe'],
  ['open 1 2', 'one alert'],
  ['snooze 12 0m', '0m'],
])('%s is wrong, and the text says what: %s', (text, problem) => {
  expect(parseCommand(text, context)).toEqual({ kind: 'wrong', problem: expect.stringContaining(problem) });
});

test.each(['checkout', 'the database is slow', 'acknowledged by me', 'constructor', '', 'note-taking'])(
  '%j is a search',
  (text) => {
    expect(parseCommand(text, context)).toEqual({ kind: 'search', text });
  },
);

test('every example of the palette is a command', () => {
  for (const { example } of COMMAND_EXAMPLES) {
    expect(['alerts', 'on-call', 'open']).toContain(parseCommand(example, context).kind);
  }
});

test.each([
  ['30m', HOUR / 2],
  ['2h', 2 * HOUR],
  ['1.5h', 1.5 * HOUR],
  ['1 day', 24 * HOUR],
  ['2 weeks', 14 * 24 * HOUR],
  ['1h 30 min', 1.5 * HOUR],
  ['h', undefined],
  ['5', undefined],
  ['-1h', undefined],
  ['0h', undefined],
  ['9999d', undefined],
  ['1month', undefined],
])('the length %s is %s ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});
