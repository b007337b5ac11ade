import { toConsoleUrl, toExecutionArn } from '../../src/platform/executions.ts';

const toArn = (partition: string, account = '123456789012') =>
  `arn:${partition}:states:eu-central-1:${account}:stateMachine:alert-escalation:live`;

test('the ARN of an execution names the state machine without its alias', () => {
  expect(toExecutionArn(toArn('aws'), '7-abc-run1')).toBe(
    'arn:aws:states:eu-central-1:123456789012:execution:alert-escalation:7-abc-run1',
  );
});

test.each([
  ['aws', 'eu-central-1.console.aws.amazon.com'],
  ['aws-cn', 'eu-central-1.console.amazonaws.cn'],
  ['aws-us-gov', 'eu-central-1.console.amazonaws-us-gov.com'],
])('the page of an execution in the partition %s is at %s', (partition, host) => {
  const arn = toExecutionArn(toArn(partition), 'x');
  expect(toConsoleUrl(arn)).toBe(
    `https://${host}/states/home?region=eu-central-1#/v2/executions/details/${arn}`,
  );
});

test('an execution of an emulator has no page', () => {
  expect(toConsoleUrl(toExecutionArn(toArn('aws', '000000000000'), 'x'))).toBeUndefined();
});
