import { expect, it } from 'vitest';
import { isWorthRetrying, retryAfterMs } from './judge-answer.ts';

it('tries again after a fault of the moment, not after a no', () => {
  expect([500, 503, 429, 408, 425, 302].map(isWorthRetrying)).toEqual([true, true, true, true, true, true]);
  expect([400, 401, 404, 410, 422].map(isWorthRetrying)).toEqual([false, false, false, false, false]);
});

it('reads Retry-After as seconds or as a date, an hour at most', () => {
  const now = Date.parse('2026-11-11T00:00:00Z');
  expect(retryAfterMs('7', now)).toBe(7_000);
  expect(retryAfterMs('Wed, 11 Nov 2026 00:00:30 GMT', now)).toBe(30_000);
  expect(retryAfterMs('999999', now)).toBe(3_600_000);
  expect(retryAfterMs('soon', now)).toBeNull();
  expect(retryAfterMs(undefined, now)).toBeNull();
});
