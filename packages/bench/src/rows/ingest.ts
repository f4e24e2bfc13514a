import { availableParallelism } from 'node:os';
import { keys } from '@watchfloor/redis/keys';
import { Redis } from 'ioredis';
import { figureOf, round } from '../figure.ts';
import { type StoreCommand, StoreResult } from '../load/store-command.ts';
import { startLoad } from '../load-process.ts';
import { UsageMeter } from '../process-usage.ts';
import { NO_REWRITE, rewriteFile } from '../rewrite-file.ts';
import type { Row, RowContext, RowResult } from '../row.ts';
import { startHouse } from '../start-house.ts';
import { median } from '../statistics.ts';

const CONNECTIONS = 16;
const SECONDS = 5;
const WARM_SECONDS = 3;
const GOAL = 1;

/** goals.md, first row: what the receiver costs, measured against writing the same bytes into the same Redis by hand. */
export const ingest: Row = {
  name: 'ingest',
  what: 'accepted and durable events/s over HTTP: batches of 100 events of about 300 bytes, appendfsync always',
  against: 'the same client process doing ioredis pipelines of 100 XADDs, same bytes, same Redis, same number of connections',
  goal: 'median ratio at least 1.0 with a process a core',
  run,
};

type Measured = StoreResult & { rate: number; receiverCpu: number; redisCpu: number };

/** Once with a single process, as a small house runs it, once with one a core: only the latter can use what XADD uses, two cores. */
async function run(context: RowContext): Promise<RowResult[]> {
  const results: RowResult[] = [];
  for (const processes of new Set([1, availableParallelism()])) results.push(await measureWith(processes, context));
  return results;
}

async function measureWith(processes: number, context: RowContext): Promise<RowResult> {
  const { signal, options } = context;
  const say = (line: string) => context.say(`${processes} × receiver: ${line}`);
  const seconds = options.seconds ?? SECONDS;
  await using house = await startHouse(context, ['ingest'], NO_REWRITE, { INGEST_PROCESSES: String(processes) });
  await using client = startLoad(new URL('../load/store-load.ts', import.meta.url), signal);
  const redis = new Redis(house.redisUrl);
  using _ = { [Symbol.dispose]: () => redis.disconnect() };
  const meter = new UsageMeter(house.processes);

  const measure = async (way: StoreCommand['way'], length: number): Promise<Measured> => {
    await clear(redis, house.partitions, signal);
    meter.begin();
    const command: StoreCommand = {
      way,
      seconds: length,
      connections: CONNECTIONS,
      ingest: house.address('ingest'),
      key: house.ingestKey,
      redis: house.redisUrl,
    };
    const found = StoreResult.parse(await Promise.race([client.ask(command), house.broken]));
    const cpu = (name: string) => meter.end().find((usage) => usage.name === name)?.cpuSeconds ?? 0;
    return { ...found, rate: found.events / found.seconds, receiverCpu: cpu('ingest'), redisCpu: cpu('Redis') };
  };

  say(`warming up, ${WARM_SECONDS} s each`);
  await measure('http', WARM_SECONDS);
  await measure('xadd', WARM_SECONDS);
  const pairs: { a: Measured; b: Measured }[] = [];
  for (let pair = 1; pair <= options.pairs; pair++) {
    const a = await measure('http', seconds);
    const b = await measure('xadd', seconds);
    pairs.push({ a, b });
    say(
      `pair ${pair} of ${options.pairs}: receiver ${round(a.rate)} events/s, XADD ${round(b.rate)} events/s, ratio ${(a.rate / b.rate).toFixed(2)}`,
    );
  }
  return resultOf(pairs, { seconds, processes });
}

const goalOf = (ratios: number[]) => ({ goal: `>= ${GOAL.toFixed(1)}`, met: (median(ratios) ?? 0) >= GOAL });

/** Empties the streams and rewrites the append-only file, so that every half begins on the same ground. */
async function clear(redis: Redis, partitions: number, signal: AbortSignal): Promise<void> {
  for (let partition = 0; partition < partitions; partition++) await redis.xtrim(keys.log(partition), 'MAXLEN', 0);
  await redis.del('bench:xadd');
  await rewriteFile(redis, signal);
}

function resultOf(pairs: { a: Measured; b: Measured }[], { seconds, processes }: { seconds: number; processes: number }): RowResult {
  const a = pairs.map((pair) => pair.a);
  const b = pairs.map((pair) => pair.b);
  const ratios = pairs.map((pair) => pair.a.rate / pair.b.rate);
  const micro = (of: Measured[], cpu: (one: Measured) => number) =>
    `${(1e6 * (median(of.map((one) => cpu(one) / one.events)) ?? 0)).toFixed(1)} µs`;
  return {
    load: `${processes} ${processes === 1 ? 'process' : 'processes'}: ${pairs.length} pairs of ${seconds} s each, ${CONNECTIONS} connections, a batch of 100 on each at a time`,
    figures: [
      { ...figureOf('receiver / XADD', '', ratios), ...(processes > 1 || availableParallelism() === 1 ? goalOf(ratios) : {}) },
      figureOf(
        'A receiver',
        'events/s',
        a.map((one) => one.rate),
      ),
      figureOf(
        'B XADD',
        'events/s',
        b.map((one) => one.rate),
      ),
      figureOf(
        'A answer p99',
        'ms',
        a.map((one) => one.p99Ms),
      ),
      figureOf(
        'B answer p99',
        'ms',
        b.map((one) => one.p99Ms),
      ),
    ],
    usage: [],
    notes: [
      `CPU an event, receiver: client ${micro(a, (one) => one.cpuSeconds)}, ingest ${micro(a, (one) => one.receiverCpu)}, Redis ${micro(a, (one) => one.redisCpu)}`,
      `CPU an event, XADD: client ${micro(b, (one) => one.cpuSeconds)}, Redis ${micro(b, (one) => one.redisCpu)}`,
    ],
  };
}
