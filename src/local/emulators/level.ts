/** The part of a level iterator that is used here. */
interface Iterator {
  close(): Promise<void>;
  return?: () => Promise<void>;
}

interface Level {
  readonly status: string;
  get(key: string, options?: object): Promise<unknown>;
  getSync(key: string, options?: object): unknown;
  keys(options: object): Iterator;
  values(options: object): Iterator;
}

/**
 * Fixes how dynalite uses its store, `level`. `require`: resolves modules as dynalite does.
 *
 * Closes the iterator of a query with its stream: dynalite calls `return`, which iterators no longer have, and an open
 * iterator keeps a snapshot of the store, a few hundred kB per alert. And reads keys synchronously: the thread switch of an
 * asynchronous read costs ten times as much as the read.
 */
export function patchLevel(require: NodeJS.Require): void {
  const { Level } = require('level') as { Level: { prototype: object } };
  // The base class of the stores on disk and in memory.
  const level = Object.getPrototypeOf(Level.prototype) as Level;
  const { get, keys, values } = level;
  level.keys = function (options) {
    return withReturn(keys.call(this, options));
  };
  level.values = function (options) {
    return withReturn(values.call(this, options));
  };
  level.get = async function (key, options) {
    return this.status === 'open' ? this.getSync(key, options) : get.call(this, key, options);
  };
}

function withReturn(iterator: Iterator): Iterator {
  iterator.return = () => iterator.close();
  return iterator;
}
