import type { ChannelGrant } from '@watchfloor/contracts/channel';
import { keys } from './keys.ts';
import type { ScriptedRedis } from './scripts.ts';

/** Tells alerting of a channel, or of its change. */
export async function grantChannel(redis: ScriptedRedis, channel: ChannelGrant): Promise<void> {
  await redis.hset(keys.channels, channel.id, JSON.stringify(channel));
}

export async function withdrawChannel(redis: ScriptedRedis, id: string): Promise<void> {
  await redis.hdel(keys.channels, id);
}
