import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A function as serverless.yml declares it. */
export interface FunctionDeclaration {
  readonly name: string;
  /** The source file, from the root of the repository. */
  readonly file: string;
  /** The names of its environment variables, each with a value that stands for what the deployment would give it. */
  readonly environment: Readonly<Record<string, string>>;
}

const names = (variables: object | undefined): string[] => Object.keys(variables ?? {});

/** The functions of serverless.yml. */
export function functions(): readonly FunctionDeclaration[] {
  // CloudFormation's tags (!Ref, …) mean nothing here.
  const service = parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'error' });
  return Object.entries<{ handler: string; environment?: object }>(service.functions).map(
    ([name, { handler, environment }]) => ({
      name,
      file: handler.replace(/\.handler$/, '.ts'),
      environment: Object.fromEntries(
        [...names(service.provider.environment), ...names(environment)].map((variable) => [variable, 'none']),
      ),
    }),
  );
}
