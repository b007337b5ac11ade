import type { Configuration, IDToken, UserInfoResponse } from 'openid-client';
import type { ProviderIdentity } from '../../domain/sign-in/provider-identity.ts';

/** The library is loaded at the first use: most requests do not need it. */
const loadLibrary = () => import('openid-client');

/** Time for each request to the provider, in seconds. */
const TIMEOUT_SECONDS = 5;

export interface IdentityProviderSettings {
  /** The provider's address: everything else is read from its discovery document. */
  readonly issuer: string;
  readonly clientId: string;
  /** Reads the client's secret. */
  readonly readSecret: () => Promise<string>;
}

/** The values that the browser keeps between the start of a sign-in and its end. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** An OpenID Connect provider, by the authorization code flow with PKCE. */
export interface IdentityProvider {
  /** The address to which the browser goes, and what it has to keep. */
  readonly start: (redirectUri: string) => Promise<{ readonly url: string; readonly pending: PendingSignIn }>;
  /** Who came back. `url`: the address to which the provider led the browser. Throws if anything does not match. */
  readonly finish: (url: URL, pending: PendingSignIn) => Promise<ProviderIdentity>;
}

const isLoopback = ({ hostname }: URL): boolean => /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname);

export function createIdentityProvider(settings: IdentityProviderSettings): IdentityProvider {
  let configured: Promise<Configuration> | undefined;

  async function discover(): Promise<Configuration> {
    const { allowInsecureRequests, discovery, enableNonRepudiationChecks } = await loadLibrary();
    const issuer = new URL(settings.issuer);
    const execute = [enableNonRepudiationChecks, ...(isLoopback(issuer) ? [allowInsecureRequests] : [])];
    return discovery(issuer, settings.clientId, await settings.readSecret(), undefined, {
      execute,
      timeout: TIMEOUT_SECONDS,
    });
  }

  /** Failures are not kept: the next sign-in tries again. */
  async function configure(): Promise<Configuration> {
    configured ??= discover();
    try {
      return await configured;
    } catch (error) {
      configured = undefined;
      throw error;
    }
  }

  return {
    async start(redirectUri) {
      const library = await loadLibrary();
      const pending = {
        state: library.randomState(),
        nonce: library.randomNonce(),
        verifier: library.randomPKCECodeVerifier(),
      };
      const url = library.buildAuthorizationUrl(await configure(), {
        redirect_uri: redirectUri,
        scope: 'openid email profile',
        code_challenge: await library.calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
        state: pending.state,
        nonce: pending.nonce,
      });
      return { url: url.href, pending };
    },

    async finish(url, { state, nonce, verifier }) {
      const { authorizationCodeGrant, fetchUserInfo } = await loadLibrary();
      const configuration = await configure();
      const tokens = await authorizationCodeGrant(configuration, url, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new Error('The provider sent no ID token.');
      // Some providers put e-mail address and groups there only.
      const isComplete = claims.email !== undefined && readGroups(claims) !== undefined;
      const hasUserInfo = configuration.serverMetadata().userinfo_endpoint !== undefined;
      const more =
        isComplete || !hasUserInfo
          ? undefined
          : await fetchUserInfo(configuration, tokens.access_token, claims.sub);
      return toIdentity(claims, more);
    },
  };
}

const isTrue = (value: unknown): boolean =>
  value === true || value === 'true' || value === 1 || value === '1';

/** Cognito calls the groups of a user pool `cognito:groups`. Everybody else calls them `groups`. */
const readGroups = (claims: Readonly<Record<string, unknown>>): unknown =>
  claims.groups ?? claims['cognito:groups'];

function toIdentity(claims: IDToken, more: UserInfoResponse | undefined): ProviderIdentity {
  const all: Readonly<Record<string, unknown>> = { ...more, ...claims };
  const { email, name } = all;
  const groups = readGroups(all);
  return {
    issuer: claims.iss,
    subject: claims.sub,
    ...(typeof email === 'string' && { email }),
    // Entra ID has no email_verified; xms_edov says that the owner of the address's domain has confirmed it.
    emailVerified: isTrue(all.email_verified) || isTrue(all.xms_edov),
    ...(typeof name === 'string' && { fullName: name }),
    ...(groups !== undefined && { groups: [groups].flat().filter((group) => typeof group === 'string') }),
  };
}
