import { expect, it } from 'vitest';
import { ATTEMPTS, waitBefore } from './retry-schedule.ts';

it('tries eight times in about an hour', () => {
  const waits = Array.from({ length: ATTEMPTS - 1 }, (_, made) => waitBefore(made + 1, { wishMs: null, chance: 0.5 }));
  expect(waits.slice(0, 3)).toEqual([1_000, 5_000, 30_000]);
  const total = waits.reduce((sum, wait) => sum + wait, 0);
  expect(total).toBeGreaterThan(50 * 60_000);
  expect(total).toBeLessThan(65 * 60_000);
});

it('spreads the attempts a fifth up and down', () => {
  expect(waitBefore(2, { wishMs: null, chance: 0 })).toBe(4_000);
  expect(waitBefore(2, { wishMs: null, chance: 0.999_999 })).toBe(6_000);
});

it('respects a longer wish of the receiver', () => {
  expect(waitBefore(1, { wishMs: 9_000, chance: 0.5 })).toBe(9_000);
  expect(waitBefore(3, { wishMs: 9_000, chance: 0.5 })).toBe(30_000);
});
