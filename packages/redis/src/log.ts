import type { Frame } from '@watchfloor/contracts/event';
import { type ChainableCommander, Cluster } from 'ioredis';
import { keys } from './keys.ts';
import { decodePayload, encodePayload } from './payload.ts';
import type { ScriptedRedis } from './scripts.ts';

const COPY_WAIT_MS = 1_000;
const COPYLESS_MS = 2_000;

/** Appends one frame; resolves with its id when Redis has it on disk (`appendfsync always`). Rejects when it cannot say so. */
export async function appendFrame(redis: ScriptedRedis, partition: number, frame: Frame): Promise<string> {
  const payload = encodePayload(frame);
  const id =
    redis instanceof Cluster ? await appendCopied(redis, partition, payload) : await redis.xadd(keys.log(partition), '*', 'f', payload);
  if (id === null) throw new Error('Redis gave no id for a frame');
  return id;
}

/** Partitions whose master had no replica to wait for, until when that is believed (epoch ms). */
const copyless = new WeakMap<Cluster, Map<number, number>>();

/**
 * On a cluster a master that dies takes with it what no replica has yet: the frame counts as durable only when one has it. That bounds what a
 * failover can lose; it is not zero, for the replica that is promoted may be another one. A master that has lost its last replica is written to all
 * the same, as a single server is: what it has on disk is what there is.
 */
async function appendCopied(cluster: Cluster, partition: number, payload: string | Buffer): Promise<string | null> {
  const key = keys.log(partition);
  const known = copyless.get(cluster) ?? new Map<number, number>();
  copyless.set(cluster, known);
  if ((known.get(partition) ?? 0) > Date.now()) return cluster.xadd(key, '*', 'f', payload);
  const [id, copies] = await answersOf(cluster.pipeline().xadd(key, '*', 'f', payload).call('WAIT', '1', COPY_WAIT_MS));
  if (Number(copies) < 1) {
    const [, replication] = await answersOf(cluster.pipeline().exists(key).call('INFO', 'replication'));
    if (!String(replication).includes('connected_slaves:0')) throw new Error('no replica has taken the frame in time');
    known.set(partition, Date.now() + COPYLESS_MS);
  }
  return typeof id === 'string' ? id : null;
}

/** What commands given together to one node answered. @throws the first error among them */
async function answersOf(pipeline: ChainableCommander): Promise<unknown[]> {
  return ((await pipeline.exec()) ?? []).map(([error, answer]) => {
    if (error) throw error;
    return answer;
  });
}

export const parseFrame = (payload: Buffer): Frame => decodePayload<Frame>(payload);

/** Every frame that a log holds, in its order. */
export async function readLog(redis: ScriptedRedis, partition: number): Promise<Frame[]> {
  const entries = await redis.xrangeBuffer(keys.log(partition), '-', '+');
  return entries.map(([, [, payload]]) => (payload ? parseFrame(payload) : []));
}
