import { AwsError } from '../step-functions/endpoint.ts';

/**
 * SSM, GetParameter: the only secret of a stage is that of the client at the identity provider. On localhost it is the
 * variable OIDC_CLIENT_SECRET.
 */
export const parameterStore: Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => object>> =
  {
    GetParameter({ Name }: Readonly<Record<string, unknown>>) {
      const value = process.env.OIDC_CLIENT_SECRET;
      if (!value) throw new AwsError('ParameterNotFound', 'Set the variable OIDC_CLIENT_SECRET.');
      return { Parameter: { Name, Type: 'SecureString', Value: value } };
    },
  };
