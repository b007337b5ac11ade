import { userAccess } from '../src/api/roles/user-access.ts';
import { createMailAddressLookup } from '../src/domain/accounts/mail-addresses.ts';
import type { ApiKey, Right } from '../src/domain/accounts/model.ts';
import { createDirectory } from '../src/handlers/directory.ts';
import { createConfigurationApp } from '../src/handlers/routes/configuration-app.ts';
import { createRateLimiter } from '../src/http/rate-limit.ts';
import type { Clock } from '../src/platform/clock.ts';
import type { Executions } from '../src/platform/executions.ts';
import type { Queue } from '../src/platform/queue.ts';
import type { Table } from '../src/platform/table.ts';
import { SET_UP } from './builders.ts';
import { withResponseValidation } from './response-validation.ts';

/** A response of the API, for assertions. */
export interface ApiResponse {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a response may have any shape; the tests assert which
  readonly body: any;
}

export type Call = (method: string, path: string, body?: unknown) => Promise<ApiResponse>;

const PLENTY = { perSecond: 10_000, burst: 10_000 };

const ALL_RIGHTS: readonly Right[] = ['read', 'create-update', 'delete', 'configuration'];

/** Calls the API of the configuration over the table, with a key of the account (and team) that has the rights. */
export function configurationApi(
  table: Table,
  {
    accountId,
    teamId,
    userId,
    rights = ALL_RIGHTS,
    clock = () => SET_UP,
    incidentActions = { send: async () => {} },
    alertActions = { send: async () => {} },
    bulkActions = { send: async () => {} },
    contactMessages = { send: async () => {} },
    heartbeatChecks = { start: async () => {}, stop: async () => {} },
    emailDomain,
    makesCalls,
  }: {
    accountId: string;
    teamId?: string;
    /** The key is this user's. */
    userId?: string;
    rights?: readonly Right[];
    clock?: Clock;
    incidentActions?: Queue;
    alertActions?: Queue;
    bulkActions?: Queue;
    contactMessages?: Queue;
    heartbeatChecks?: Executions;
    /** The domain of inbound e-mail; absent: no inbound e-mail. */
    emailDomain?: string;
    /** Whether the stage makes voice calls. */
    makesCalls?: boolean;
  },
): Call {
  const key: ApiKey = {
    keyId: 'key',
    accountId,
    hash: '',
    rights,
    enabled: true,
    ...(teamId && { teamId }),
    ...(userId && { userId }),
    integration: { id: 'integration', name: 'Test', type: 'API' },
  };
  const app = withResponseValidation(
    createConfigurationApp({
      configuration: {
        table,
        directory: createDirectory(table),
        incidentActions,
        alertActions,
        bulkActions,
        contactMessages,
        heartbeatChecks,
        createMailAddressLookup: createMailAddressLookup(table, emailDomain),
        makesCalls,
      },
      findKey: async () => key,
      limiter: createRateLimiter({
        alert: PLENTY,
        search: PLENTY,
        configuration: PLENTY,
        'schedule-oncall': PLENTY,
        heartbeat: PLENTY,
        incident: PLENTY,
      }),
      clock,
      userAccess: userAccess(createDirectory(table), clock),
    }),
  );
  return async (method, path, body) => {
    const response = await app(
      new Request(`https://api.example.com${path}`, {
        method,
        headers: { Authorization: 'GenieKey key' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
      { sourceIp: '192.0.2.1' },
    );
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    return { status: response.status, body: await (isJson ? response.json() : response.text()) };
  };
}

/** Creates a resource and resolves to its id; throws if the status is not 201. */
export async function createdId(call: Call, path: string, body: unknown): Promise<string> {
  const { status, body: created } = await call('POST', path, body);
  if (status !== 201) throw new Error(`POST ${path} answered ${status}: ${JSON.stringify(created)}`);
  return created.data.id;
}
