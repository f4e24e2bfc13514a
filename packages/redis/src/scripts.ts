import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';

type Arg = string | number | Buffer;

/** A connection that knows our scripts. Use them through their typed wrappers: commit.ts, lease.ts, keepers.ts, readers.ts, backlog.ts, fire.ts. */
export type ScriptedRedis = Redis & {
  acquireLease(numberOfKeys: number, ...args: Arg[]): Promise<[number, number]>;
  releaseLease(numberOfKeys: number, ...args: Arg[]): Promise<number>;
  liveKeepers(numberOfKeys: number, ...args: Arg[]): Promise<string[]>;
  noteReader(numberOfKeys: number, ...args: Arg[]): Promise<null>;
  logBacklog(numberOfKeys: number, ...args: Arg[]): Promise<number>;
  commitPartition(numberOfKeys: number, ...args: Arg[]): Promise<[number, string]>;
  fireAlerts(numberOfKeys: number, ...args: Arg[]): Promise<[number, string]>;
};

const source = (name: string): string => readFileSync(new URL(`./scripts/${name}.lua`, import.meta.url), 'utf8');

const scripts = {
  acquireLease: source('acquire-lease'),
  releaseLease: source('release-lease'),
  liveKeepers: source('keepers'),
  noteReader: source('note-reader'),
  logBacklog: source('backlog'),
  commitPartition: source('commit'),
  fireAlerts: source('fire'),
};

/** Teaches a connection the scripts; they are sent once and called by digest. */
export function defineScripts(redis: Redis): ScriptedRedis {
  for (const [name, lua] of Object.entries(scripts)) redis.defineCommand(name, { lua });
  return redis as ScriptedRedis;
}
