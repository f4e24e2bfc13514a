import { describe, expect, it } from 'vitest';
import { makePace } from './pace.ts';

const { signal } = new AbortController();

describe('the pace of a replay', () => {
  it('waits for nothing at full speed', async () => {
    expect(await makePace('max', 0)(1e12, signal)).toBe(Number.POSITIVE_INFINITY);
  });

  it('runs event time so many times as fast as the clock', async () => {
    let now = 5_000;
    const pace = makePace(60, 1_000_000, () => now);
    expect(await pace(1_000_000, signal)).toBe(1_000_000);
    now += 2_000;
    // Two seconds are two minutes of the recording: everything up to there is due.
    expect(await pace(1_060_000, signal)).toBe(1_120_000);
  });

  it('stops waiting when it is interrupted', async () => {
    const pace = makePace(1, 0);
    await expect(pace(1_000_000_000_000, AbortSignal.abort())).rejects.toThrow();
  });
});
