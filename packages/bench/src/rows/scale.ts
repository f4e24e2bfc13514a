import { Redis } from 'ioredis';
import { figureOf } from '../figure.ts';
import { LogFeed } from '../log-feed.ts';
import { UsageMeter } from '../process-usage.ts';
import { NO_REWRITE } from '../rewrite-file.ts';
import type { Row, RowContext, RowResult } from '../row.ts';
import { startHouse } from '../start-house.ts';
import { median } from '../statistics.ts';

const RATE = 10_000;
const WARM_EVENTS = 150_000;
const EVENTS = 100_000;
const GOAL = 1.3;

/** The first is what the others are compared with. `agents`: on each floor. */
const SIZES = [
  { agents: 100, floors: 1 },
  { agents: 1_000, floors: 1 },
  { agents: 10_000, floors: 1 },
  { agents: 100, floors: 10 },
  { agents: 100, floors: 100 },
];

/** goals.md: an event must not cost more because the house is larger. */
export const scale: Row = {
  name: 'scale',
  what: 'CPU of the keeper an event, the same rate of events on 100 to 10,000 agents of one floor, and on 1 to 100 floors of 100 agents',
  against: 'itself with 100 agents on one floor',
  goal: 'at most 1.3 x',
  async run(context) {
    const measured: { name: string; keeper: number[]; redis: number[] }[] = [];
    for (const size of SIZES) measured.push({ name: `${size.agents} agents, ${size.floors} floors`, ...(await atSize(context, size)) });
    return [resultOf(measured)];
  },
};

type Costs = { keeper: number[]; redis: number[] };

/** CPU an event in µs, measured several times in a house of its own. */
async function atSize(context: RowContext, { agents, floors }: { agents: number; floors: number }): Promise<Costs> {
  const { signal, say, options } = context;
  await using house = await startHouse(context, ['keeper'], NO_REWRITE);
  const redis = new Redis(house.redisUrl);
  using _ = { [Symbol.dispose]: () => redis.disconnect() };
  const plan = { rate: RATE, agents, floors: Array.from({ length: floors }, (_, i) => `bench-${i}`) };
  const feed = new LogFeed(redis, house.partitions, plan);
  const meter = new UsageMeter(house.processes);
  await Promise.race([feed.feed(WARM_EVENTS, signal), house.broken]);
  const costs: Costs = { keeper: [], redis: [] };
  for (let time = 0; time < options.pairs; time++) {
    const { events } = await Promise.race([feed.feed(EVENTS, signal, meter), house.broken]);
    const used = meter.end();
    const cost = (name: string) => (1e6 * (used.find((usage) => usage.name === name)?.cpuSeconds ?? 0)) / events;
    costs.keeper.push(cost('keeper'));
    costs.redis.push(cost('Redis'));
  }
  const [keeper, server] = [median(costs.keeper) ?? 0, median(costs.redis) ?? 0];
  say(`${agents} agents on each of ${floors} floors: keeper ${keeper.toFixed(1)} µs, Redis ${server.toFixed(1)} µs an event`);
  return costs;
}

function resultOf(measured: ({ name: string } & Costs)[]): RowResult {
  const [base] = measured;
  const least = median(base?.keeper ?? []) ?? 1;
  return {
    load: `${EVENTS.toLocaleString('en-US')} events at a time, ${base?.keeper.length} times, of conversations at ${RATE.toLocaleString('en-US')} events/s`,
    figures: measured.flatMap(({ name, keeper, redis }) => {
      const ratio = (median(keeper) ?? 0) / least;
      const compared = figureOf(
        `${name}: keeper, times the first`,
        '',
        keeper.map((cost) => cost / least),
      );
      return [
        figureOf(`${name}: keeper`, 'µs', keeper),
        figureOf(`${name}: Redis`, 'µs', redis),
        ...(keeper === base?.keeper ? [] : [{ ...compared, goal: `<= ${GOAL}`, met: ratio <= GOAL }]),
      ];
    }),
    usage: [],
    notes: [],
  };
}
