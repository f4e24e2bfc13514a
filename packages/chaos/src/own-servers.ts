import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPrivatePostgres } from '@watchfloor/launcher/private-postgres';
import { type PrivateServer, startPrivateRedis } from '@watchfloor/launcher/private-redis';

/** A server that nobody starts again but us. */
export type OwnServer = {
  url: string;
  /** kill -9; gone when it resolves. */
  kill: () => Promise<void>;
  /** Brings it back on the same address with the same data. */
  restart: () => Promise<void>;
  freeze: () => void;
  thaw: () => void;
};
export type OwnServers = AsyncDisposable & { redis: OwnServer; postgres: OwnServer };

/** Redis and PostgreSQL that stay down as long as a row wants: the launcher would start its own again at once. */
export async function startOwnServers(signal: AbortSignal): Promise<OwnServers> {
  await using stack = new AsyncDisposableStack();
  const home = mkdtempSync(path.join(tmpdir(), 'watchfloor-chaos-'));
  stack.defer(() => rmSync(home, { recursive: true, force: true }));
  const keep = async (start: (again: boolean) => Promise<PrivateServer>): Promise<OwnServer> => {
    let server = await start(false);
    stack.defer(async () => {
      // A frozen one would not hear that it is to stop.
      if (await isThere(server)) process.kill(server.pid, 'SIGCONT');
      await server.stop();
    });
    return {
      url: server.url,
      async kill() {
        server.kill();
        await server.exited;
      },
      async restart() {
        server = await start(true);
      },
      freeze: () => void process.kill(server.pid, 'SIGSTOP'),
      thaw: () => void process.kill(server.pid, 'SIGCONT'),
    };
  };
  const redis = await keep((again) => startPrivateRedis({ directory: path.join(home, 'redis'), again, signal }));
  const postgres = await keep((again) => startPrivatePostgres({ directory: path.join(home, 'postgres'), temporary: true, again, signal }));
  const kept = stack.move();
  return { redis, postgres, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

const isThere = (server: PrivateServer): Promise<boolean> =>
  Promise.race([server.exited.then(() => false), Promise.resolve().then(() => true)]);
