import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { freePort, isPortFree } from './free-port.ts';
import { writePrivately } from './write-privately.ts';

const ServerState = z.object({ port: z.number().int().positive(), password: z.string().min(16) });
export type ServerState = z.infer<typeof ServerState>;

/**
 * The port and the password of a private server, chosen on the first start and kept in `server.json` (0600) of its directory.
 * If somebody else has taken the port meanwhile, another is chosen.
 * @param again the server comes back under clients that know its address: its port must not change.
 * @throws Error when it comes back and its port is taken.
 */
export async function keepServerState(directory: string, again = false): Promise<ServerState> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = fileIn(directory);
  const kept = findServerState(directory);
  if (kept && (await isPortFree(kept.port))) return kept;
  if (kept && again) throw new Error(`port ${kept.port} is taken by another program`);
  const state = { port: await freePort(), password: kept?.password ?? randomBytes(24).toString('base64url') };
  writePrivately(file, `${JSON.stringify(state)}\n`);
  return state;
}

/** What is kept of a private server; undefined where none has ever run. */
export function findServerState(directory: string): ServerState | undefined {
  const file = fileIn(directory);
  return existsSync(file) ? ServerState.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data : undefined;
}

const fileIn = (directory: string): string => path.join(directory, 'server.json');
