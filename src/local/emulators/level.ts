/** What is used of an iterator of the store below dynalite. */
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
 * Mends how dynalite goes about its store, `level`. `require`: as dynalite has it.
 *
 * The iterator of a query is closed together with its stream: dynalite calls `return`, which iterators no longer have,
 * and one that stays open holds on to a snapshot of the whole store, a few hundred kilobytes for each alert. And a key is
 * read at once: waking another thread for it costs ten times as much as the reading.
 */
export function mendLevel(require: NodeJS.Require): void {
  const { Level } = require('level') as { Level: { prototype: object } };
  // What the stores on disk and in memory have in common.
  const level = Object.getPrototypeOf(Level.prototype) as Level;
  const { get, keys, values } = level;
  level.keys = function (options) {
    return returning(keys.call(this, options));
  };
  level.values = function (options) {
    return returning(values.call(this, options));
  };
  level.get = async function (key, options) {
    return this.status === 'open' ? this.getSync(key, options) : get.call(this, key, options);
  };
}

function returning(iterator: Iterator): Iterator {
  iterator.return = () => iterator.close();
  return iterator;
}
