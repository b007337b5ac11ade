import type { Clock } from '../../platform/clock.ts';
import type { ConfigurationStore } from '../../platform/configuration-store.ts';
import { newId } from '../../platform/ids.ts';
import { alertPk, lastCanaryKey, NOTIFICATION_PREFIX } from '../../platform/keys.ts';
import { logger } from '../../platform/logger.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { Item, Table } from '../../platform/table.ts';
import { replaceApiKeys } from '../accounts/integration-keys.ts';
import { generateSecretKey, hashApiKey } from '../accounts/model.ts';
import { alertIdOfRequest } from '../alerts/ids.ts';
import type { NotificationRecord } from '../notifications/model.ts';
import type { User } from '../users/model.ts';
import { CANARY_ACCOUNT, type Canary, canaryAlert, canaryKey, canaryUser, fateOf } from './model.ts';

/** One request of the stage's own API, from outside. */
export interface ApiCall {
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  readonly key: string;
  readonly body?: object;
}

export interface ApiAnswer {
  readonly outcome: 'accepted' | 'key-rejected' | 'failed';
  /** The answer's status line or the error, for the log. */
  readonly detail: string;
  readonly requestId: string;
}

export interface CanaryParts {
  readonly table: Table;
  readonly putAccount: (account: typeof CANARY_ACCOUNT) => Promise<void>;
  readonly users: Pick<ConfigurationStore<User>, 'create' | 'update'>;
  readonly callApi: (call: ApiCall) => Promise<ApiAnswer>;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** The dead man's switch: an https address, called by the webhook sender. */
  readonly url: string;
}

/** The API did not take the canary: alerts do not come in. */
export class CanaryRefused extends Error {
  override readonly name = 'CanaryRefused';
}

/**
 * A round of the canary: tells what became of the last one, takes its alert away, and sends the next through the stage's
 * own API. From there on it is an alert like any other: queue, worker, state machine, engine and sender page the user of
 * the canary's account, whose only contact is a webhook to the dead man's switch. So the ping is the page, and whatever
 * breaks on the way stops it.
 *
 * Throws {@link CanaryRefused} where the API takes no alert.
 */
export function createCanary(parts: CanaryParts): () => Promise<void> {
  const { table, callApi, metrics, clock, url, users } = parts;
  const accountId = CANARY_ACCOUNT.id;
  let key: string | undefined;

  /** Makes account and user, and a key that is this process's own: it is stored nowhere, and the one before ends. */
  async function setUp(): Promise<string> {
    await parts.putAccount(CANARY_ACCOUNT);
    const user = canaryUser(url, clock());
    await users.create(accountId, user);
    await users.update(accountId, user.id, () => user);
    const secret = generateSecretKey();
    await replaceApiKeys(table, canaryKey(newId(), hashApiKey(secret)));
    return secret;
  }

  async function call(request: Omit<ApiCall, 'key'>): Promise<ApiAnswer> {
    key ??= await setUp();
    const answer = await callApi({ ...request, key });
    if (answer.outcome !== 'key-rejected') return answer;
    // Another process has made a key of its own meanwhile.
    key = await setUp();
    return callApi({ ...request, key });
  }

  async function tell(canary: Canary): Promise<void> {
    const { items } = await table.query<Item & NotificationRecord>({
      pk: alertPk(accountId, canary.alertId),
      sk: { beginsWith: NOTIFICATION_PREFIX },
    });
    const fate = fateOf(canary, items);
    metrics.record(fate.kind === 'arrived' ? 'CanariesArrived' : 'CanariesLost', 1);
    if (fate.kind !== 'lost') metrics.record('CanaryDuration', fate.tookMs);
    const { alertId, requestId } = canary;
    const told = { accountId, alertId, requestId, ...fate };
    if (fate.kind === 'arrived') logger.info('The canary arrived', told);
    else logger.error('The canary did not arrive in time', told);
  }

  /** What stays does no harm: nothing more is due of it. */
  async function takeAway({ alertId, requestId }: Canary): Promise<void> {
    const { outcome, detail } = await call({ method: 'DELETE', path: `/v2/alerts/${alertId}` }).catch(
      (error: unknown) => ({ outcome: 'failed', detail: String(error) }),
    );
    if (outcome !== 'accepted') {
      logger.warn('The last canary stays', { accountId, alertId, canary: requestId, detail });
    }
  }

  return async () => {
    const last = await table.get<Item & Canary>(lastCanaryKey(accountId));
    if (last) {
      await tell(last);
      // Told once: should the next not be sent, its absence is what tells.
      await table.delete(lastCanaryKey(accountId));
      await takeAway(last);
    }
    const sentAt = clock();
    const { outcome, detail, requestId } = await call({
      method: 'POST',
      path: '/v2/alerts',
      body: canaryAlert,
    });
    if (outcome !== 'accepted') throw new CanaryRefused(`The API answered ${detail}.`);
    const canary: Canary = { requestId, alertId: alertIdOfRequest(accountId, requestId), sentAt };
    await table.put({ ...lastCanaryKey(accountId), ...canary });
  };
}
