import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

/**
 * A certified OpenID Connect provider on loopback, in a process of its own, because it is an ES module. Arguments: the
 * redirect address of its client. It prints its issuer. Each line of its input has the claims of the next person who signs
 * in.
 */
const [redirectUri = ''] = process.argv.slice(2);

interface Claims {
  readonly sub: string;
  readonly [claim: string]: unknown;
}

let next: Claims = { sub: 'nobody' };
const people = new Map<string, Claims>();

const server = createServer();
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'tocsin',
      client_secret: 'a-secret-of-the-test',
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    },
  ],
  claims: {
    openid: ['sub'],
    email: ['email', 'email_verified', 'xms_edov'],
    profile: ['name', 'groups'],
  },
  // Only userinfo has claims about the person, and the ID token has none, as with many providers.
  conformIdTokenClaims: true,
  pkce: { required: () => true },
  cookies: { keys: ['key'] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
  findAccount: async (_: unknown, id: string) => ({
    accountId: id,
    claims: async () => people.get(id) ?? { sub: id },
  }),
  // Nobody has to consent: the client belongs to the same company.
  async loadExistingGrant(context: {
    oidc: { client: { clientId: string }; session: { accountId: string } };
  }) {
    const { client, session } = context.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope('openid email profile');
    await grant.save();
    return grant;
  },
});

const callback = provider.callback();
server.on('request', async (request, response) => {
  if (!request.url?.startsWith('/interaction/')) return callback(request, response);
  people.set(next.sub, next);
  await provider.interactionFinished(request, response, { login: { accountId: next.sub } });
});

createInterface({ input: process.stdin })
  .on('line', (line) => {
    next = JSON.parse(line);
    console.log('ok');
  })
  .on('close', () => process.exit());
console.log(issuer);
