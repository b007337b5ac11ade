import { createRateLimiter, DEFAULT_RATE_LIMITS } from '../../src/http/rate-limit.ts';

const SECOND = 1_000;

test('an account may read its configuration 100 times a second, for as long as it likes', () => {
  const limiter = createRateLimiter(DEFAULT_RATE_LIMITS);
  const results = Array.from({ length: 60 * 100 }, (_, i) =>
    limiter('acc', 'configuration-read', i * (SECOND / 100)),
  );
  expect(new Set(results)).toEqual(new Set(['ok']));
});

test('reads of the configuration do not use up the limit of changes', () => {
  const limiter = createRateLimiter({
    ...DEFAULT_RATE_LIMITS,
    configuration: { perSecond: 1, burst: 1 },
    'configuration-read': { perSecond: 1, burst: 1 },
  });
  expect(limiter('acc', 'configuration-read', 0)).toBe('ok');
  expect(limiter('acc', 'configuration', 0)).toBe('ok');
  expect(limiter('acc', 'configuration-read', 0)).toEqual({ retryAfterSeconds: 1 });
});

test('without a limit of their own, reads of the configuration share that of changes', () => {
  const { 'configuration-read': _, ...shared } = DEFAULT_RATE_LIMITS;
  const limiter = createRateLimiter({ ...shared, configuration: { perSecond: 1, burst: 1 } });
  expect(limiter('acc', 'configuration', 0)).toBe('ok');
  expect(limiter('acc', 'configuration-read', 0)).toEqual({ retryAfterSeconds: 1 });
});
