import path from 'node:path';
import type { Ground } from './ground.ts';
import { startPrivatePostgres } from './private-postgres.ts';
import { startPrivateRedis } from './private-redis.ts';

/** Names of the servers among the parts; they stop last. */
export const REDIS = 'Redis';
export const POSTGRES = 'PostgreSQL';

/** Keeps a private Redis running and gives its address, unless there is an address already. */
export async function keepRedis({ home, signal, say, keep, logTo }: Ground, given: string | undefined): Promise<string> {
  if (given) return given;
  const directory = path.join(home, 'redis');
  const onLine = logTo('redis', null);
  let url = '';
  await keep({
    name: REDIS,
    async start(again) {
      const server = await startPrivateRedis({ directory, again, onLine, signal });
      say(again ? `${REDIS} is back (process ${server.pid})` : `${REDIS} is ready on 127.0.0.1:${server.port}, its data in ${directory}`);
      url = server.url;
      return server;
    },
  });
  return url;
}

/** Keeps a private PostgreSQL running and gives its address, unless there is an address already. */
export async function keepPostgres({ home, signal, say, keep, logTo }: Ground, given: string | undefined): Promise<string> {
  if (given) return given;
  const directory = path.join(home, 'postgres');
  const onLine = logTo('postgres', null);
  let url = '';
  await keep({
    name: POSTGRES,
    async start(again) {
      const server = await startPrivatePostgres({ directory, again, onLine, signal });
      const place = `on 127.0.0.1:${server.port}, its data in ${server.dataDirectory}`;
      say(again ? `${POSTGRES} is back (process ${server.pid})` : `${POSTGRES} is ready ${place}`);
      url = server.url;
      return server;
    },
  });
  return url;
}
