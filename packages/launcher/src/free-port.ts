import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Ports below the range from which systems take the near ends of outgoing connections: a client that tries to reach a server which has just
 * been killed could otherwise get that very port as its own, connect to itself, and keep the server from coming back.
 */
const LOWEST = 20_000;
const HIGHEST = 32_000;
const TRIES = 100;

/** A TCP port nobody listens on now and no outgoing connection will take. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isPortFree(port, host)) return port;
  }
  throw new Error(`no free TCP port between ${LOWEST} and ${HIGHEST} on ${host}`);
}

/** Whether this port can be listened on now. */
export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => ('code' in error && error.code === 'EADDRINUSE' ? resolve(false) : reject(error)));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
