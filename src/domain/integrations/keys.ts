import { randomBytes } from 'node:crypto';
import { derivedId } from '../../platform/ids.ts';
import type { Table } from '../../platform/table.ts';
import {
  deleteApiKey,
  type IntegrationKeyAttributes,
  listKeysOfIntegration,
  putIntegrationKey,
  updateIntegrationKey,
} from '../accounts/integration-keys.ts';
import { type ApiKey, generateSecretKey, hashApiKey } from '../accounts/model.ts';
import { type Integration, integrationRights } from './model.ts';
import { PAGERDUTY } from './types.ts';

/** Tools that speak to PagerDuty want routing keys of 32 characters; 128 random bits cannot be guessed either. */
const newKeyFor = (type: string): string =>
  type === PAGERDUTY ? randomBytes(16).toString('hex') : generateSecretKey();

/** The settings of the integration that are copied to its keys. */
export function toIntegrationPart(integration: Integration): IntegrationKeyAttributes {
  const { id, name, type, suppressNotifications, ignoreRespondersFromPayload, responders } = integration;
  return {
    rights: integrationRights(integration),
    suspended: !integration.enabled,
    integration: { id, name, type },
    alerts: {
      ...(suppressNotifications && { suppressNotifications }),
      ...(ignoreRespondersFromPayload && { ignoreRespondersFromPayload }),
      ...(responders.length > 0 && { responders }),
      ...integration.content,
    },
    hasActions: integration.actions.length > 0,
    integrationVersion: integration.version,
    ...(integration.ownerTeamId && { teamId: integration.ownerTeamId }),
    ...(integration.grantedBy && { grantedBy: integration.grantedBy }),
  };
}

/**
 * Creates the key of a new integration and returns its secret, which is shown only once. The key is stored before the
 * integration: a request that dies in between leaves a key that nobody has seen.
 */
export async function issueKey(table: Table, accountId: string, integration: Integration) {
  const secret = newKeyFor(integration.type);
  const key: ApiKey = {
    keyId: derivedId('key', accountId, integration.id),
    accountId,
    hash: hashApiKey(secret),
    enabled: true,
    ...toIntegrationPart(integration),
  };
  await putIntegrationKey(table, key);
  return { secret, key };
}

/** Copies the settings of an integration to its keys. Idempotent. */
export async function updateKeys(table: Table, accountId: string, integration: Integration): Promise<void> {
  const part = toIntegrationPart(integration);
  await Promise.all(
    (await listKeysOfIntegration(table, accountId, integration.id)).map((key) =>
      updateIntegrationKey(table, key, part),
    ),
  );
}

/** Deletes the keys of an integration. */
export async function revokeKeys(table: Table, accountId: string, integrationId: string): Promise<void> {
  await Promise.all(
    (await listKeysOfIntegration(table, accountId, integrationId)).map((key) => deleteApiKey(table, key)),
  );
}
