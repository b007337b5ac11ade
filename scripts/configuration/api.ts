import { savedSearchRoutes } from '../../src/api/saved-searches/routes.ts';
import { type ApiKey, RIGHTS } from '../../src/domain/accounts/model.ts';
import { FORWARDING_NOTICE } from '../../src/domain/forwarding-rules/model.ts';
import { createSavedSearchStore } from '../../src/domain/saved-searches/store.ts';
import { createDirectory } from '../../src/handlers/directory.ts';
import { createConfigurationApp } from '../../src/handlers/routes/configuration-app.ts';
import type { Instant } from '../../src/platform/clock.ts';
import { withoutLogging } from '../../src/platform/logger.ts';
import type { Queue } from '../../src/platform/queue.ts';
import type { Table } from '../../src/platform/table.ts';
import { OPERATOR } from '../admin/operator.ts';
import { ImportProblem, IS_NOT_KNOWN } from './problem.ts';

/** The API of one account, without a key and in this process: the same validation and the same audit log. */
export interface AccountApi {
  /** The `data` of the response. Throws {@link ImportProblem} if the API refuses the request. */
  readonly get: <T>(path: string) => Promise<T>;
  /** As `get`, for a request that changes something. */
  readonly send: (method: Method, path: string, body?: object) => Promise<{ readonly id: string }>;
}

type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface ApiResponse {
  readonly data?: unknown;
  readonly message?: string;
  readonly errors?: Readonly<Record<string, string>>;
  readonly ignored?: readonly string[];
}

/** A path with its parameters encoded. */
export const path = (texts: TemplateStringsArray, ...values: readonly string[]): string =>
  String.raw({ raw: texts }, ...values.map(encodeURIComponent));

/** The key that the API takes the operator for. It is not stored. */
const operatorKey = (accountId: string): ApiKey => ({
  keyId: '',
  accountId,
  hash: '',
  rights: RIGHTS,
  enabled: true,
  integration: { id: 'operator', name: OPERATOR, type: 'API' },
});

/** Remembers what calls of AWS threw last: the API says only that something failed, and its log is off. */
function createFailureMemory() {
  let failure: unknown;
  const watch =
    <A extends readonly unknown[], R>(call: (...parameters: A) => Promise<R>) =>
    (...parameters: A): Promise<R> =>
      call(...parameters).catch((error: unknown) => {
        failure = error;
        throw error;
      });
  return {
    watchTable: (table: Table): Table => ({
      ...table,
      put: watch(table.put),
      update: watch(table.update) as Table['update'],
      delete: watch(table.delete),
      batchPut: watch(table.batchPut),
    }),
    watchQueue: ({ send }: Queue): Queue => ({ send: watch(send) }),
    takeFailure: () => failure,
  };
}

const NOTHING: Queue = { send: async () => {} };

/** Sends what concerns alerts, and not the alerts that tell people of a new forwarding rule. */
const withoutForwardingNotices = (queue: Queue): Queue => ({
  async send(body, options) {
    const { integration } = body as { readonly integration?: { readonly type?: string } };
    if (integration?.type !== FORWARDING_NOTICE) await queue.send(body, options);
  },
});

/**
 * Creates the API over the table. `alertActions`: alert-actions.fifo, which gets the requests that close the alert of a
 * heartbeat that is disabled or deleted. Nobody is sent a message. Checks of heartbeats are left to the minutely run.
 */
export function createAccountApi(
  table: Table,
  accountId: string,
  { now, alertActions }: { readonly now: Instant; readonly alertActions: Queue },
): AccountApi {
  const { watchTable, watchQueue, takeFailure } = createFailureMemory();
  const watched = watchTable(table);
  const directory = createDirectory(watched);
  const app = createConfigurationApp({
    configuration: {
      table: watched,
      directory,
      incidentActions: NOTHING,
      alertActions: withoutForwardingNotices(watchQueue(alertActions)),
      bulkActions: NOTHING,
      contactMessages: NOTHING,
      heartbeatChecks: { start: async () => {}, stop: async () => {} },
    },
    otherRoutes: savedSearchRoutes({ savedSearches: createSavedSearchStore(watched), directory }),
    findKey: async () => operatorKey(accountId),
    limiter: () => 'ok',
    clock: () => now,
  });

  async function call(method: string, path: string, body?: object): Promise<unknown> {
    const request = new Request(`https://localhost${path}`, {
      method,
      headers: { authorization: 'GenieKey operator' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const response = await withoutLogging(() => app(request, { sourceIp: '127.0.0.1' }));
    const { data, message = '', errors, ignored = [] } = (await response.json()) as ApiResponse;
    if (response.status >= 500) throw takeFailure() ?? new Error(`${method} ${path} failed: ${message}`);
    if (response.status >= 400) {
      throw new ImportProblem(message, errors, { isMissing: response.status === 404 });
    }
    if (ignored.length > 0) {
      throw new ImportProblem('', Object.fromEntries(ignored.map((member) => [member, IS_NOT_KNOWN])));
    }
    return data;
  }

  return {
    get: async <T>(path: string) => (await call('GET', path)) as T,
    send: async (method, path, body) => ((await call(method, path, body)) ?? {}) as { readonly id: string },
  };
}
