import { keys } from './keys.ts';
import type { ScriptedRedis } from './scripts.ts';

export type LeaseRole = 'keeper' | 'alerting';
export type LeaseAnswer = { held: true; epoch: number; taken: boolean } | { held: false; freeInMs: number };

/** Takes or renews the lease of a partition; `taken` says that the epoch is new. See acquire-lease.lua. */
export async function acquireLease(
  redis: ScriptedRedis,
  at: { partition: number; role: LeaseRole; owner: string; ttlMs: number },
): Promise<LeaseAnswer> {
  const [epoch, rest] = await redis.acquireLease(1, keys.lease(at.partition, at.role), at.owner, at.ttlMs);
  return epoch < 0 ? { held: false, freeInMs: rest } : { held: true, epoch, taken: rest === 1 };
}

/** Gives a lease back, so that the next owner need not wait. See release-lease.lua. */
export async function releaseLease(
  redis: ScriptedRedis,
  at: { partition: number; role: LeaseRole; owner: string; epoch: number },
): Promise<boolean> {
  return (await redis.releaseLease(1, keys.lease(at.partition, at.role), at.owner, at.epoch)) === 1;
}
