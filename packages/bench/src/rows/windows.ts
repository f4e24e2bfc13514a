import { Redis } from 'ioredis';
import { figureOf, round } from '../figure.ts';
import { StoreResult } from '../load/store-command.ts';
import { startLoad } from '../load-process.ts';
import { LogFeed } from '../log-feed.ts';
import { UsageMeter } from '../process-usage.ts';
import { NO_REWRITE, rewriteFile } from '../rewrite-file.ts';
import type { Row, RowContext, RowResult } from '../row.ts';
import { startHouse } from '../start-house.ts';
import { median } from '../statistics.ts';

/** The plan's rate: about 12,000 conversations are open at a time. */
const RATE = 10_000;
const WARM_EVENTS = 150_000;
const EVENTS = 100_000;
const XADD_SECONDS = 3;
const CONNECTIONS = 16;
const GOAL = 0.8;

/** goals.md, second row: what applying events costs, measured against writing them into a stream by hand. */
export const windows: Row = {
  name: 'windows',
  what: `log -> windows: ${EVENTS.toLocaleString('en-US')} events of mixed conversations lie in the log, the keeper applies and commits them`,
  against: 'ioredis pipelines of 100 XADDs on 16 connections into the same Redis (B of the row ingest)',
  goal: 'applied events/s, median ratio at least 0.8',
  run,
};

type Half = { rate: number; cpu: Record<string, number> };

async function run(context: RowContext): Promise<RowResult[]> {
  const { signal, say, options } = context;
  await using house = await startHouse(context, ['keeper'], NO_REWRITE);
  await using client = startLoad(new URL('../load/store-load.ts', import.meta.url), signal);
  const redis = new Redis(house.redisUrl);
  using _ = { [Symbol.dispose]: () => redis.disconnect() };
  const floors = Array.from({ length: options.floors }, (_, i) => `bench-${i}`);
  const feed = new LogFeed(redis, house.partitions, { rate: RATE, agents: options.agents, floors });
  const meter = new UsageMeter(house.processes);
  const half = ({ events, seconds }: { events: number; seconds: number }): Half => ({
    rate: events / seconds,
    cpu: Object.fromEntries(meter.end().map(({ name, cpuSeconds }) => [name, (1e6 * cpuSeconds) / events])),
  });
  const apply = async () => half(await Promise.race([feed.feed(EVENTS, signal, meter), house.broken]));
  const xadd = async (seconds: number) => {
    await redis.unlink('bench:xadd');
    await rewriteFile(redis, signal);
    const command = { way: 'xadd', seconds, connections: CONNECTIONS, ingest: '', key: '', redis: house.redisUrl };
    const measured = StoreResult.parse(await client.ask(command));
    await redis.unlink('bench:xadd');
    return measured.events / measured.seconds;
  };

  say('warming up');
  await Promise.race([feed.feed(WARM_EVENTS, signal), house.broken]);
  await xadd(XADD_SECONDS);
  const pairs: { a: Half; b: number }[] = [];
  for (let pair = 1; pair <= options.pairs; pair++) {
    const a = await apply();
    const b = await xadd(options.seconds ?? XADD_SECONDS);
    pairs.push({ a, b });
    say(`pair ${pair} of ${options.pairs}: keeper ${round(a.rate)} events/s, XADD ${round(b)} events/s, ratio ${(a.rate / b).toFixed(2)}`);
  }
  const ratios = pairs.map(({ a, b }) => a.rate / b);
  const cpu = (name: string) => `${(median(pairs.map(({ a }) => a.cpu[name] ?? 0)) ?? 0).toFixed(1)} µs`;
  return [
    {
      load: `${pairs.length} pairs, ${options.agents} agents on each of ${options.floors} floors, frames of 256 events`,
      figures: [
        { ...figureOf('keeper / XADD', '', ratios), goal: `>= ${GOAL}`, met: (median(ratios) ?? 0) >= GOAL },
        figureOf(
          'A keeper',
          'events/s',
          pairs.map(({ a }) => a.rate),
        ),
        figureOf(
          'B XADD',
          'events/s',
          pairs.map(({ b }) => b),
        ),
      ],
      usage: [],
      notes: [`CPU an event applied: keeper ${cpu('keeper')}, Redis ${cpu('Redis')}`],
    },
  ];
}
