import cluster from 'node:cluster';
import type { IngestSettings } from '@watchfloor/contracts/settings';
import { connectRedis, isReady, untilReady } from '@watchfloor/redis/connect';
import { appendFrame } from '@watchfloor/redis/log';
import { checkPartitions } from '@watchfloor/redis/partitions';
import { addHealth, makeRegistry } from '@watchfloor/runtime/health';
import type { Lifecycle } from '@watchfloor/runtime/lifecycle';
import type { Log } from '@watchfloor/runtime/log';
import { Acceptor } from './accept-events.ts';
import { FrameGatherer } from './gather-frames.ts';
import { KnownFloors } from './know-floors.ts';
import { KnownKeys } from './know-keys.ts';
import { Peers } from './know-peers.ts';
import { makeMeters, meterPending } from './meters.ts';
import { openSideDoor } from './open-side-door.ts';
import { passOnSessions } from './pass-on-sessions.ts';
import { readProgress } from './read-progress.ts';
import { RecentIdentities } from './recent-identities.ts';
import { serveHttp } from './serve-http.ts';
import { serveSocket } from './serve-socket.ts';
import { WholeReceiver } from './speak-for-all.ts';
import { PressureWatch } from './watch-pressure.ts';

/** The receiver, or one process of several: checks, masks, appends, answers. */
export async function runIngest({ settings, log, lifecycle }: { settings: IngestSettings; log: Log; lifecycle: Lifecycle }): Promise<void> {
  const registry = makeRegistry('ingest');
  const meters = makeMeters(registry);
  const redis = connectRedis(settings.REDIS_URL, 'request', (err) => log.warn({ err }, 'Redis'));
  lifecycle.onClose('redis', () => redis.disconnect());
  await untilReady(redis, 60_000);
  await checkPartitions(redis, settings.PARTITIONS);

  const pressure = new PressureWatch({
    redis,
    partitions: settings.PARTITIONS,
    maxLagMs: settings.MAX_LAG_SECONDS * 1_000,
    log: log.child({ component: 'pressure' }),
    meters,
  });
  lifecycle.onClose('pressure', () => pressure.stop());
  pressure.start();

  const frames = new FrameGatherer(async (partition, frame) => {
    const timer = meters.append.startTimer();
    await appendFrame(redis, partition, frame).catch((err) => {
      log.warn({ err, partition, events: frame.length }, 'a frame could not be written');
      pressure.noteFailure(err);
      throw err;
    });
    timer();
  });
  meterPending(registry, frames);
  lifecycle.onClose('frames', () => frames.drain());

  const floors = new KnownFloors(redis, (err) => log.warn({ err }, 'cannot read the directory of floors'));
  lifecycle.onClose('floors', () => floors.close());
  await floors.refresh();

  const keys = new KnownKeys(redis, settings.INGEST_KEY);
  const acceptor = new Acceptor({ frames, floors, pressure, recent: new RecentIdentities(), partitions: settings.PARTITIONS, meters });
  const server = serveHttp({ acceptor, keys, progressOf: readProgress(redis, settings.PARTITIONS), log: log.child({ component: 'http' }) });
  const peers = new Peers();
  const readiness = () => ({ reason: isReady(redis) ? pressure.reason() : 'Redis cannot be reached', remark: pressure.remark() });
  const whole = new WholeReceiver({ registry, readiness, peers });
  addHealth(
    server,
    whole,
    () => whole.readiness(),
    () => whole.liveness(),
  );
  await server.ready();
  const sockets = serveSocket(server, { acceptor, keys });
  if (cluster.isWorker) {
    const door = await openSideDoor({ whole, here: passOnSessions(server.server, sockets, peers) });
    lifecycle.onClose('side door', door.close);
    peers.announce(door.port);
  }
  lifecycle.onClose('http', async () => {
    // Not `sockets.close()`: it would close the server behind Fastify's back, which could then tell nobody that it is closing.
    sockets.engine.close();
    await server.close();
  });
  await server.listen({ host: settings.BIND, port: settings.INGEST_PORT });
  log.info({ port: settings.INGEST_PORT }, 'ingest is up');
}
