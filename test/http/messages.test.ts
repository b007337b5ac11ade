import { HttpHeaders, HttpResponse, jsonResponse } from '../../src/http/messages.ts';

test('headers are found in any letter case and written in lower case', () => {
  const headers = new HttpHeaders({ 'X-Request-Id': 'r-1' });
  expect(headers.get('x-request-id')).toBe('r-1');
  expect(headers.has('X-REQUEST-ID')).toBe(true);
  expect(headers.get('absent')).toBeNull();
  expect(headers.toRecord()).toEqual({ 'x-request-id': 'r-1' });
});

test('set replaces a header, and cookies are kept one by one', () => {
  const headers = new HttpHeaders({ Location: '/a' });
  headers.set('location', ' /b ');
  headers.appendCookie('a=1');
  headers.appendCookie('b=2');
  expect(headers.toRecord()).toEqual({ location: '/b' });
  expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
});

test.each([
  ['Location', '/a\r\nSet-Cookie: session=stolen'],
  ['Location', '/a\nb'],
  ['X-Name', 'nul\0'],
  ['X-Name', '日本'],
  ['X Name', 'a'],
  ['', 'a'],
])('the header %j with the value %j is refused, as by web Headers', (name, value) => {
  expect(() => new HttpHeaders({ [name]: value })).toThrow(/HTTP|header/);
  expect(() => new Headers({ [name]: value })).toThrow();
});

test('a cookie with a line break is refused, and the error does not show it', () => {
  const headers = new HttpHeaders();
  expect(() => headers.appendCookie('secret\r\nX: y')).toThrow(/^(?!.*secret)/);
  expect(headers.getSetCookie()).toEqual([]);
});

test('a response reads as a web Response does', async () => {
  const json = jsonResponse({ a: 'ü' }, 201, { 'X-A': 'b' });
  const web = Response.json({ a: 'ü' }, { status: 201, headers: { 'X-A': 'b' } });
  expect([json.status, json.ok, json.headers.toRecord()]).toEqual([
    web.status,
    web.ok,
    Object.fromEntries(web.headers),
  ]);
  expect(await json.text()).toBe(await web.text());
  expect(await json.json()).toEqual({ a: 'ü' });
  const empty = new HttpResponse(null, 404, new HttpHeaders());
  expect([empty.ok, await empty.text(), (await empty.arrayBuffer()).byteLength]).toEqual([false, '', 0]);
});
