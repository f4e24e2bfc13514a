import type { GatewaySettings } from '@watchfloor/contracts/settings';
import { connectHistory } from '@watchfloor/history/connect';
import { insertFloor } from '@watchfloor/history/floors';
import { sweepRequests } from '@watchfloor/history/idempotency-keys';
import { sweepSessions } from '@watchfloor/history/sessions';
import { connectRedis, isReady, untilReady } from '@watchfloor/redis/connect';
import { checkPartitions } from '@watchfloor/redis/partitions';
import { addHealth, makeRegistry } from '@watchfloor/runtime/health';
import type { Lifecycle } from '@watchfloor/runtime/lifecycle';
import type { Log } from '@watchfloor/runtime/log';
import { sql } from 'kysely';
import { Server } from 'socket.io';
import { authenticate } from './access/authenticate.ts';
import { ensureAdmin } from './access/ensure-admin.ts';
import { isSameOrigin } from './access/same-origin.ts';
import { Hub } from './live/hub.ts';
import { Wallboard } from './live/serve-wallboard.ts';
import { makeMeters } from './meters.ts';
import { publishFloors } from './publish-floors.ts';
import { SettingsRelay } from './relay-settings.ts';
import { publishChannels } from './routes/channels.ts';
import { publishKeys } from './routes/keys.ts';
import { serveHttp } from './serve-http.ts';

const SWEEP_EVERY_MS = 3_600_000;
const MAX_SOCKET_MESSAGE = 65_536;

/** The gateway: REST, sockets, the built dashboards. */
export async function runGateway({
  settings,
  log,
  lifecycle,
}: {
  settings: GatewaySettings;
  log: Log;
  lifecycle: Lifecycle;
}): Promise<void> {
  const registry = makeRegistry('gateway');
  const redis = connectRedis(settings.REDIS_URL, 'request', (err) => log.warn({ err }, 'Redis'));
  lifecycle.onClose('redis', () => redis.disconnect());
  const db = connectHistory({ url: settings.DATABASE_URL, name: 'gateway', statementTimeoutMs: 8_000 });
  lifecycle.onClose('history', () => db.destroy());
  await untilReady(redis, 60_000);
  await checkPartitions(redis, settings.PARTITIONS);

  if (settings.ADMIN_PASSWORD !== undefined) {
    const written = await ensureAdmin(db, { email: settings.ADMIN_EMAIL, password: settings.ADMIN_PASSWORD });
    if (written) log.info('the first admin is in place');
  }
  await publishFloors(db, redis, settings.PARTITIONS);
  await publishKeys(db, redis);
  await publishChannels(db, redis);

  let board: Wallboard | undefined;
  const hub = new Hub({
    redis,
    url: settings.REDIS_URL,
    partitions: settings.PARTITIONS,
    log: log.child({ component: 'live' }),
    onAlert: (floorKey, entry) => board?.alert(floorKey, entry),
    // Floors that an ingest key made are remembered as those that people made.
    onFloor: (floor) =>
      void insertFloor(db, floor, { author: null, now: Date.now(), tell: false }).catch((err) =>
        log.warn({ err, floor: floor.id }, 'could not remember a floor'),
      ),
  });
  lifecycle.onClose('live', () => hub.close());
  await hub.start();

  const relay = new SettingsRelay({ db, redis, partitions: settings.PARTITIONS, log: log.child({ component: 'settings' }) });
  lifecycle.onClose('settings', () => relay.stop());
  relay.start();

  const server = await serveHttp({ db, redis, hub, relay, log: log.child({ component: 'http' }), settings });
  addHealth(server, registry, async () => {
    if (!isReady(redis)) return 'Redis cannot be reached';
    if (!hub.isLoaded) return 'the live view is not loaded yet';
    return sql`select 1`.execute(db).then(
      () => null,
      () => 'PostgreSQL cannot be reached',
    );
  });
  await server.ready();

  // CORS does not cover WebSocket: the handshake's Origin is checked here. `skipMiddlewares` off: a recovered socket is checked like any other.
  const io = new Server(server.server, {
    path: '/socket.io',
    serveClient: false,
    maxHttpBufferSize: MAX_SOCKET_MESSAGE,
    perMessageDeflate: false,
    httpCompression: false,
    allowRequest: (request, decide) => decide(null, isSameOrigin(request.headers)),
  });
  board = new Wallboard({
    io,
    hub,
    log: log.child({ component: 'wallboard' }),
    authenticate: (credentials) => authenticate(db, credentials, Date.now()),
  });
  makeMeters(registry, { io, hub, db });
  const sweep = setInterval(
    () =>
      Promise.all([sweepSessions(db, Date.now()), sweepRequests(db, Date.now())]).catch((err) =>
        log.warn({ err }, 'could not sweep sessions and remembered answers'),
      ),
    SWEEP_EVERY_MS,
  );
  lifecycle.onClose('http', async () => {
    clearInterval(sweep);
    board.close();
    // Not `io.close()`: it waits for connections that are kept alive; the server below ends them.
    io.engine.close();
    await server.close();
  });
  await server.listen({ host: settings.BIND, port: settings.GATEWAY_PORT });
  log.info({ port: settings.GATEWAY_PORT }, 'gateway is up');
}
