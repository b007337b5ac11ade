import { createBoundedMap } from '../../src/platform/bounded-map.ts';
import { createExpiringCache } from '../../src/platform/expiring-cache.ts';

describe('a bounded map', () => {
  test('drops the entry that was stored longest ago when it is full', () => {
    const map = createBoundedMap<number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.set('a', 3);
    map.set('c', 4);
    expect(['a', 'b', 'c'].map((key) => map.get(key))).toEqual([3, undefined, 4]);
  });

  test('drops nothing when a key is stored again', () => {
    const map = createBoundedMap<number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.set('b', 3);
    expect(['a', 'b'].map((key) => map.get(key))).toEqual([1, 3]);
  });
});

describe('an expiring cache', () => {
  const options = { ttlMs: 10, maxEntries: 2 };

  test('returns a value until the instant at which it expires', () => {
    const cache = createExpiringCache<string>(options);
    cache.set('key', 'value', 100);
    expect(cache.get('key', 109)).toBe('value');
    expect(cache.get('key', 110)).toBeUndefined();
  });

  test('loads a value once until it expires', async () => {
    const cache = createExpiringCache<number>(options);
    let loads = 0;
    const load = async () => ++loads;
    const values = [];
    for (const now of [0, 9, 10, 19]) values.push(await cache.getOrLoad('key', now, load));
    expect(values).toEqual([1, 1, 2, 2]);
  });

  test('caches a result that says that nothing was found', async () => {
    const cache = createExpiringCache<string | undefined>(options);
    await cache.getOrLoad('key', 0, async () => undefined);
    expect(await cache.getOrLoad('key', 9, async () => 'found')).toBeUndefined();
  });

  test('does not cache a failure', async () => {
    const cache = createExpiringCache<string>(options);
    await expect(cache.getOrLoad('key', 0, () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await cache.getOrLoad('key', 0, async () => 'value')).toBe('value');
  });

  test('holds at most the given number of entries', () => {
    const cache = createExpiringCache<number>(options);
    for (const key of ['a', 'b', 'c']) cache.set(key, 1, 0);
    expect(['a', 'b', 'c'].map((key) => cache.get(key, 1))).toEqual([undefined, 1, 1]);
  });
});
