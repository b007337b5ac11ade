import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

test('a person of a Cognito user pool is recognised, with verified address and groups, once per code', async () => {
  const script = 'test/deployment/rehearsal/cognito-sign-in.ts';
  const { stdout } = await promisify(execFile)('node', ['--disable-warning=ExperimentalWarning', script]);
  const { poolId, identity, replayed } = JSON.parse(stdout);
  expect(identity).toEqual({
    issuer: `https://cognito-idp.eu-west-1.amazonaws.com/${poolId}`,
    subject: expect.stringMatching(/^[\w-]{36}$/),
    email: 'pat@example.com',
    emailVerified: true,
    fullName: 'Pat Doe',
    groups: ['sre'],
  });
  expect(replayed).toBe('refused');
});
