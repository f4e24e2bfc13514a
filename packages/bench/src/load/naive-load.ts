import { setTimeout as wait } from 'node:timers/promises';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { percentile } from '../statistics.ts';
import { answerCommands } from './answer-command.ts';
import { NaiveCommand, type NaiveResult } from './naive-command.ts';

const QUEUE = 'naive';
const CONCURRENCY = 16;
const WINDOW_MS = 5 * 60_000;
/** Jobs that wait are made in portions, so that the worker never runs dry and making them is not measured more than it must be. */
const PORTION = 2_000;
const CHUNK = 1_000;

type Reply = { agent: string; at: number; ms: number; id: string };

/** The worker one writes first: a job an event; each puts its reply into the agent's window, drops what is too old, reads the window, computes. */
async function drive({ redis: url, seconds, agents, filled }: NaiveCommand): Promise<NaiveResult> {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  const queue = new Queue<Reply>(QUEUE, { connection: redis, defaultJobOptions: { removeOnComplete: true } });
  await fill(redis, agents, filled);
  let made = 0;
  const more = () =>
    queue.addBulk(
      Array.from({ length: PORTION }, () => {
        const data = { agent: `agent-${++made % agents}`, at: Date.now(), ms: 1_000 + (made % 20_000), id: `m-${process.pid}-${made}` };
        return { name: 'reply', data };
      }),
    );
  await more();
  let done = 0;
  const act = async ({ data }: { data: Reply }) => {
    await takeReply(redis, data);
    done++;
    // So many portions as jobs were done: the queue stays as long as it was.
    if (done % PORTION === PORTION / 2) await more();
  };
  const worker = new Worker<Reply>(QUEUE, act, { connection: redis.duplicate(), concurrency: CONCURRENCY });
  await wait(1_000);
  const before = done;
  const begun = performance.now();
  await wait(seconds * 1000);
  const result = { events: done - before, seconds: (performance.now() - begun) / 1000 };
  await worker.close();
  await queue.obliterate({ force: true });
  for (let agent = 0; agent < agents; agent++) await redis.unlink(windowKey(`agent-${agent}`));
  await queue.close();
  redis.disconnect();
  return result;
}

const windowKey = (agent: string): string => `naive:window:${agent}`;

async function takeReply(redis: Redis, { agent, at, ms, id }: Reply): Promise<{ count: number; mean: number; p90: number | null }> {
  const key = windowKey(agent);
  await redis.zadd(key, at, `${id}:${ms}`);
  await redis.zremrangebyscore(key, '-inf', at - WINDOW_MS);
  const lengths = (await redis.zrange(key, '0', '-1')).map((member) => Number(member.slice(member.lastIndexOf(':') + 1)));
  lengths.sort((a, b) => a - b);
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  return { count: lengths.length, mean, p90: percentile(lengths, 0.9) };
}

/** Replies of the last four minutes: they stay in the window while it is measured. */
async function fill(redis: Redis, agents: number, filled: number): Promise<void> {
  const now = Date.now();
  for (let agent = 0; agent < agents; agent++) {
    for (let from = 0; from < filled; from += CHUNK) {
      const members = Array.from({ length: Math.min(CHUNK, filled - from) }, (_, i) => [
        String(now - Math.floor((240_000 * (from + i)) / filled)),
        `fill-${agent}-${from + i}:${1_000 + ((from + i) % 20_000)}`,
      ]);
      await redis.zadd(windowKey(`agent-${agent}`), ...members.flat());
    }
  }
}

answerCommands((command) => drive(NaiveCommand.parse(command)));
