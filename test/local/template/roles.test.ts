import { toAwsAction } from '../../../src/local/runtime/role-check.ts';
import { type AllowStatement, findDenied } from '../../../src/local/template/roles.ts';
import { readService } from '../../../src/local/template/service.ts';

const CONTEXT = { region: 'eu-west-1', account: '000000000000' };

const statements: readonly AllowStatement[] = [
  {
    actions: ['dynamodb:GetItem', 'dynamodb:Query'],
    resources: [
      'arn:aws:dynamodb:eu-west-1:000000000000:table/t',
      'arn:aws:dynamodb:eu-west-1:000000000000:table/t/index/gsi1',
    ],
  },
  {
    actions: ['ses:SendEmail'],
    resources: ['arn:aws:ses:eu-west-1:000000000000:identity/*'],
    fromAddress: 'a@example.com',
  },
];

const request = (target: string, body: object) => ({
  headers: { 'x-amz-target': target },
  body: JSON.stringify(body),
});

const mail = (from: string) => ({
  path: '/v2/email/outbound-emails',
  body: JSON.stringify({ FromEmailAddress: from }),
});

test.each([
  ['a read of the table', request('DynamoDB_20120810.GetItem', { TableName: 't' }), 0],
  ['an index', request('DynamoDB_20120810.Query', { TableName: 't', IndexName: 'gsi1' }), 0],
  ['another index', request('DynamoDB_20120810.Query', { TableName: 't', IndexName: 'gsi2' }), 1],
  ['another action', request('DynamoDB_20120810.BatchGetItem', { RequestItems: { t: {} } }), 1],
  ['another table', request('DynamoDB_20120810.GetItem', { TableName: 'u' }), 1],
  ['an e-mail from the address', mail('Tocsin <A@example.com>'), 0],
  ['an e-mail from another address', mail('b@example.com'), 1],
])('%s', (_, sent, denied) => {
  const action = toAwsAction(sent, CONTEXT);
  expect(action && findDenied(statements, action)).toHaveLength(denied);
});

test('every function of the service has the statements of its role', () => {
  for (const { name, statements: allowed } of readService('serverless.yml', 'local').functions) {
    expect({ name, allowed: allowed.length > 0 }).toEqual({ name, allowed: true });
  }
});
