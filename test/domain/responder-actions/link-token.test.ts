import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import {
  type LinkClaims,
  parseLinkToken,
  signLinkToken,
} from '../../../src/domain/responder-actions/link-token.ts';
import { RESPONDER_ACTIONS } from '../../../src/domain/responder-actions/responder-actions.ts';

const secret = randomBytes(32);
const EXPIRY = Date.parse('2026-11-25T12:00:00Z');

const id = fc.oneof(fc.uuid(), fc.string({ minLength: 1, maxLength: 30 }));
const anyClaims = fc.record({
  accountId: id,
  alertId: id,
  userId: id,
  action: fc.constantFrom(...RESPONDER_ACTIONS),
}) satisfies fc.Arbitrary<LinkClaims>;

test('a token parses to the claims that were signed', () => {
  fc.assert(
    fc.property(anyClaims, fc.integer({ min: 0, max: 2 ** 39 }), (claims, seconds) => {
      const read = parseLinkToken(signLinkToken(claims, seconds * 1_000, secret));
      expect(read?.claims).toEqual(claims);
      expect(read?.expiresAt).toBe(seconds * 1_000);
      expect(read?.isSignedWith(secret)).toBe(true);
      expect(read?.isSignedWith(randomBytes(32))).toBe(false);
    }),
  );
});

test('a token with any flipped bit is rejected', () => {
  fc.assert(
    fc.property(anyClaims, fc.nat(), (claims, where) => {
      const bytes = Buffer.from(signLinkToken(claims, EXPIRY, secret), 'base64url');
      const bit = where % (bytes.length * 8);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(parseLinkToken(bytes.toString('base64url'))?.isSignedWith(secret) ?? false).toBe(false);
    }),
  );
});

test('any text is parsed or rejected, without an error', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.uint8Array({ maxLength: 400 })), (noise) => {
      const token = typeof noise === 'string' ? noise : Buffer.from(noise).toString('base64url');
      expect(parseLinkToken(token)?.isSignedWith(secret) ?? false).toBe(false);
    }),
  );
});

test('a token of UUIDs is short enough for an SMS', () => {
  const uuid = '70413a06-38d6-4c85-92b8-5ebc900d42e2';
  const claims = { accountId: uuid, alertId: uuid, userId: uuid, action: 'close' } as const;
  expect(signLinkToken(claims, EXPIRY, secret)).toHaveLength(98);
});

test('signing an id that is empty or too long throws', () => {
  const claims = { accountId: 'a', alertId: '', userId: 'u', action: 'close' } as const;
  expect(() => signLinkToken(claims, EXPIRY, secret)).toThrow(RangeError);
  expect(() => signLinkToken({ ...claims, alertId: 'x'.repeat(128) }, EXPIRY, secret)).toThrow(RangeError);
});
