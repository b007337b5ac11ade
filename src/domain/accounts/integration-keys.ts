import { apiKeyKey, configurationKey, type ItemKey } from '../../platform/keys.ts';
import { conditionHolds, type Table } from '../../platform/table.ts';
import type { ApiKey } from './model.ts';
import { listApiKeys, putApiKey } from './store.ts';

/** The attributes of a key that are copied from its integration. */
export type IntegrationKeyAttributes = Required<
  Pick<ApiKey, 'rights' | 'suspended' | 'integration' | 'alerts' | 'hasActions' | 'integrationVersion'>
> &
  Pick<ApiKey, (typeof OPTIONAL_ATTRIBUTES)[number]>;

/** Attributes that are removed from a key if its integration has none. */
const OPTIONAL_ATTRIBUTES = ['teamId', 'grantedBy'] as const;

/** The two items of a key: the one in the account's list, and the one that is found by its hash. */
const getStorageKeys = ({
  accountId,
  keyId,
  hash,
}: ApiKey): readonly [listed: ItemKey, lookedUp: ItemKey] => [
  configurationKey(accountId, 'APIKEY', keyId),
  apiKeyKey(hash),
];

/**
 * Updates a key to match its integration. A revoked key stays revoked, a key that was deleted meanwhile is not created
 * again, and an older version of the integration changes nothing.
 */
export async function updateIntegrationKey(
  table: Table,
  key: ApiKey,
  attributes: IntegrationKeyAttributes,
): Promise<void> {
  const names = Object.keys(attributes);
  const removed = OPTIONAL_ATTRIBUTES.filter((name) => attributes[name] === undefined);
  const change = {
    expression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}${removed.length > 0 ? ` REMOVE ${removed.map((name) => `#${name}`).join(', ')}` : ''}`,
    names: Object.fromEntries([...names, ...removed].map((name) => [`#${name}`, name])),
    values: Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`:${name}`, value])),
  };
  const hasOlderVersion = {
    expression: 'attribute_exists(pk) AND #integrationVersion <= :integrationVersion',
  };
  for (const itemKey of getStorageKeys(key)) {
    await conditionHolds(table.update(itemKey, change, hasOlderVersion));
  }
}

/** Deletes a key. It stops working before it disappears from the account's list. */
export async function deleteApiKey(table: Table, key: ApiKey): Promise<void> {
  const [listed, lookedUp] = getStorageKeys(key);
  await table.delete(lookedUp);
  await table.delete(listed);
}

/** Stores the first key of an integration. */
export const putIntegrationKey = (table: Table, key: ApiKey): Promise<void> => putApiKey(table, key);

/** Replaces all keys of the account with one key. */
export async function replaceApiKeys(table: Table, key: ApiKey): Promise<void> {
  const previous = await listApiKeys(table, key.accountId);
  await putApiKey(table, key);
  for (const old of previous) await deleteApiKey(table, old);
}

/** The keys of an integration: one, or more while an administrator replaces it. */
export const listKeysOfIntegration = async (
  table: Table,
  accountId: string,
  integrationId: string,
): Promise<readonly ApiKey[]> =>
  (await listApiKeys(table, accountId)).filter(({ integration }) => integration.id === integrationId);
