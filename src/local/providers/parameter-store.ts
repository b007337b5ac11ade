import { AwsError } from '../step-functions/endpoint.ts';

/**
 * GetParameter of SSM. The only parameter that the service reads is the client secret of the identity provider; on localhost
 * it is the variable OIDC_CLIENT_SECRET.
 */
export const parameterStore: Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => object>> =
  {
    GetParameter({ Name }: Readonly<Record<string, unknown>>) {
      const value = process.env.OIDC_CLIENT_SECRET;
      if (!value) throw new AwsError('ParameterNotFound', 'Set the variable OIDC_CLIENT_SECRET.');
      return { Parameter: { Name, Type: 'SecureString', Value: value } };
    },
  };
