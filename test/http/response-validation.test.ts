import { requireDeclaredResponse } from '../../simulator/response-validation.ts';

const request = { method: 'GET', url: 'https://api.example.com/v2/alerts/count' };
const envelope = { took: 0.01, requestId: 'r' };

const check = (body: object, status = 200, asked = request) =>
  requireDeclaredResponse(asked, Response.json(body, { status, headers: { 'X-Request-Id': 'r' } }));

test('a response that matches its schema passes', async () => {
  await check({ data: { count: 1 }, ...envelope });
});

test.each([
  ['an undeclared member', { data: { count: 1, more: 1 }, ...envelope }, 'Unrecognized key'],
  ['an undeclared member of the envelope', { data: { count: 1 }, more: 1, ...envelope }, 'Unrecognized key'],
  ['a missing member', { data: {}, ...envelope }, 'data.count'],
  ['a member of another type', { data: { count: '1' }, ...envelope }, 'data.count'],
  ['a missing requestId', { data: { count: 1 }, took: 1 }, 'requestId'],
])('%s fails', async (_, body, reason) => {
  await expect(check(body)).rejects.toThrow(reason);
});

test('an undeclared status of success fails', async () => {
  await expect(check({ data: { count: 1 }, ...envelope }, 202)).rejects.toThrow('declares 200');
});

test('another media type than the declared one fails', async () => {
  const response = new Response('one', { headers: { 'content-type': 'text/plain', 'X-Request-Id': 'r' } });
  await expect(requireDeclaredResponse(request, response)).rejects.toThrow('text/plain');
});

test('an error body with an undeclared member fails', async () => {
  await check({ message: 'No.', ...envelope }, 404);
  await expect(check({ message: 'No.', why: 'x', ...envelope }, 404)).rejects.toThrow('Unrecognized key');
});
