import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ObjectStore, StoredObject } from './fauxqs.ts';

type ObjectMetadata = Omit<StoredObject, 'body' | 'lastModified'> & { readonly lastModified: string };

/**
 * Stores each object of a bucket in two files: content and metadata. Content is read on demand.
 */
export function keepOnDisk(store: ObjectStore, bucket: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const objects = store.buckets.get(bucket);
  if (!objects) throw new Error(`No bucket ${bucket}.`);
  const toFile = (key: string) => join(folder, createHash('sha256').update(key).digest('hex'));

  const onDisk = (described: ObjectMetadata): StoredObject => ({
    ...described,
    lastModified: new Date(described.lastModified),
    get body() {
      return readFileSync(toFile(described.key));
    },
  });

  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
    const described: ObjectMetadata = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    if (existsSync(toFile(described.key))) objects.set(described.key, onDisk(described));
  }

  const { putObject, deleteObject } = store;
  store.putObject = (name, key, ...rest) => {
    const stored = putObject.call(store, name, key, ...rest);
    if (name !== bucket) return stored;
    const { body, lastModified, ...description } = stored;
    const described = { ...description, lastModified: lastModified.toISOString() };
    const file = toFile(key);
    writeFileSync(file, body);
    writeFileSync(`${file}.new`, JSON.stringify(described));
    renameSync(`${file}.new`, `${file}.json`);
    objects.set(key, onDisk(described));
    return stored;
  };
  store.deleteObject = (name, key) => {
    deleteObject.call(store, name, key);
    if (name !== bucket) return;
    rmSync(`${toFile(key)}.json`, { force: true });
    rmSync(toFile(key), { force: true });
  };
}
