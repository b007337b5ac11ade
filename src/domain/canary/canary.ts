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
import { CANARY_ACCOUNT, type Canary, canaryAlert, canaryKey, canaryUser, getCanaryResult } from './model.ts';

/** One request of the stage's own API, from outside. */
export interface ApiCall {
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  readonly key: string;
  readonly body?: object;
}

export interface ApiResponse {
  readonly outcome: 'accepted' | 'key-rejected' | 'failed';
  /** The response's status line or the error, for the log. */
  readonly detail: string;
  readonly requestId: string;
}

export interface CanaryDeps {
  readonly table: Table;
  readonly putAccount: (account: typeof CANARY_ACCOUNT) => Promise<void>;
  readonly users: Pick<ConfigurationStore<User>, 'create' | 'update'>;
  readonly callApi: (call: ApiCall) => Promise<ApiResponse>;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** The dead man's switch: an https address, called by the webhook sender. */
  readonly url: string;
}

/** The API did not accept the canary, so it accepts no alerts. */
export class CanaryRefused extends Error {
  override readonly name = 'CanaryRefused';
}

/**
 * Creates one round of the canary: it reports the result of the last canary, deletes its alert, and sends the next one
 * through the stage's public API. From there it is an alert like any other: queue, worker, state machine, engine and sender
 * page the user of the canary's account, whose only contact is a webhook to the dead man's switch. The page is the ping, so
 * anything that breaks on the way stops it.
 *
 * @throws CanaryRefused if the API does not accept the alert.
 */
export function createCanary(deps: CanaryDeps): () => Promise<void> {
  const { table, callApi, metrics, clock, url, users } = deps;
  const accountId = CANARY_ACCOUNT.id;
  let key: string | undefined;

  /** Creates account and user, and a new key that only this process holds. It replaces the previous key. */
  async function setUp(): Promise<string> {
    await deps.putAccount(CANARY_ACCOUNT);
    const user = canaryUser(url, clock());
    await users.create(accountId, user);
    await users.update(accountId, user.id, () => user);
    const secret = generateSecretKey();
    await replaceApiKeys(table, canaryKey(newId(), hashApiKey(secret)));
    return secret;
  }

  async function call(request: Omit<ApiCall, 'key'>): Promise<ApiResponse> {
    key ??= await setUp();
    const response = await callApi({ ...request, key });
    if (response.outcome !== 'key-rejected') return response;
    // Another process has replaced the key in the meantime.
    key = await setUp();
    return callApi({ ...request, key });
  }

  async function reportResult(canary: Canary): Promise<void> {
    const { items } = await table.query<Item & NotificationRecord>({
      pk: alertPk(accountId, canary.alertId),
      sk: { beginsWith: NOTIFICATION_PREFIX },
    });
    const result = getCanaryResult(canary, items);
    metrics.record(result.kind === 'arrived' ? 'CanariesArrived' : 'CanariesLost', 1);
    if (result.kind !== 'lost') metrics.record('CanaryDuration', result.tookMs);
    const { alertId, requestId } = canary;
    const fields = { accountId, alertId, requestId, ...result };
    if (result.kind === 'arrived') logger.info('Canary arrived', fields);
    else logger.error('Canary lost or late', fields);
  }

  /** A failure does no harm: the alert notifies nobody any more. */
  async function deleteAlert({ alertId, requestId }: Canary): Promise<void> {
    const { outcome, detail } = await call({ method: 'DELETE', path: `/v2/alerts/${alertId}` }).catch(
      (error: unknown) => ({ outcome: 'failed', detail: String(error) }),
    );
    if (outcome !== 'accepted') {
      logger.warn('Could not delete the alert of the last canary', {
        accountId,
        alertId,
        canary: requestId,
        detail,
      });
    }
  }

  return async () => {
    const last = await table.get<Item & Canary>(lastCanaryKey(accountId));
    if (last) {
      await reportResult(last);
      // Report each canary once. If the next one is not sent, the dead man's switch raises the alarm.
      await table.delete(lastCanaryKey(accountId));
      await deleteAlert(last);
    }
    const sentAt = clock();
    const { outcome, detail, requestId } = await call({
      method: 'POST',
      path: '/v2/alerts',
      body: canaryAlert,
    });
    if (outcome !== 'accepted') throw new CanaryRefused(`The API responded with ${detail}.`);
    const canary: Canary = { requestId, alertId: alertIdOfRequest(accountId, requestId), sentAt };
    await table.put({ ...lastCanaryKey(accountId), ...canary });
  };
}
