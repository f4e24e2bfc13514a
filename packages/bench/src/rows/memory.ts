import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { FloorResult } from '../load/floor-command.ts';
import { PLAN_LIMITS } from '../load/floor-plan.ts';
import { startLoad } from '../load-process.ts';
import { type MemorySample, sampleMemory } from '../memory-sample.ts';
import { Pipeline } from '../pipeline.ts';
import type { Figure, Row, RowContext, RowResult } from '../row.ts';
import { type House, startHouse } from '../start-house.ts';
import { median } from '../statistics.ts';

const RATE = 300;
const SECONDS = 3_600;
const SAMPLE_MS = 60_000;
/** Closed conversations are kept 27 min, facts and the slices of the near past ten: before that everything grows. */
const SETTLED_MS = 30 * 60_000;
/** What may be left over of an hour: between the first and the last quarter of the settled time. */
const GOAL = 1.05;
/** Kinds of keys that are kept longer than the row runs. */
const LONG_KEPT = new Set(['windows', 'alerts']);
const SERVICES = ['keeper', 'alerting', 'ledger', 'ingest', 'gateway'];

/** The floor stays as big as it is, so memory must, too. Runs for an hour, so only when it is named. */
export const memory: Row = {
  name: 'memory',
  what: 'memory of Redis and of the services over an hour of a floor that stays as big as it is, the whole house running',
  against: 'itself: the last quarter of the settled time with the first',
  goal: 'at most 1.05 x, for Redis without window buckets (kept 75 min) and ended alerts (a day, 10,000 a partition), and for the heap of the keeper',
  onlyWhenNamed: true,
  async run(context) {
    const { options, signal, say } = context;
    const [rate, seconds] = [options.rate ?? RATE, options.seconds ?? SECONDS];
    await using house = await startHouse(context, SERVICES);
    await using pipeline = new Pipeline(house);
    await using generator = startLoad(new URL('../load/floor-load.ts', import.meta.url), signal);
    const redis = new Redis(house.redisUrl);
    using _ = { [Symbol.dispose]: () => redis.disconnect() };
    const floors = Array.from({ length: options.floors }, (__, i) => `bench-${i}`);
    const cookie = await pipeline.signIn();
    for (const floor of floors) await pipeline.makeFloor({ id: floor, limits: PLAN_LIMITS }, cookie);
    // All but the last second is warm-up: markers, each of which is an alert, belong to what is measured.
    const load = { rate, warmSeconds: seconds - 1, seconds: 1 };
    const command = { ingest: house.address('ingest'), key: house.ingestKey, floors, agents: options.agents, ...load };
    const loading = Promise.race([generator.ask(command), house.broken]);
    const samples = await sampleUntil(loading, { house, redis, context });
    const sent = FloorResult.parse(await loading);
    say(`sent ${sent.accepted} events`);
    return [resultOf(samples, { rate, seconds, agents: options.agents, accepted: sent.accepted })];
  },
};

type Sampling = { house: House; redis: Redis; context: RowContext };

async function sampleUntil(end: Promise<unknown>, { house, redis, context: { say, signal } }: Sampling): Promise<MemorySample[]> {
  const samples: MemorySample[] = [];
  const over = new AbortController();
  end.catch(() => {}).finally(() => over.abort());
  const began = Date.now();
  for (let next = began + SAMPLE_MS; ; next += SAMPLE_MS) {
    await wait(next - Date.now(), undefined, { signal: AbortSignal.any([signal, over.signal]) }).catch(() => {});
    if (over.signal.aborted || signal.aborted) return samples;
    const sample = await sampleMemory({ house, redis, services: SERVICES, atMs: Date.now() - began });
    samples.push(sample);
    const shown = [...sample.redis].map(([kind, bytes]) => `${kind} ${mb(bytes)}`).join(', ');
    say(
      `${Math.round(sample.atMs / 60_000)} min  Redis ${mb(sample.redisUsed)} MB (${shown}); heaps ${[...sample.heaps].map(([name, bytes]) => `${name} ${mb(bytes)}`).join(', ')}`,
    );
  }
}

const mb = (bytes: number): string => (bytes / 1_048_576).toFixed(1);

function resultOf(samples: MemorySample[], load: { rate: number; seconds: number; agents: number; accepted: number }): RowResult {
  const settled = samples.filter(({ atMs }) => atMs >= SETTLED_MS);
  const quarter = Math.max(1, Math.floor(settled.length / 4));
  const growth = (label: string, of: (sample: MemorySample) => number): Figure => {
    const [first, last] = [settled.slice(0, quarter), settled.slice(-quarter)].map((part) => median(part.map(of)) ?? 0);
    const ratio = first && last ? last / first : null;
    return {
      label: `${label}: last / first quarter`,
      unit: '',
      min: null,
      median: ratio,
      max: null,
      goal: `<= ${GOAL}`,
      met: ratio === null ? null : ratio <= GOAL,
    };
  };
  const total = (sample: MemorySample) => [...sample.redis].reduce((sum, [kind, bytes]) => sum + (LONG_KEPT.has(kind) ? 0 : bytes), 0);
  const kinds = [...new Set(samples.flatMap(({ redis }) => [...redis.keys()]))].sort();
  const at = (share: number) => samples[Math.min(samples.length - 1, Math.floor(share * samples.length))];
  const course = (name: string, of: (sample: MemorySample) => number) =>
    `${name} after a quarter, half, three quarters and all of the time, MB: ${[0.25, 0.5, 0.75, 1].map((share) => mb(of(at(share) ?? NO_SAMPLE))).join(', ')}`;
  return {
    load: `${load.rate} events/s for ${Math.round(load.seconds / 60)} min (${load.accepted.toLocaleString('en-US')} accepted), ${load.agents} agents; a sample a minute, settled after ${SETTLED_MS / 60_000} min`,
    figures: [growth('Redis without windows and alerts', total), growth('heap of keeper', (sample) => sample.heaps.get('keeper') ?? 0)],
    usage: [],
    notes: [
      course('Redis in all', (sample) => sample.redisUsed),
      ...kinds.map((kind) => course(`Redis, ${kind}`, (sample) => sample.redis.get(kind) ?? 0)),
      ...SERVICES.map((name) => course(`heap of ${name}`, (sample) => sample.heaps.get(name) ?? 0)),
      ...SERVICES.map((name) => course(`resident ${name}`, (sample) => sample.resident.get(name) ?? 0)),
    ],
  };
}

const NO_SAMPLE: MemorySample = { atMs: 0, redisUsed: 0, redis: new Map(), heaps: new Map(), resident: new Map() };
