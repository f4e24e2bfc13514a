import { Redis } from 'ioredis';
import { figureOf, round } from '../figure.ts';
import { type NaiveCommand, NaiveResult } from '../load/naive-command.ts';
import { startLoad } from '../load-process.ts';
import { LogFeed } from '../log-feed.ts';
import { NO_REWRITE, rewriteFile } from '../rewrite-file.ts';
import type { Row, RowContext, RowResult } from '../row.ts';
import { startHouse } from '../start-house.ts';
import { median } from '../statistics.ts';

const RATE = 10_000;
const WARM_EVENTS = 150_000;
const EVENTS = 100_000;
const NAIVE_SECONDS = 5;
const NAIVE_AGENTS = 20;
const FILLED = 10_000;
const GOAL = 100;

/** goals.md: what frames, commits and buckets gain over the worker that one writes first. */
export const naive: Row = {
  name: 'naive',
  what: `log -> windows as in the row windows: ${EVENTS.toLocaleString('en-US')} events lie in the log, the keeper applies and commits them`,
  against: `a BullMQ job an event, each ZADD, ZREMRANGEBYSCORE and ZRANGE on a sliding window that holds ${FILLED.toLocaleString('en-US')} events`,
  goal: 'applied events/s, median ratio at least 100',
  run,
};

async function run(context: RowContext): Promise<RowResult[]> {
  const { signal, say, options } = context;
  await using house = await startHouse(context, ['keeper'], NO_REWRITE);
  await using client = startLoad(new URL('../load/naive-load.ts', import.meta.url), signal);
  const redis = new Redis(house.redisUrl);
  using _ = { [Symbol.dispose]: () => redis.disconnect() };
  const floors = Array.from({ length: options.floors }, (_, i) => `bench-${i}`);
  const feed = new LogFeed(redis, house.partitions, { rate: RATE, agents: options.agents, floors });
  const apply = async (events: number) => {
    const applied = await Promise.race([feed.feed(events, signal), house.broken]);
    return applied.events / applied.seconds;
  };
  const byJobs = async () => {
    await rewriteFile(redis, signal);
    const seconds = options.seconds ?? NAIVE_SECONDS;
    const command: NaiveCommand = { redis: house.redisUrl, seconds, agents: NAIVE_AGENTS, filled: FILLED };
    const done = NaiveResult.parse(await Promise.race([client.ask(command), house.broken]));
    return done.events / done.seconds;
  };

  say('warming up');
  await apply(WARM_EVENTS);
  const pairs: { a: number; b: number }[] = [];
  for (let pair = 1; pair <= options.pairs; pair++) {
    const a = await apply(EVENTS);
    const b = await byJobs();
    pairs.push({ a, b });
    say(`pair ${pair} of ${options.pairs}: keeper ${round(a)} events/s, jobs ${round(b)} events/s, ratio ${round(a / b)}`);
  }
  const ratios = pairs.map(({ a, b }) => a / b);
  const rates = { keeper: pairs.map(({ a }) => a), jobs: pairs.map(({ b }) => b) };
  return [
    {
      load: `${pairs.length} pairs, ${options.agents} agents on each of ${options.floors} floors; jobs: ${NAIVE_AGENTS} windows, 16 jobs at a time`,
      figures: [
        { ...figureOf('keeper / jobs', '', ratios), goal: `>= ${GOAL}`, met: (median(ratios) ?? 0) >= GOAL },
        figureOf('A keeper', 'events/s', rates.keeper),
        figureOf('B jobs', 'events/s', rates.jobs),
      ],
      usage: [],
      notes: ['a job keeps one window, the keeper those of agent, team, shop, channel and floor, with percentiles'],
    },
  ];
}
