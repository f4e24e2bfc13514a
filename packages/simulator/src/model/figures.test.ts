import { describe, expect, it, vi } from 'vitest';
import { arrivalsPerMinute } from './day-curve.ts';
import { drawsIn, givenDay, HOUR, MIDNIGHT, mean, quantile, waitsIn } from './given-day.ts';
import { setupOf } from './setup.ts';

// Whole days, several of them: more than the usual five seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const EVENING = MIDNIGHT + 19 * HOUR;
const SEEDS = [1, 2, 3];

describe('customers', () => {
  it.each(['ordinary', 'promotion'] as const)('come by the hours of the %s day', (day) => {
    const setup = setupOf({ seed: 0, begin: MIDNIGHT, day });
    const came = Array.from({ length: 48 }, () => 0);
    const seeds = day === 'ordinary' ? SEEDS : [1];
    for (const seed of seeds)
      for (const { name, at } of givenDay({ seed, day, hours: 24 }).events)
        if (name === 'conversation.opened')
          came[Math.floor((at - MIDNIGHT) / (HOUR / 2))] = (came[Math.floor((at - MIDNIGHT) / (HOUR / 2))] ?? 0) + 1;
    for (const [half, count] of came.entries()) {
      const expected = seeds.length * 30 * arrivalsPerMinute(setup, half * 30);
      // A Poisson count: its deviation is the root. Beyond 4.5 of them once in 3,000 runs of this test.
      expect(Math.abs(count - expected), `half-hour ${half}: ${count} of ${expected}`).toBeLessThan(4.5 * Math.sqrt(expected));
    }
  });

  it('come six times as many on a promotion day, eight times in its first half hour, and grow with the agents', () => {
    const at = (minute: number, chosen = {}) => arrivalsPerMinute(setupOf({ seed: 0, begin: 0, ...chosen }), minute);
    const promotion = { day: 'promotion' } as const;
    expect(at(29, promotion) / at(29)).toBeCloseTo(8);
    expect(at(30, promotion) / at(30)).toBeCloseTo(6);
    expect(at(1260) / at(720)).toBeCloseTo(1.8);
    expect(at(720, { agents: 24 }) / at(720)).toBeCloseTo(2);
    expect(at(180, { alwaysDay: true }) / at(900)).toBeCloseTo(1);
  });

  it('leave without a word in seven of ten cases, and those talks end by the time-out', () => {
    const { sim, events } = givenDay({ day: 'promotion', hours: 24 });
    const { left, leftSilently } = sim.counted;
    expect(left).toBeGreaterThan(1_000);
    expect(Math.abs(leftSilently / left - 0.7)).toBeLessThan(4 * Math.sqrt((0.7 * 0.3) / left));
    const silent = new Map([...sim.conversations.values()].filter(({ gone }) => gone).map(({ id }) => [id, true]));
    const timeouts = events.filter(({ name, data }) => name === 'conversation.closed' && data.reason === 'timeout').length;
    expect(timeouts + silent.size).toBeGreaterThanOrEqual(leftSilently);
  });

  it('have a patience of a minute before a sale and of three after it', () => {
    // Nobody is there to answer: all leave, each when his patience is over.
    const { events } = givenDay({ begin: EVENING, agents: 1, rate: 200, hours: 1 });
    const asked = new Map<string, { at: number; intent: string }>();
    const waited: Record<string, number[]> = { presales: [], aftersales: [] };
    for (const { name, subject, at, data } of events) {
      if (name === 'message.sent' && data.from !== 'auto') asked.delete(subject);
      if (name === 'conversation.opened' && at < EVENING + HOUR / 4) asked.set(subject, { at, intent: String(data.intent) });
      const since = asked.get(subject);
      if (name === 'conversation.closed' && data.reason === 'abandoned' && since) waited[since.intent]?.push(at - since.at);
    }
    expect(mean(waited.presales ?? [])).toBeGreaterThan(50_000);
    expect(mean(waited.presales ?? [])).toBeLessThan(75_000);
    expect(mean(waited.aftersales ?? [])).toBeGreaterThan(150_000);
    expect(mean(waited.aftersales ?? [])).toBeLessThan(220_000);
  });

  it('write and are written to as much as on a real floor: median 14 messages, mean 20', () => {
    const counts = new Map<string, number>();
    const botted = new Set<string>();
    const { events, sim } = givenDay({ quality: 'good', patience: 1_000, hours: 24 });
    for (const { name, subject, data } of events) {
      if (data.from === 'bot') botted.add(subject);
      if (name === 'message.received' || (name === 'message.sent' && data.private !== true && data.from !== 'auto'))
        counts.set(subject, (counts.get(subject) ?? 0) + 1);
    }
    const whole = [...counts].filter(([id]) => !botted.has(id) && !sim.conversations.has(id)).map(([, count]) => count);
    expect(mean(whole)).toBeGreaterThan(19);
    expect(mean(whole)).toBeLessThan(23);
    expect(quantile(whole, 0.5)).toBeGreaterThanOrEqual(13);
    expect(quantile(whole, 0.5)).toBeLessThanOrEqual(16);
  });
});

describe('agents', () => {
  it.each([
    ['good', 12_000],
    ['ordinary', 28_000],
  ] as const)('of the %s floor write a reply in %d ms in the mean, lognormal', (quality, expected) => {
    const draws = drawsIn(givenDay({ quality, hours: 24 }).events);
    expect(draws.length).toBeGreaterThan(1_000);
    expect(Math.abs(mean(draws) / expected - 1)).toBeLessThan(0.1);
    const logs = draws.map((draw) => Math.log(draw));
    const deviation = Math.sqrt(mean(logs.map((log) => (log - mean(logs)) ** 2)));
    expect(Math.abs(deviation - 0.8)).toBeLessThan(0.05);
  });

  const evening = (agents: number, patience: number) => {
    const floors = [1, 2].map((seed) =>
      givenDay({ seed, begin: EVENING, quality: 'good', agents, rate: (2.5 * 12) / agents, patience, hours: 4 }),
    );
    return {
      p90: quantile(
        floors.flatMap(({ events }) => waitsIn(events)),
        0.9,
      ),
      draw: mean(floors.flatMap(({ events }) => drawsIn(events))),
      left: floors.reduce((sum, { sim }) => sum + sim.counted.left, 0),
    };
  };

  it('slow down by backlog alone: half of them make the same customers wait several times as long, and each reply takes what it took', () => {
    const [all, half] = [evening(12, 20), evening(6, 20)];
    expect(half.p90 / all.p90).toBeGreaterThan(3);
    expect(Math.abs(half.draw / all.draw - 1)).toBeLessThan(0.1);
  });

  it('lose customers by it: with their usual patience twice as many leave, which is what keeps the wait in bounds', () => {
    const [all, half] = [evening(12, 1), evening(6, 1)];
    expect(half.p90 / all.p90).toBeGreaterThan(1.5);
    expect(half.left / all.left).toBeGreaterThan(2);
  });
});
