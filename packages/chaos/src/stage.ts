import { setTimeout as wait } from 'node:timers/promises';
import type { Progress } from '@watchfloor/contracts/ingest';
import { ask } from '@watchfloor/launcher/house/house-api';
import { type HouseUnderTest, startHouse } from '@watchfloor/launcher/house/house-under-test';
import { LIMIT_MS } from './load/story.ts';
import { type Stream, type StreamOptions, startStream } from './load/stream.ts';
import { type OwnServers, startOwnServers } from './own-servers.ts';
import type { RowContext } from './row.ts';

const PORTS = ['INGEST_PORT', 'KEEPER_PORT', 'ALERTING_PORT', 'GATEWAY_PORT', 'LEDGER_PORT'];
const LOOK_AGAIN_MS = 50;
/** Somebody waits to the end of a row without becoming critical. */
const NEVER_MS = 86_400_000;

/** A house on its floors, with its client. */
export type Stage = AsyncDisposable & {
  house: HouseUnderTest;
  signal: AbortSignal;
  /** Makes floors of its own for a fault and begins a stream on them. */
  stream: (fault: string, disorder?: StreamOptions['disorder']) => Promise<FaultStream>;
  /** What has come of a floor; null while nobody can say. */
  progress: (floor: string) => Promise<Progress | null>;
  /** Resolves with the milliseconds it took until `done`. @throws Error after `withinMs`. */
  until: (what: string, done: () => Promise<boolean> | boolean, withinMs: number) => Promise<number>;
  /** Are all five services ready? */
  allReady: () => Promise<boolean>;
};
export type FaultStream = Stream & {
  floors: string[];
  /** Is everything applied that was told as taken until now, and is the sender not behind? */
  isCaughtUp: () => Promise<boolean>;
};

/** A real house, all five services, with servers of the launcher's. */
export async function openStage(context: RowContext, env: Record<string, string> = {}): Promise<Stage> {
  context.signal.throwIfAborted();
  context.say('starting a house');
  const house = await startHouse({ env });
  const { signal } = context;
  const progress = async (floor: string): Promise<Progress | null> => {
    const url = `${house.ingestUrl}/v1/floors/${floor}/progress`;
    const answer = await ask(url, { method: 'GET', authorization: `Bearer ${house.key}` }).catch(() => null);
    return answer?.status === 200 ? (answer.body as Progress) : null;
  };
  return {
    house,
    signal,
    progress,
    async stream(fault, disorder) {
      const floors = ['1', '2'].map((each) => `${fault}-${each}`);
      for (const id of floors) await house.api('POST', '/floors', { id, limits: { wait: { warning: LIMIT_MS, critical: NEVER_MS } } });
      const stream = startStream({ receiver: house, floors, rate: context.rate, signal, ...(disorder && { disorder }) });
      const isCaughtUp = async () => {
        if (stream.behindMs() > 1_000) return false;
        const taken = floors.map((floor) => [floor, stream.told.countOf(floor)] as const);
        const found = await Promise.all(taken.map(async ([floor, events]) => ((await progress(floor))?.applied ?? -1) >= events));
        return found.every(Boolean);
      };
      return { ...stream, floors, isCaughtUp };
    },
    async until(what, done, withinMs) {
      const since = performance.now();
      while (!(await done())) {
        signal.throwIfAborted();
        if (performance.now() - since > withinMs) throw new Error(`not within ${withinMs / 1000} s: ${what}`);
        await wait(LOOK_AGAIN_MS);
      }
      return performance.now() - since;
    },
    async allReady() {
      const answers = PORTS.map((port) =>
        fetch(`http://127.0.0.1:${house.env[port]}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => null),
      );
      return (await Promise.all(answers)).every((answer) => answer?.status === 200);
    },
    [Symbol.asyncDispose]: async () => void (await house.stop()),
  };
}

/** A house on servers that only the row stops and starts. */
export async function openStageOnOwnServers(context: RowContext): Promise<Stage & { servers: OwnServers }> {
  const servers = await startOwnServers(context.signal);
  try {
    const stage = await openStage(context, { REDIS_URL: servers.redis.url, DATABASE_URL: servers.postgres.url });
    return {
      ...stage,
      servers,
      async [Symbol.asyncDispose]() {
        await stage[Symbol.asyncDispose]();
        await servers[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await servers[Symbol.asyncDispose]();
    throw error;
  }
}
