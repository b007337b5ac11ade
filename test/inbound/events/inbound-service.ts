import { withResponseValidation } from '../../../simulator/response-validation.ts';
import type { ApiKey } from '../../../src/domain/accounts/model.ts';
import type { AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import type { Integration } from '../../../src/domain/integrations/model.ts';
import type {
  UnreadableEvent,
  UnreadableEvents,
} from '../../../src/domain/integrations/unreadable-events.ts';
import { createInboundApp } from '../../../src/handlers/routes/inbound-app.ts';
import { createRateLimiter, type RateLimit } from '../../../src/http/rate-limit.ts';
import type { FetchText } from '../../../src/inbound/events/sns-message.ts';

export const NOW = Date.parse('2026-11-24T10:00:00Z');

const unlimited: RateLimit = { perSecond: 1e9, burst: 1e9 };

/** A key of an integration of the type, in account acc. */
export const aKey = (type: string, change: Partial<ApiKey> = {}): ApiKey => ({
  keyId: 'key',
  accountId: 'acc',
  hash: '',
  rights: ['create-update'],
  enabled: true,
  integration: { id: `int-${type}`, name: `${type} of Ops`, type },
  ...change,
});

interface InboundService {
  readonly keys?: Readonly<Record<string, ApiKey>>;
  readonly integrations?: Readonly<Record<string, Integration>>;
  readonly fetchText?: FetchText;
  readonly limit?: RateLimit;
  readonly unreadable?: Pick<UnreadableEvents, 'record'>;
}

/** The endpoints of the tools over a queue that records. The key of every type is the type's name. */
export function inboundService({
  keys = {},
  integrations = {},
  limit = unlimited,
  ...parts
}: InboundService = {}) {
  const sent: { message: AlertActionMessage; group: string; deduplicationId: string }[] = [];
  const reads: string[] = [];
  const unreadable: (UnreadableEvent & { readonly integrationId: string })[] = [];
  const app = withResponseValidation(
    createInboundApp({
      queue: {
        send: async (body, options) => void sent.push({ message: body as AlertActionMessage, ...options }),
      },
      integrations: {
        get: async (accountId, id) => {
          reads.push(`${accountId} ${id}`);
          return integrations[id];
        },
      },
      findKey: async (key) => keys[key] ?? (/^[A-Z]\w+$/.test(key) ? aKey(key) : undefined),
      limiter: createRateLimiter({
        alert: limit,
        search: unlimited,
        configuration: unlimited,
        'schedule-oncall': unlimited,
        heartbeat: unlimited,
        incident: unlimited,
      }),
      fetchText: async () => {
        throw new Error('Nothing is to be fetched.');
      },
      unreadable: {
        record: async (_account, integrationId, event) => void unreadable.push({ integrationId, ...event }),
      },
      clock: () => NOW,
      ...parts,
    }),
  );
  return {
    sent,
    reads,
    unreadable,
    async post(
      path: string,
      body: unknown = '',
      headers: Readonly<Record<string, string>> = {},
      method = 'POST',
    ) {
      const response = await app(
        new Request(`https://api.example.com${path}`, {
          method,
          headers,
          ...(method === 'POST' && {
            body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
          }),
        }),
        { sourceIp: '192.0.2.1' },
      );
      // biome-ignore lint/suspicious/noExplicitAny: a test says by its expectations what it takes the answer for
      return { status: response.status, body: method === 'HEAD' ? {} : ((await response.json()) as any) };
    },
  };
}
