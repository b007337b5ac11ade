import { createIdentityProvider } from '../../../src/web/sign-in/identity-provider.ts';

/**
 * Signs in through a user pool of the emulator's Cognito and prints who signed in, as JSON. It is a process of its own,
 * because the library for OpenID Connect is an ES module.
 *
 * It runs the code of the function `web`, but not in the stage: a user pool's issuer is an address of AWS, and functions of
 * the emulator cannot reach it. Here, requests to that address go to the emulator.
 */
const EMULATOR = process.env.AWS_ENDPOINT_URL ?? '';
const REGION = 'eu-west-1';
const ISSUER_HOST = `cognito-idp.${REGION}.amazonaws.com`;
const REDIRECT_URI = 'https://tocsin.example.com/web/oidc/callback';
const PASSWORD = 'Correct-horse-1';

const { fetch } = globalThis;

/** Calls the emulator at the path of a URL, in the name of its host, as a terminator of TLS does. */
function callEmulator(url: URL, init?: RequestInit): Promise<Response> {
  const headers = new Headers(init?.headers);
  headers.set('x-forwarded-proto', 'https');
  return fetch(new URL(`${url.pathname}${url.search}`, EMULATOR), { ...init, headers });
}

globalThis.fetch = (input, init) => callEmulator(new URL(input instanceof Request ? input.url : input), init);

// biome-ignore lint/suspicious/noExplicitAny: each response has its own shape
async function callCognito(operation: string, input: object): Promise<any> {
  const response = await fetch(EMULATOR, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=test/20261124/${REGION}/cognito-idp/aws4_request, SignedHeaders=host, Signature=none`,
    },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(`${operation}: ${await response.text()}`);
  return response.json();
}

const { UserPool } = await callCognito('CreateUserPool', { PoolName: 'rehearsal' });
const UserPoolId = UserPool.Id;
const { UserPoolClient } = await callCognito('CreateUserPoolClient', {
  UserPoolId,
  ClientName: 'tocsin',
  GenerateSecret: true,
  AllowedOAuthFlows: ['code'],
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthScopes: ['openid', 'email', 'profile'],
  CallbackURLs: [REDIRECT_URI],
  SupportedIdentityProviders: ['COGNITO'],
});
const Username = 'pat';
await callCognito('AdminCreateUser', {
  UserPoolId,
  Username,
  MessageAction: 'SUPPRESS',
  UserAttributes: [
    { Name: 'email', Value: 'pat@example.com' },
    { Name: 'email_verified', Value: 'true' },
    { Name: 'name', Value: 'Pat Doe' },
  ],
});
await callCognito('AdminSetUserPassword', { UserPoolId, Username, Password: PASSWORD, Permanent: true });
await callCognito('CreateGroup', { UserPoolId, GroupName: 'sre' });
await callCognito('AdminAddUserToGroup', { UserPoolId, Username, GroupName: 'sre' });

const provider = createIdentityProvider({
  issuer: `https://${ISSUER_HOST}/${UserPoolId}`,
  clientId: UserPoolClient.ClientId,
  readSecret: async () => UserPoolClient.ClientSecret,
});
const { url, pending } = await provider.start(REDIRECT_URI);

// The page of Cognito sends these fields with name and password.
const page = await (await callEmulator(new URL(url))).text();
const form = new URLSearchParams({ username: Username, password: PASSWORD });
for (const [, name = '', value = ''] of page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)) {
  form.set(name, value.replaceAll('&amp;', '&'));
}
const signedIn = await callEmulator(new URL('/login', url), {
  method: 'POST',
  body: form,
  redirect: 'manual',
});
const location = signedIn.headers.get('location');
if (!location) throw new Error(`The page of Cognito answered ${signedIn.status}: ${await signedIn.text()}`);

const identity = await provider.finish(new URL(location), pending);
const replayed = await provider.finish(new URL(location), pending).then(
  () => 'accepted',
  () => 'refused',
);
console.log(JSON.stringify({ poolId: UserPoolId, identity, replayed }));
