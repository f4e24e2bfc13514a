import { describe, expect, it } from 'vitest';
import { boardTimeMs, dataAgeMs } from './board-time.ts';
import { exampleSnapshot } from './example-snapshot.ts';
import type { LiveState } from './live-state.ts';
import { observeStamp } from './server-clock.ts';

const asOf = Date.parse('2026-11-11T02:00:00.000Z');
const received = (over: Partial<LiveState> = {}): LiveState => ({
  scope: { floor: 'demo', window: '5m' },
  phase: { kind: 'live' },
  snapshot: exampleSnapshot(),
  receivedAt: 1_000,
  clock: observeStamp(null, asOf, 1_000),
  ...over,
});
const onEventTime = (): LiveState => {
  const snapshot = exampleSnapshot();
  return received({ snapshot: { ...snapshot, floor: { ...snapshot.floor, clock: 'event' } } });
};

describe('the age of the data', () => {
  it('grows from the moment the last delta came', () => {
    expect(dataAgeMs(received(), 1_000)).toBe(0);
    expect(dataAgeMs(received(), 4_500)).toBe(3_500);
  });

  it('holds what the server was behind, once its clock is known from elsewhere', () => {
    const clock = observeStamp(received().clock, asOf + 30_000, 1_000);
    expect(dataAgeMs(received({ clock }), 1_500)).toBe(30_500);
  });

  it('is unknown before the first snapshot', () => {
    expect(dataAgeMs(received({ snapshot: null }), 5_000)).toBeNull();
  });

  it('is the time since the last news on an event-time floor', () => {
    expect(dataAgeMs(onEventTime(), 3_000)).toBe(2_000);
  });
});

describe('the instant the board speaks of', () => {
  it('runs on between deltas and stops ten seconds after the data', () => {
    expect(boardTimeMs(received(), 3_000)).toBe(asOf + 2_000);
    expect(boardTimeMs(received(), 60_000)).toBe(asOf + 10_000);
  });

  it('stands still on an event-time floor', () => {
    expect(boardTimeMs(onEventTime(), 9_000)).toBe(asOf);
  });
});

describe('the estimate of the server clock', () => {
  it('keeps the best bound: a stamp that was long on the way changes nothing', () => {
    const good = observeStamp(null, asOf, 1_000);
    const slow = observeStamp(good, asOf + 1_000, 2_900);
    expect(slow.offsetMs).toBeCloseTo(good.offsetMs, 0);
  });
});
