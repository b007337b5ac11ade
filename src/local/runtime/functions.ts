import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LocalFunction } from '../template/service.ts';
import { withRole } from './role-check.ts';

type Handler = (event: unknown, context: object) => Promise<unknown>;

/** The service's functions, invoked in this process like in Lambda. */
export interface Functions {
  /** Throws what the handler throws. */
  readonly invoke: (name: string, event: unknown) => Promise<unknown>;
  readonly getName: (arn: string) => string;
  /** Number of invocations per function. */
  readonly invocations: () => Readonly<Record<string, number>>;
  /** Resolves when no invocation is running. */
  readonly idle: () => Promise<void>;
}

/** Loads the handlers. Set the environment first: handlers read it while they load. */
export async function loadFunctions(functions: readonly LocalFunction[]): Promise<Functions> {
  const handlers = new Map<string, Handler>();
  await Promise.all(
    functions.map(async ({ name, file, exportName }) => {
      const module = await import(pathToFileURL(resolve(file)).href);
      if (typeof module[exportName] !== 'function') throw new Error(`${file} exports no ${exportName}.`);
      handlers.set(name, module[exportName]);
    }),
  );
  const byArn = new Map(functions.map(({ arn, name }) => [arn, name]));
  const byName = new Map(functions.map((each) => [each.name, each]));
  const counts: Record<string, number> = {};
  const running = new Set<Promise<unknown>>();

  return {
    async invoke(name, event) {
      const handler = handlers.get(name);
      const settings = byName.get(name);
      if (!handler || !settings) throw new Error(`No function ${name}.`);
      counts[name] = (counts[name] ?? 0) + 1;
      const deadline = Date.now() + settings.timeoutSeconds * 1000;
      const call = withRole(name, settings.statements, () =>
        handler(event, {
          awsRequestId: crypto.randomUUID(),
          functionName: settings.arn.split(':').at(-1),
          invokedFunctionArn: settings.arn,
          functionVersion: '$LATEST',
          memoryLimitInMB: '512',
          callbackWaitsForEmptyEventLoop: false,
          getRemainingTimeInMillis: () => deadline - Date.now(),
        }),
      );
      running.add(call);
      try {
        return await call;
      } finally {
        running.delete(call);
      }
    },
    getName(arn) {
      const name = byArn.get(arn);
      if (!name) throw new Error(`No function ${arn}.`);
      return name;
    },
    invocations: () => ({ ...counts }),
    async idle() {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}
