import { apiKeyKey, configurationKey, type ItemKey } from '../../platform/keys.ts';
import { conditionHolds, type Table } from '../../platform/table.ts';
import type { ApiKey } from './model.ts';
import { listApiKeys, putApiKey } from './store.ts';

/** What a key takes over from its integration. */
export type IntegrationPart = Required<
  Pick<ApiKey, 'rights' | 'suspended' | 'integration' | 'alerts' | 'hasActions' | 'integrationVersion'>
> &
  Pick<ApiKey, 'teamId'>;

/** Where a key is stored: in the account's list, and by its hash. */
const getStorageKeys = ({
  accountId,
  keyId,
  hash,
}: ApiKey): readonly [listed: ItemKey, lookedUp: ItemKey] => [
  configurationKey(accountId, 'APIKEY', keyId),
  apiKeyKey(hash),
];

/**
 * Brings a key in line with its integration. Whether it is revoked is not touched, a key that was deleted meanwhile
 * does not come back, and an older version of the integration changes nothing.
 */
export async function alignApiKey(table: Table, key: ApiKey, part: IntegrationPart): Promise<void> {
  const { teamId, ...always } = part;
  const members = { ...always, ...(teamId !== undefined && { teamId }) };
  const names = Object.keys(members);
  const change = {
    expression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}${teamId === undefined ? ' REMOVE #teamId' : ''}`,
    names: Object.fromEntries([...names, 'teamId'].map((name) => [`#${name}`, name])),
    values: Object.fromEntries(Object.entries(members).map(([name, value]) => [`:${name}`, value])),
  };
  const isOlder = {
    expression: 'attribute_exists(pk) AND #integrationVersion <= :integrationVersion',
  };
  for (const place of getStorageKeys(key)) {
    await conditionHolds(table.update(place, change, isOlder));
  }
}

/** Takes a key away for good. It stops working first, and is listed until it does not work any more. */
export async function deleteApiKey(table: Table, key: ApiKey): Promise<void> {
  const [listed, lookedUp] = getStorageKeys(key);
  await table.delete(lookedUp);
  await table.delete(listed);
}

/** Stores the first key of an integration. */
export const putIntegrationKey = (table: Table, key: ApiKey): Promise<void> => putApiKey(table, key);

/** Stores a key in the place of all that the account has. */
export async function replaceApiKeys(table: Table, key: ApiKey): Promise<void> {
  const before = await listApiKeys(table, key.accountId);
  await putApiKey(table, key);
  for (const old of before) await deleteApiKey(table, old);
}

/** The keys of an integration: one, or several while an administrator replaces it. */
export const listKeysOfIntegration = async (
  table: Table,
  accountId: string,
  integrationId: string,
): Promise<readonly ApiKey[]> =>
  (await listApiKeys(table, accountId)).filter(({ integration }) => integration.id === integrationId);
