import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A function as serverless.yml declares it. */
export interface FunctionDeclaration {
  readonly name: string;
  /** Path of the source file in the repository. */
  readonly file: string;
  /** Its environment variables, each with a placeholder value. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether the HTTP API calls it. */
  readonly servesHttp: boolean;
}

const names = (variables: object | undefined): string[] => Object.keys(variables ?? {});

/** The functions of serverless.yml. */
export function functions(): readonly FunctionDeclaration[] {
  // Suppress warnings about CloudFormation's tags (!Ref, …), which are not needed here.
  const service = parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'error' });
  return Object.entries<{ handler: string; environment?: object; events?: readonly object[] }>(
    service.functions,
  ).map(([name, { handler, environment, events = [] }]) => ({
    name,
    file: handler.replace(/\.handler$/, '.ts'),
    environment: Object.fromEntries(
      [...names(service.provider.environment), ...names(environment)].map((variable) => [variable, 'none']),
    ),
    servesHttp: events.some((event) => 'httpApi' in event),
  }));
}
