import { CommandError, explain } from '../../scripts/command-line.ts';

const STAGE = { name: 'prod', region: 'eu-west-1' };

const named = (name: string, more: object = {}) => Object.assign(new Error('…'), { name, ...more });

test.each([
  [/^No key has this id\.$/, new CommandError('No key has this id.')],
  [/^There is no stage prod in eu-west-1: it has no table tocsin-prod\./, named('ResourceNotFoundException')],
  [/^There is no stage prod in eu-west-1: it has no queues/, named('QueueDoesNotExist')],
  [/^There are no AWS credentials\./, named('CredentialsProviderError')],
  [/^The AWS credentials have expired/, named('ExpiredTokenException')],
  [/^AWS in eu-west-1 cannot be reached \(ECONNREFUSED\)\./, named('Error', { code: 'ECONNREFUSED' })],
  [/cannot be reached \(ENOTFOUND\)/, named('TypeError', { cause: named('Error', { code: 'ENOTFOUND' }) })],
  [/cannot be reached \(ETIMEDOUT\)/, named('AggregateError', { code: 'ETIMEDOUT' })],
  [/cannot be reached \(no answer in time\)/, named('TimeoutError')],
])('a command explains what a person can mend in one line: %p', (line, error) => {
  expect(explain(error, STAGE)).toMatch(line);
});

test('any other error keeps its stack trace', () => {
  expect(explain(new TypeError('x is undefined'), STAGE)).toBeUndefined();
  expect(explain('text', STAGE)).toBeUndefined();
});
