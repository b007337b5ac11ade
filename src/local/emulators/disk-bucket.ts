import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ObjectStore, StoredObject } from './fauxqs.ts';

type Described = Omit<StoredObject, 'body' | 'lastModified'> & { readonly lastModified: string };

/**
 * Keeps the objects of a bucket in files, two each: the content, and what is known about it. The content is read when
 * it is asked for.
 */
export function keepOnDisk(store: ObjectStore, bucket: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const objects = store.buckets.get(bucket);
  if (!objects) throw new Error(`There is no bucket ${bucket}.`);
  const fileOf = (key: string) => join(folder, createHash('sha256').update(key).digest('hex'));

  const onDisk = (described: Described): StoredObject => ({
    ...described,
    lastModified: new Date(described.lastModified),
    get body() {
      return readFileSync(fileOf(described.key));
    },
  });

  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
    const described: Described = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    if (existsSync(fileOf(described.key))) objects.set(described.key, onDisk(described));
  }

  const { putObject, deleteObject } = store;
  store.putObject = (name, key, ...rest) => {
    const stored = putObject.call(store, name, key, ...rest);
    if (name !== bucket) return stored;
    const { body, lastModified, ...description } = stored;
    const described = { ...description, lastModified: lastModified.toISOString() };
    const file = fileOf(key);
    writeFileSync(file, body);
    writeFileSync(`${file}.new`, JSON.stringify(described));
    renameSync(`${file}.new`, `${file}.json`);
    objects.set(key, onDisk(described));
    return stored;
  };
  store.deleteObject = (name, key) => {
    deleteObject.call(store, name, key);
    if (name !== bucket) return;
    rmSync(`${fileOf(key)}.json`, { force: true });
    rmSync(fileOf(key), { force: true });
  };
}
