import * as fc from 'fast-check';
import { slicePage } from '../../src/http/offset-paging.ts';

const all = (length: number) => Array.from({ length }, (_, i) => i);

/** The items of the page that the link leads to, and its links. */
function follow(link: string, items: readonly number[]) {
  const url = new URL(link);
  const [limit, offset] = ['limit', 'offset'].map((name) => Number(url.searchParams.get(name)));
  return slicePage(items, { limit: limit ?? 0, offset: offset ?? 0 }, url);
}

test('following next from the first page lists everything once and ends on the last page', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.integer({ min: 1, max: 20 }), (length, limit) => {
      const items = all(length);
      const seen: number[] = [];
      let page = slicePage(
        items,
        { limit, offset: 0 },
        new URL(`https://api.example.com/v2/users?limit=${limit}`),
      );
      const { last } = page.paging;
      seen.push(...page.items);
      while (page.paging.next) {
        if (page.paging.next === last) expect(follow(last, items).paging.next).toBeUndefined();
        page = follow(page.paging.next, items);
        seen.push(...page.items);
      }
      expect(seen).toEqual(items);
      expect(page.items).toEqual(follow(last ?? '', items).items);
    }),
  );
});

test('links keep the rest of the query, and no link leads to a page that does not exist', () => {
  const { items, paging } = slicePage(
    all(5),
    { limit: 2, offset: 2 },
    new URL('https://api.example.com/v2/users?query=a%20b&limit=2&offset=2'),
  );
  expect(items).toEqual([2, 3]);
  expect(paging).toEqual({
    prev: 'https://api.example.com/v2/users?query=a+b&limit=2&offset=0',
    next: 'https://api.example.com/v2/users?query=a+b&limit=2&offset=4',
    first: 'https://api.example.com/v2/users?query=a+b&limit=2&offset=0',
    last: 'https://api.example.com/v2/users?query=a+b&limit=2&offset=4',
  });
  expect(slicePage([], { limit: 2, offset: 0 }, new URL('https://api.example.com/v2/users')).paging).toEqual({
    first: 'https://api.example.com/v2/users?limit=2&offset=0',
    last: 'https://api.example.com/v2/users?limit=2&offset=0',
  });
});
