import * as fc from 'fast-check';
import { linkedHtml, splitAtLinks } from '../../../src/domain/kernel/link-text.ts';

const links = (text: string) => splitAtLinks(text).flatMap((piece) => (piece.isLink ? [piece.text] : []));

test.each([
  ['See https://example.com/a.', ['https://example.com/a']],
  ['(https://example.com/a) and <https://example.com/b>', ['https://example.com/a', 'https://example.com/b']],
  ['https://en.example.com/Disk_(full), or', ['https://en.example.com/Disk_(full)']],
  ['"https://example.com/?q=1&r=2"!', ['https://example.com/?q=1&r=2']],
  ['https:// is none, nor is http://', []],
  ['javascript:alert(1) file:///etc/passwd www.example.com', []],
])('%s', (text, expected) => {
  expect(links(text)).toEqual(expected);
});

test('the pieces together are the text, whatever it is', () => {
  const part = fc.constantFrom('https://', 'http://a.b/', '(', ')', '.', ' ', '<', '"', 'é', '\u202e');
  const text = fc.array(fc.oneof(part, fc.string()), { maxLength: 12 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (given) => {
      expect(
        splitAtLinks(given)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(given);
    }),
  );
});

test('as HTML, everything is escaped', () => {
  const [before, link] = linkedHtml('<b> https://example.com/?a="1');
  expect(before?.html).toBe('&lt;b&gt; ');
  expect(link?.html).toContain('href="https://example.com/?a="');
});
