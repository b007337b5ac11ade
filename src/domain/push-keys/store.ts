import { generateKeyPairSync } from 'node:crypto';
import { pushKeysKey } from '../../platform/keys.ts';
import { conditionHolds, type Item, ifNotExists, type Table } from '../../platform/table.ts';

/** The pair of P-256 keys by which push services recognise this stage (VAPID, RFC 8292), in base64url. */
export interface PushKeys {
  /** The uncompressed point, 65 bytes: browsers subscribe with it. */
  readonly publicKey: string;
  /** 32 bytes. */
  readonly privateKey: string;
}

/** Reads the stage's keys, and creates them at the first use. Concurrent first uses get the same keys. */
export type PushKeySource = () => Promise<PushKeys>;

type PushKeysItem = Item & PushKeys;

function generatePushKeys(): PushKeys {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '', d = '' } = privateKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return { publicKey: point.toString('base64url'), privateKey: d };
}

/** The keys in the table. They never change: a subscription is bound to the key with which it was made. */
export function createPushKeySource(table: Table): PushKeySource {
  let cached: PushKeys | undefined;

  async function find(): Promise<PushKeys | undefined> {
    const item = await table.get<PushKeysItem>(pushKeysKey);
    if (item) cached = { publicKey: item.publicKey, privateKey: item.privateKey };
    return cached;
  }

  return async () => {
    const known = cached ?? (await find());
    if (known) return known;
    await conditionHolds(table.put({ ...pushKeysKey, ...generatePushKeys() }, ifNotExists));
    const stored = await find();
    if (!stored) throw new Error('The push keys were deleted while they were created.');
    return stored;
  };
}
