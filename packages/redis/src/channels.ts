import { ChannelGrant } from '@watchfloor/contracts/channel';
import { keys } from './keys.ts';
import type { ScriptedRedis } from './scripts.ts';

/** Every channel of every tenant. */
export async function listChannels(redis: ScriptedRedis): Promise<ChannelGrant[]> {
  return (await redis.hvals(keys.channels)).map((text) => ChannelGrant.parse(JSON.parse(text)));
}

/** A channel, or null. */
export async function findChannel(redis: ScriptedRedis, id: string): Promise<ChannelGrant | null> {
  const text = await redis.hget(keys.channels, id);
  return text === null ? null : ChannelGrant.parse(JSON.parse(text));
}

/** Tells alerting of a channel, or of its change. */
export async function grantChannel(redis: ScriptedRedis, channel: ChannelGrant): Promise<void> {
  await redis.hset(keys.channels, channel.id, JSON.stringify(channel));
}

export async function withdrawChannel(redis: ScriptedRedis, id: string): Promise<void> {
  await redis.hdel(keys.channels, id);
}
