import { withResponseValidation } from '../../../simulator/response-validation.ts';
import { userAccess } from '../../../src/api/roles/user-access.ts';
import type { ApiKey, Right } from '../../../src/domain/accounts/model.ts';
import { hashApiKey, RIGHTS } from '../../../src/domain/accounts/model.ts';
import type { AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import type { Alert } from '../../../src/domain/alerts/model.ts';
import { toAlertItem } from '../../../src/domain/alerts/store/alert-item.ts';
import { createSavedSearchStore } from '../../../src/domain/saved-searches/store.ts';
import { createDirectory } from '../../../src/handlers/directory.ts';
import { createAlertsApp } from '../../../src/handlers/routes/alerts-app.ts';
import type { HttpHeaders } from '../../../src/http/messages.ts';
import { createRateLimiter, type RateLimit } from '../../../src/http/rate-limit.ts';
import type { RateDomain } from '../../../src/http/route.ts';
import type { Blobs } from '../../../src/platform/blobs.ts';
import { sha256 } from '../../../src/platform/ids.ts';
import { aliasKey, tinyIdKey } from '../../../src/platform/keys.ts';
import type { Queue } from '../../../src/platform/queue.ts';
import type { Table } from '../../../src/platform/table.ts';

export const NOW = Date.parse('2026-11-24T12:00:00Z');

const unlimited: RateLimit = { perSecond: 1e9, burst: 1e9 };
export const UNLIMITED = Object.fromEntries(
  ['alert', 'search', 'configuration', 'schedule-oncall', 'heartbeat', 'incident'].map((domain) => [
    domain,
    unlimited,
  ]),
) as Record<RateDomain, RateLimit>;

export interface Sent {
  readonly message: AlertActionMessage;
  readonly group: string;
  readonly deduplicationId: string;
}

/** Attachments in memory. */
export function memoryBlobs(): Blobs & { readonly files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    put: async (key, bytes) => void files.set(key, bytes),
    url: async (key, name) => `https://files.example.com/${key}?as=${encodeURIComponent(name)}`,
    delete: async (key) => void files.delete(key),
  };
}

export interface Reply {
  readonly status: number;
  readonly headers: HttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: a test says by its expectations what it expects of the response
  readonly json: any;
}

/**
 * The alerts API on the table, with a recording queue. Keys: `all` of the account, `team` of its team `t1`, `other` of
 * another account, one named after each right, and `user` if there is a user.
 */
export function aService(
  table: Table,
  {
    accountId = 'acc',
    now = NOW,
    searchBudget = 20_000,
    userId = '',
    limits = UNLIMITED,
    moreKeys = {} as Record<string, ApiKey>,
  } = {},
) {
  const sent: Sent[] = [];
  const queue: Queue = {
    send: async (body, options) => void sent.push({ message: body as AlertActionMessage, ...options }),
  };
  const blobs = memoryBlobs();

  const createKey = (account: string, rights: readonly Right[], teamId?: string): ApiKey => ({
    keyId: 'key',
    accountId: account,
    hash: hashApiKey('x'),
    rights,
    enabled: true,
    integration: { id: 'int', name: 'Demo', type: 'API' },
    ...(teamId && { teamId }),
  });
  const keys: Record<string, ApiKey> = {
    all: createKey(accountId, RIGHTS),
    team: createKey(accountId, RIGHTS, 't1'),
    other: createKey(`${accountId}-other`, RIGHTS),
    ...(userId && { user: { ...createKey(accountId, RIGHTS), userId } }),
    ...Object.fromEntries(RIGHTS.map((right) => [right, createKey(accountId, [right])])),
    ...moreKeys,
  };

  const app = withResponseValidation(
    createAlertsApp({
      alerts: {
        table,
        queue,
        directory: createDirectory(table),
        savedSearches: createSavedSearchStore(table),
        blobs: async () => blobs,
        searchBudget,
      },
      findKey: async (key) => keys[key],
      limiter: createRateLimiter(limits),
      clock: () => now,
      userAccess: userAccess(createDirectory(table), () => now),
    }),
  );

  async function call(method: string, path: string, body?: unknown, key = 'all'): Promise<Reply> {
    const isForm = body instanceof FormData;
    const response = await app(
      new Request(path.startsWith('http') ? path : `https://api.example.com${path}`, {
        method,
        headers: { authorization: `GenieKey ${key}` },
        ...(body !== undefined && { body: isForm || typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
      { sourceIp: '192.0.2.1' },
    );
    return { status: response.status, headers: response.headers, json: await response.json() };
  }

  return {
    call,
    get: (path: string, key?: string) => call('GET', path, undefined, key),
    sent,
    blobs,
    /** Stores the alert as the worker does: with its tiny id and, while it is open, its alias. */
    async store(alert: Alert): Promise<Alert> {
      await table.put(toAlertItem(alert));
      const pointer = { alertId: alert.id };
      await table.put({ ...tinyIdKey(alert.accountId, alert.tinyId), ...pointer });
      if (alert.status === 'open')
        await table.put({ ...aliasKey(alert.accountId, sha256(alert.alias)), ...pointer });
      return alert;
    },
  };
}
