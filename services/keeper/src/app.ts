import type { KeeperSettings } from '@watchfloor/contracts/settings';
import { connectRedis, isReady, untilReady } from '@watchfloor/redis/connect';
import { checkPartitions } from '@watchfloor/redis/partitions';
import { makeRegistry, serveHealth } from '@watchfloor/runtime/health';
import type { Lifecycle } from '@watchfloor/runtime/lifecycle';
import type { Log } from '@watchfloor/runtime/log';
import { LogFollower } from './follow-log.ts';
import { RoomKeeper } from './keep-room.ts';
import { makeMeters } from './meters.ts';
import { Ownership } from './own-partitions.ts';

/** The keeper: owns partitions, evolves their logs, commits. */
export async function runKeeper({ settings, log, lifecycle }: { settings: KeeperSettings; log: Log; lifecycle: Lifecycle }): Promise<void> {
  const registry = makeRegistry('keeper');
  const meters = makeMeters(registry);
  const redis = connectRedis(settings.REDIS_URL, 'request', (err) => log.warn({ err }, 'Redis'));
  lifecycle.onClose('redis', () => redis.disconnect());

  let leader: Ownership | undefined;
  let keptRoom: RoomKeeper | undefined;
  const readiness = () => {
    if (!isReady(redis)) return 'Redis cannot be reached';
    return keptRoom?.notReady() ?? (leader ? leader.notReady() : 'no partition owned yet');
  };
  const health = await serveHealth({ host: settings.BIND, port: settings.KEEPER_PORT, registry, readiness });
  lifecycle.onClose('health', () => health.close());

  await untilReady(redis, 60_000);
  await checkPartitions(redis, settings.PARTITIONS);

  const follower = new LogFollower({ url: settings.REDIS_URL, redis, log: log.child({ component: 'log' }), meters });
  const ownership = new Ownership({
    redis,
    partitions: settings.PARTITIONS,
    log: log.child({ component: 'lease' }),
    onChange: (number, partition) => {
      meters.owned.set(ownership.owned.size);
      return follower.onOwnershipChange(number, partition);
    },
  });
  leader = ownership;
  lifecycle.onClose('leases', () => ownership.stop());
  lifecycle.onClose('log', () => follower.stop());
  ownership.start();
  follower.start(ownership);

  const room = new RoomKeeper({ redis, owned: ownership.owned, log: log.child({ component: 'trim' }), meters });
  keptRoom = room;
  lifecycle.onClose('trim', () => room.stop());
  room.start();
  log.info({ partitions: settings.PARTITIONS }, 'keeper is up');
}
