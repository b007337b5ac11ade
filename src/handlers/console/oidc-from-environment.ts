import { parseGroupMappings } from '../../domain/sign-in/provider-groups.ts';
import { readVariable, requireVariable } from '../../platform/environment.ts';
import { readSecureParameter } from '../../platform/ssm-parameters.ts';
import { createIdentityProvider } from '../../web/sign-in/identity-provider.ts';
import type { OidcSettings } from '../../web/sign-in/routes.ts';

/** The identity provider of the stage, from the variables OIDC_…; undefined without OIDC_ISSUER. */
export function oidcFromEnvironment(): OidcSettings | undefined {
  const issuer = readVariable('OIDC_ISSUER', '');
  if (!issuer) return undefined;
  return {
    name: readVariable('OIDC_NAME', 'Single sign-on'),
    only: readVariable('OIDC_ONLY', 'false') === 'true',
    provider: createIdentityProvider({
      issuer,
      clientId: requireVariable('OIDC_CLIENT_ID'),
      readSecret: readClientSecret,
    }),
    readSettings: () => ({
      accountId: requireVariable('OIDC_ACCOUNT'),
      domains: readVariable('OIDC_DOMAINS', '')
        .toLowerCase()
        .split(',')
        .map((domain) => domain.trim())
        .filter((domain) => domain !== ''),
      groups: parseGroupMappings(readVariable('OIDC_GROUPS', '')),
    }),
  };
}

/** The client's secret, from the Parameter Store: a variable would show it to whoever may see the function. */
function readClientSecret(): Promise<string> {
  const region = requireVariable('AWS_REGION');
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const sessionToken = readVariable('AWS_SESSION_TOKEN', '');
  return readSecureParameter(requireVariable('OIDC_CLIENT_SECRET_PARAMETER'), {
    region,
    endpoint: readVariable('AWS_ENDPOINT_URL_SSM', `https://ssm.${region}.${domain}/`),
    credentials: {
      accessKeyId: requireVariable('AWS_ACCESS_KEY_ID'),
      secretAccessKey: requireVariable('AWS_SECRET_ACCESS_KEY'),
      ...(sessionToken && { sessionToken }),
    },
  });
}
